"""What a practice sets itself, laid over the files: truth tables, and what is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.bands import LATEST_DAY, Basis
from recovery.domain.figures import differences, figures
from recovery.domain.guidance import (
    REASON_LIMIT,
    Asking,
    BandDays,
    Own,
    RuleNumber,
    RuleSwitch,
    changed,
    check_reason,
    laid_over,
)
from recovery.domain.rules import NUMBERS, Rule
from recovery.errors import InvalidInput
from recovery.store.guide_files import read_guide
from recovery.store.own_settings import as_own_text, from_own_text
from tests.conftest import ROOT

FILES = replace(read_guide(ROOT / "data"), number=4)

settings = st.one_of(
    st.builds(
        lambda method, effect, days: BandDays(method.slug, effect.slug, (min(days), max(days))),
        st.sampled_from(FILES.catalogue.methods),
        st.sampled_from(FILES.catalogue.side_effects),
        st.tuples(st.integers(0, LATEST_DAY), st.integers(0, LATEST_DAY)),
    ),
    st.sampled_from([(rule, name) for rule in Rule for name in NUMBERS[rule]]).flatmap(
        lambda of: st.integers(NUMBERS[of[0]][of[1]].low, NUMBERS[of[0]][of[1]].high).map(
            lambda value: RuleNumber(of[0], of[1], value)
        )
    ),
    st.builds(RuleSwitch, st.sampled_from([rule for rule in Rule if rule is not Rule.RED_FLAG]), st.booleans()),
    st.builds(
        lambda effect, asked: Asking(effect.slug, asked), st.sampled_from(FILES.catalogue.side_effects), st.booleans()
    ),
)


def test_an_own_band_takes_the_place_of_a_borrowed_one():
    before = FILES.band(method="laser", side_effect="redness")
    after = changed(FILES, [BandDays("laser", "redness", (2, 5))], files=FILES).band(
        method="laser", side_effect="redness"
    )
    assert before.borrowed
    assert (after.from_day, after.to_day, after.basis, after.borrowed) == (2, 5, Basis.CLINIC, False)
    assert (after.source, after.version) == ("this practice, guidance 5", "clinic-5")


def test_an_own_band_of_the_guides_method_leaves_what_others_borrow_of_it():
    proposed = changed(FILES, [BandDays("derma_roller", "redness", (2, 5))], files=FILES)
    assert proposed.band(method="laser", side_effect="redness") == FILES.band(method="laser", side_effect="redness")


def test_a_change_is_the_next_guidance_and_leaves_the_old_as_it_was():
    proposed = changed(FILES, [RuleNumber(Rule.SEVERE, "severity", 4)], files=FILES)
    assert (FILES.rules[Rule.SEVERE]["severity"], proposed.rules[Rule.SEVERE]["severity"]) == (3, 4)
    assert (FILES.number, proposed.number) == (4, 5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(BandDays("laser", "redness", (5, 2)), "days must rise", id="a band that ends before it begins"),
        pytest.param(BandDays("laser", "redness", (-1, 2)), "lie between 0 and 365", id="a band before day 0"),
        pytest.param(BandDays("laser", "redness", (1, 366)), "lie between 0 and 365", id="a band of more than a year"),
        pytest.param(BandDays("laser", "redness", (1.5, 3)), "whole numbers", id="half a day"),
        pytest.param(BandDays("laser", "redness", (True, 3)), "whole numbers", id="a truth value for a day"),
        pytest.param(BandDays("magic", "redness", (1, 3)), "no method 'magic'", id="an unknown method"),
        pytest.param(BandDays("laser", "warts", (1, 3)), "no side effect 'warts'", id="an unknown side effect"),
        pytest.param(RuleNumber(Rule.SEVERE, "severity", 0), "from 1 to 4", id="severe from none on"),
        pytest.param(RuleNumber(Rule.SEVERE, "severity", 2.0), "whole number", id="half a severity"),
        pytest.param(RuleNumber(Rule.SEVERE, "rise", 2), "no number 'rise'", id="another rule's number"),
        pytest.param(RuleNumber(Rule.SEVERE, "rise", None), "no number 'rise'", id="another rule's number, taken back"),
        pytest.param(RuleNumber(Rule.SILENT, "early_missed", 8), "never be missed", id="more missed than there are"),
        pytest.param(RuleSwitch(Rule.RED_FLAG, on=False), "cannot be switched off", id="warning signs off"),
        pytest.param(Asking("warts", asked=True), "no side effect 'warts'", id="asking for what is unknown"),
        pytest.param(RuleNumber(Rule.SEVERE, "severity", 3), "nothing would change", id="what is so already"),
        pytest.param(BandDays("laser", "redness", None), "nothing would change", id="back to where it is"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(change, said):
    with pytest.raises(InvalidInput, match=said):
        changed(FILES, [change], files=FILES)


def test_patients_are_always_asked_for_something():
    everything = [Asking(effect.slug, asked=False) for effect in FILES.catalogue.side_effects]
    with pytest.raises(InvalidInput, match="one side effect at least"):
        changed(FILES, everything, files=FILES)


@given(st.lists(settings, min_size=1, max_size=6))
def test_what_is_kept_as_own_makes_the_same_guide_as_the_changes_did(changes):
    try:
        proposed = changed(FILES, changes, files=FILES)
    except InvalidInput:
        return
    own = Own().with_changes(changes, files=FILES, version=5)
    assert figures(laid_over(FILES, own)) == figures(proposed)
    assert from_own_text(as_own_text(own)) == own
    back = [replace(change, **{_value_of(change): None}) for change in changes]
    assert own.with_changes(back, files=FILES, version=6) == Own()
    assert figures(changed(proposed, back, files=FILES)) == figures(FILES)


def _value_of(change):
    return {BandDays: "days", RuleNumber: "value", RuleSwitch: "on", Asking: "asked"}[type(change)]


def test_what_says_the_same_as_the_files_is_not_the_practices_own():
    own = Own().with_changes([RuleNumber(Rule.SEVERE, "severity", 4)], files=FILES, version=5)
    assert own.since == {"rule/severe/severity": 5}
    assert own.with_changes([RuleNumber(Rule.SEVERE, "severity", 3)], files=FILES, version=6) == Own()


def test_what_is_own_remembers_when_it_was_set():
    own = Own().with_changes([RuleSwitch(Rule.SEVERE, on=False)], files=FILES, version=5)
    later = own.with_changes([BandDays("laser", "redness", (1, 3))], files=FILES, version=6)
    assert later.since == {"rule/severe/on": 5, "band/laser/redness": 6}


def test_of_what_is_gone_from_the_files_nothing_is_kept():
    changes = [BandDays("laser", "redness", (1, 3)), Asking("itching", asked=False), RuleSwitch(Rule.SEVERE, on=False)]
    own = Own().with_changes(changes, files=FILES, version=5)
    catalogue = replace(
        FILES.catalogue,
        methods=tuple(method for method in FILES.catalogue.methods if method.slug != "laser"),
        side_effects=tuple(effect for effect in FILES.catalogue.side_effects if effect.slug != "itching"),
    )
    assert own.that_fits(catalogue).settings.keys() == {"rule/severe/on"}
    assert own.that_fits(FILES.catalogue) == own


@pytest.mark.parametrize(
    ("reason", "said"), [("", "Say why"), (" \u202e\n", "Say why"), ("x" * (REASON_LIMIT + 1), "shorten")]
)
def test_a_change_needs_a_reason_that_fits(reason, said):
    with pytest.raises(InvalidInput, match=said):
        check_reason(reason)
    assert check_reason(" as agreed ") == "as agreed"


def test_differences_name_only_what_differs():
    proposed = changed(FILES, [BandDays("laser", "redness", (2, 5)), RuleSwitch(Rule.SILENT, on=False)], files=FILES)
    found = differences(FILES, proposed)
    assert [(each.figure.kind, each.figure.of, each.figure.name) for each in found] == [
        ("band", "laser", "redness"), ("rule", "silent", "on"),
    ]  # fmt: skip
    assert differences(proposed, proposed) == []


def test_words_beside_a_band_are_no_difference():
    place = ("laser", "redness")
    other = replace(FILES, bands={**FILES.bands, place: replace(FILES.bands[place], says="otherwise")})
    assert differences(FILES, other) == []
