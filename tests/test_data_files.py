"""The clinical content of data/ against docs/domain.md sections 2 to 5: a change of data changes this table only."""

import tomllib

import pytest

from recovery.domain.bands import Basis
from recovery.domain.catalogue import AdviceFrom, Severity, Tier
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.errors import InvalidDataFile
from recovery.store.guide_files import read_guide
from tests.conftest import ROOT

FIGURE, WORDS, GENERAL = Basis.FIGURE, Basis.WORDS, Basis.GENERAL

SIDE_EFFECTS = [
    # slug, number, group, band, basis of its edges, SNOMED CT
    ("redness", 1, "Redness", (3, 7), (WORDS, FIGURE), "444827008"),
    ("bruising", 2, "Bruising and minor bleeding", (3, 21), (GENERAL, GENERAL), "125667009"),
    ("minor_bleeding", 3, "Bruising and minor bleeding", (3, 21), (GENERAL, GENERAL), "297968009"),
    ("scabbing", 4, "Scabbing", (3, 5), (WORDS, WORDS), "69640009"),
    ("numbness", 5, "Numbness", (7, 14), (FIGURE, FIGURE), None),
    ("flaking", 6, "Flaking and itching", (3, 21), (GENERAL, GENERAL), None),
    ("itching", 7, "Flaking and itching", (3, 21), (GENERAL, GENERAL), "418363000"),
]

ANCHORS = {
    "bruising": ("faint, pin-point", "clear marks", "large or dark", "spreading or swelling"),
    "minor_bleeding": ("a speck", "oozes now and then", "oozes again and again", "will not stop"),
    "redness": ("slight tint", "like sunburn", "strong, hot", "intense or spreading"),
    "scabbing": ("a few specks", "patches", "most of the area", "thick, cracking or weeping"),
    "numbness": ("slightly dulled", "clearly dulled", "hardly any feeling", "no feeling"),
    "flaking": ("a little", "visible", "large flakes", "raw underneath"),
    "itching": ("there, but easy to ignore", "distracting", "hard to ignore", "cannot sleep"),
}

ADVICE = {
    "redness": (AdviceFrom.PAST_BAND, ("longer than a week", "doctor or aesthetician", "anti-inflammatory")),
    "scabbing": (AdviceFrom.PRESENT, ("fall off", "mark")),
    "flaking": (AdviceFrom.PRESENT, ("moisturiser", "water")),
    "itching": (AdviceFrom.PRESENT, ("moisturiser", "water")),
}

MAY_BE = {
    "bruising": "bleeding", "minor_bleeding": "bleeding", "redness": "spreading_redness", "scabbing": "pus"
}  # fmt: skip

RED_FLAGS = {
    "spreading_redness": Tier.TODAY,
    "pus": Tier.TODAY,
    "fever": Tier.TODAY,
    "fever_confusion": Tier.EMERGENCY,
    "blisters": Tier.TODAY,
    "came_back": Tier.TODAY,
    "spreading_numbness": Tier.TODAY,
    "face_droop": Tier.EMERGENCY,
    "bleeding": Tier.TODAY,
    "vision": Tier.EMERGENCY,
    "hives": Tier.TODAY,
    "breathing": Tier.EMERGENCY,
}

RULES = {
    # level, what it rises to, numbers
    Rule.RED_FLAG: (Level.URGENT, None, {}),
    Rule.CALL_ME: (Level.HIGH, None, {}),
    Rule.SEVERE: (Level.HIGH, None, {"severity": 3, "from_day": 1}),
    Rule.WORSENING: (Level.HIGH, None, {"rise": 2, "within_days": 3, "after_day": 1}),
    Rule.REBOUND: (Level.HIGH, None, {"severity": 2, "fallen_to": 1}),
    Rule.PAST_BAND: (Level.LOW, Level.MEDIUM, {"severity": 2}),
    Rule.SUSTAINED: (Level.LOW, None, {"severity": 2, "reports": 3}),
    Rule.SILENT: (Level.LOW, None, {"missed": 2, "severity": 2, "early_missed": 3, "early_before": 7}),
}


@pytest.mark.parametrize("rule", Rule)
def test_a_rule_is_as_the_domain_says(rule, guide):
    setting = guide.rules[rule]
    assert (setting.level, setting.raised_level, setting.numbers) == RULES[rule]
    assert setting.any_return == ({"redness"} if rule is Rule.REBOUND else set())
    assert setting.on


