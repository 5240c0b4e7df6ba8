"""Rules and changes in a manager's words."""

import re

import pytest

from recovery.domain.figures import Difference, differences
from recovery.domain.guidance import Asking, BandDays, RuleNumber, RuleSwitch, changed
from recovery.domain.rules import NUMBERS, Rule
from recovery.domain.wording.guidance import (
    difference_in_words,
    level_in_words,
    number_label,
    rule_sentence,
    source_says,
)
from recovery.store.guide_files import read_guide
from tests.conftest import ROOT

GUIDE = read_guide(ROOT / "data")
RULES, CATALOGUE = GUIDE.rules, GUIDE.catalogue

SENTENCES = {
    Rule.RED_FLAG: "Any warning sign is ticked.",
    Rule.CALL_ME: "The patient asks for a call.",
    Rule.SEVERE: "Severe or worse, from day 1 on.",
    Rule.WORSENING: "A rise by 2 levels or more within 3 days, after day 1.",
    Rule.REBOUND: ("Moderate or worse again after having fallen to mild or less; for redness, any return after none."),
    Rule.PAST_BAND: (
        "Still present after the last day of its band; raised when moderate or worse, or when the band's last day is a "
        "figure."
    ),
    Rule.SUSTAINED: "Moderate or worse in 3 reports running without a fall, inside its band.",
    Rule.SILENT: "2 due reports missed after a report of moderate or worse, or 3 missed before day 7.",
}


@pytest.mark.parametrize("rule", Rule)
def test_a_rule_is_said_in_a_sentence_with_its_numbers(rule):
    assert rule_sentence(RULES[rule], CATALOGUE) == SENTENCES[rule]


@pytest.mark.parametrize("rule", Rule)
def test_every_number_of_a_rule_stands_in_its_sentence(rule):
    for name, number in NUMBERS[rule].items():
        low, high = (RULES.with_number(rule, name, value)[rule] for value in (number.low, number.high))
        assert rule_sentence(low, CATALOGUE) != rule_sentence(high, CATALOGUE)
        assert number_label(rule, name)[:1].isupper() or number_label(rule, name).startswith("…")


def test_the_level_names_what_it_rises_to():
    assert level_in_words(RULES[Rule.SEVERE]) == "High"
    assert level_in_words(RULES[Rule.PAST_BAND]) == "Low, raised to medium"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            BandDays("laser", "redness", (2, 5)),
            ("Band of redness, Laser", "day 3 to 7 (guide; borrowed from derma roller)", "day 2 to 5 (this clinic)"),
            id="a band",
        ),
        pytest.param(
            RuleNumber(Rule.SEVERE, "severity", 4),
            ("Severe: severity at least", "severe", "very severe"),
            id="a severity",
        ),
        pytest.param(
            RuleNumber(Rule.SILENT, "missed", 3),
            ("No report: due days missed, at least, after a severity of …", "2", "3"),
            id="a count",
        ),
        pytest.param(RuleSwitch(Rule.SILENT, on=False), ("No report: used", "yes", "no"), id="a switch"),
        pytest.param(Asking("itching", asked=False), ("Itching: asked for", "yes", "no"), id="what is asked"),
    ],
)
def test_a_change_is_said_from_what_to_what(change, said):
    (difference,) = differences(GUIDE, changed(GUIDE, [change], files=GUIDE))
    assert difference_in_words(difference, CATALOGUE, RULES) == said


def test_what_one_of_two_does_not_have_is_said():
    (difference,) = differences(GUIDE, changed(GUIDE, [Asking("itching", asked=False)], files=GUIDE))
    gone = Difference(difference.before, None)
    assert difference_in_words(gone, CATALOGUE, RULES) == ("Itching: asked for", "yes", "not on record")


@pytest.mark.parametrize(
    ("side_effect", "said"),
    [
        ("redness", "clears within a few days to a week; past that, consult. Our reading: from day 3."),
        ("numbness", "resolves within one to two weeks."),
        ("scabbing", "falls off within a few days. Our reading: day 3 to 5."),
        ("bruising", "no time of its own; a few days or weeks for every side effect. Our reading: day 3 to 21."),
    ],
)
def test_what_the_source_says_is_told_apart_from_how_we_read_it(side_effect, said, guide):
    band = guide.band(method="derma_roller", side_effect=side_effect)
    assert source_says(band) == f"The source says, in our words: {said}"
    assert not re.search(r"\bwe\b|read as", band.says)
