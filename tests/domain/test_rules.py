"""The rules of data/rules.toml as they are read, and each mistake in it named."""

import re
import tomllib

import pytest

from recovery.domain.level import Level
from recovery.domain.rules import NUMBERS, Rule, read_rules
from recovery.errors import InvalidDataFile, InvalidInput
from tests.conftest import ROOT

TEXT = (ROOT / "data" / "rules.toml").read_text(encoding="utf-8")


def read(text, guide):
    return read_rules(tomllib.loads(text), catalogue=guide.catalogue, file="rules.toml")


def entry(slug):
    """The text of one rule's entry."""
    return next(part for part in re.split(r"^(?=\[\[rule)", TEXT, flags=re.MULTILINE) if f'slug = "{slug}"' in part)


def test_rules_are_in_the_order_of_urgency_whatever_the_files(guide):
    shuffled = TEXT.replace(entry("red_flag"), "") + entry("red_flag")
    assert list(read(shuffled, guide).settings) == list(Rule)
    assert read(shuffled, guide) == read(TEXT, guide)


def test_every_rule_is_on_until_somebody_switches_it_off(guide):
    assert all(guide.rules.is_on(rule) for rule in Rule)
    off = guide.rules.switched(Rule.SILENT, on=False)
    assert [rule for rule in Rule if not off.is_on(rule)] == [Rule.SILENT]
    assert off.switched(Rule.SILENT, on=True) == guide.rules


def test_warning_signs_are_never_switched_off(guide):
    with pytest.raises(InvalidInput, match="Warning signs always ask for someone"):
        guide.rules.switched(Rule.RED_FLAG, on=False)


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, each in NUMBERS.items() for name in each])
def test_a_number_may_be_anything_within_its_limits_and_nothing_else(rule, name, guide):
    number = NUMBERS[rule][name]
    assert number.low <= guide.rules[rule][name] <= number.high
    for value in (number.low, number.high):
        changed = guide.rules.with_number(rule, name, value)
        assert changed[rule][name] == value
        assert {other: changed[other] for other in Rule if other is not rule} == {
            other: guide.rules[other] for other in Rule if other is not rule
        }
    for value in (number.low - 1, number.high + 1, None, "2", 2.0, True):
        with pytest.raises(InvalidInput, match=f"write a whole number from {number.low} to {number.high}") as refused:
            guide.rules.with_number(rule, name, value)
        assert refused.value.field == f"{rule.value}_{name}"


def test_a_number_that_a_rule_does_not_have_is_refused(guide):
    with pytest.raises(InvalidInput, match="Severe has no number 'rise'"):
        guide.rules.with_number(Rule.SEVERE, "rise", 2)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        pytest.param('version = "rules-1"', "", 'no version; write version = "…" at the top', id="no version"),
        pytest.param('version = "rules-1"', 'version = " "', "no version", id="blank version"),
        pytest.param('version = "rules-1"', "version = 1", "no version", id="a number for a version"),
        pytest.param(entry("severe"), "", "no [[rule]] for severe; put it back", id="a rule is gone"),
        pytest.param(entry("severe"), entry("severe") * 2, "severe is already used by [[rule]] 'severe'", id="twice"),
        pytest.param("[[rule]]", "[[rules]]\n[[rule]]", "`rules` means nothing here; known are", id="unknown table"),
        pytest.param(TEXT, 'version = "1"', "no [[rule]] entry; add at least one", id="no rule"),
        pytest.param(TEXT, 'version = "1"\nrule = ["severe"]', "write it as a table, with [[rule]]", id="no table"),
        pytest.param('slug = "severe"', 'slug = "sever"', "`slug` is 'sever'; write one of red_flag", id="slug"),
        pytest.param('slug = "severe"', "", "`slug` is missing; add slug", id="no slug"),
        pytest.param('name = "Severe"', "", "[[rule]] 'severe': `name` is missing; add name", id="no name"),
        pytest.param('level = "urgent"', 'level = "high"', '`level` must be "urgent" for warning signs', id="tame"),
        pytest.param('level = "urgent"', 'level = "none"', "`level` is 'none'; write one of low, medium", id="level"),
        pytest.param("from_day = 1", "", "`from_day` is None; write a whole number from 0 to 365", id="no number"),
        pytest.param("from_day = 1", "from_day = -1", "`from_day` is -1; write a whole number from 0", id="negative"),
        pytest.param("from_day = 1", "from_day = 1.0", "`from_day` is 1.0; write a whole number", id="half days"),
        pytest.param("from_day = 1", "from_day = true", "`from_day` is True; write a whole number", id="truth"),
        pytest.param("from_day = 1", 'from_day = "1"', "`from_day` is '1'; write a whole number", id="quotes"),
        pytest.param("from_day = 1", "from_day = 1\nrise = 2", "`rise` means nothing here; known are", id="another's"),
        pytest.param("rise = 2", "rise = 5", "`rise` is 5; write a whole number from 1 to 4", id="more than there is"),
        pytest.param("reports = 3", "reports = 1", "`reports` is 1; write a whole number from 2 to 60", id="too few"),
        pytest.param('["redness"]', '"redness"', "`any_return` is 'redness'; write a list of side", id="no list"),
        pytest.param('["redness"]', '["rednes"]', "`any_return` is ['rednes']; write a list of", id="unknown effect"),
        pytest.param('["redness"]', '[["redness"]]', "`any_return` is [['redness']]; write a", id="a list too many"),
        pytest.param('raised_level = "medium"', "", "`raised_level` is missing; add raised_level", id="not raised"),
        pytest.param('raised_level = "medium"', 'raised_level = "up"', "`raised_level` is 'up'; write one of", id="up"),
        pytest.param(
            'level = "low"\nraised_level = "medium"', 'level = "high"\nraised_level = "medium"',
            "`raised_level` is lower than `level`; write high or more", id="raised to a lower one",
        ),
        pytest.param('raised_level = "medium"', 'raise_level = "medium"', "`raise_level` means nothing here", id="key"),
    ],
)  # fmt: skip
def test_a_typing_error_is_named_with_file_entry_and_remedy(right, wrong, said, guide):
    assert right in TEXT
    with pytest.raises(InvalidDataFile) as refused:
        read(TEXT.replace(right, wrong, 1), guide)
    assert str(refused.value).startswith("rules.toml: ")
    assert said in str(refused.value)


def test_a_rule_without_any_return_has_none(guide):
    rules = read(TEXT.replace('any_return = ["redness"]\n', ""), guide)
    assert rules[Rule.REBOUND].any_return == frozenset()


def test_a_raised_level_may_be_the_same(guide):
    rules = read(TEXT.replace('raised_level = "medium"', 'raised_level = "low"'), guide)
    assert rules[Rule.PAST_BAND].raised_level is Level.LOW