def test_the_table_is_the_whole_catalogue(guide):
    assert [effect.slug for effect in guide.catalogue.side_effects] == [slug for slug, *_ in SIDE_EFFECTS]
    assert all(effect.active for effect in guide.catalogue.side_effects)


@pytest.mark.parametrize(("slug", "number", "group", "days", "basis", "code"), SIDE_EFFECTS)
def test_each_side_effect_has_its_group_its_band_and_its_code(slug, number, group, *, days, basis, code, guide):
    effect, band = guide.catalogue.side_effect(slug), guide.band(method="derma_roller", side_effect=slug)
    assert (effect.number, effect.group, effect.code.value if effect.code else None) == (number, group, code)
    assert ((band.from_day, band.to_day), (band.from_basis, band.to_basis)) == (days, basis)


@pytest.mark.parametrize(("slug", "anchors"), ANCHORS.items())
def test_each_severity_has_its_plain_anchor(slug, anchors, guide):
    assert guide.catalogue.side_effect(slug).anchors == anchors


@pytest.mark.parametrize("slug", ANCHORS)
def test_only_the_strongest_of_four_may_be_a_warning_sign(slug, guide):
    signs = {severity.word: flag.slug for severity, flag in guide.catalogue.side_effect(slug).warning_signs}
    assert signs == ({"Very severe": MAY_BE[slug]} if slug in MAY_BE else {})


@pytest.mark.parametrize("slug", ANCHORS)
def test_advice_says_what_the_guide_says(slug, guide):
    effect = guide.catalogue.side_effect(slug)
    when, words = ADVICE.get(slug, (AdviceFrom.PRESENT, ()))
    assert (effect.advice_from, bool(effect.advice)) == (when, slug in ADVICE)
    assert all(word in effect.advice for word in words)


def test_warning_signs_and_whom_they_ask_to_call(guide):
    assert {flag.slug: flag.tier for flag in guide.catalogue.red_flags} == RED_FLAGS


def test_severities_areas_and_methods(guide):
    assert [severity.word for severity in Severity] == ["None", "Mild", "Moderate", "Severe", "Very severe"]
    assert [area.slug for area in guide.catalogue.areas] == ["face", "neck", "hands"]
    assert [method.slug for method in guide.catalogue.methods] == [
        "derma_roller", "rf_microneedling", "ultrasound", "laser",
    ]  # fmt: skip
    assert "darker or warmer than usual" in guide.catalogue.side_effect("redness").question.replace("skin ", "")
    assert "gentle technique" in guide.catalogue.general_advice


@pytest.mark.parametrize(("file", "kind"), [("catalogue.toml", "side_effect"), ("bands.toml", "band")])
def test_every_entry_names_its_source(file, kind):
    document = tomllib.loads((ROOT / "data" / file).read_text(encoding="utf-8"))
    assert all(entry["source"] == "guide" for entry in document[kind])


@pytest.mark.parametrize("rule", Rule)
def test_a_rule_names_its_source_in_words_that_a_manager_can_follow(rule, guide):
    source = guide.rules[rule].source
    assert source.startswith(("our reading", "device labels"))
    assert not any(part in source for part in ("docs/", "data/", ".md", ".toml"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "catalogue.toml: there is no such file in", id="missing"),
        pytest.param(b"[[side_effect\n", "catalogue.toml: .*line 1.*; mend that line", id="unclosed bracket"),
        pytest.param("[x]\nname = 'Ödem'".encode("latin-1"), "catalogue.toml: not UTF-8; save", id="another encoding"),
        pytest.param(b"", r"catalogue.toml: no \[\[severity\]\] entry; add", id="empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(content, said, tmp_path):
    if content is not None:
        (tmp_path / "catalogue.toml").write_bytes(content)
    with pytest.raises(InvalidDataFile, match=said):
        read_guide(tmp_path)


def test_a_file_without_the_right_to_read_it_is_named(tmp_path, as_ordinary_user):
    (tmp_path / "catalogue.toml").touch(mode=0o000)
    with (
        as_ordinary_user(),
        pytest.raises(InvalidDataFile, match=r"catalogue.toml: cannot be read; let this user"),
    ):
        read_guide(tmp_path)
