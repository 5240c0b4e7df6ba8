"""Correcting a treatment, without a database: what moves, and the words in which that is said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.alerts import Alert, Held
from recovery.domain.catalogue import Severity
from recovery.domain.clinic import Staff, Treatment
from recovery.domain.consequences import Consequences, consequences_of, decide
from recovery.domain.correcting import Correction
from recovery.domain.course import Point
from recovery.domain.filing import courses_of
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.moving import Diary, moved_alert
from recovery.domain.report import Report, Score
from recovery.domain.rules import Rule
from recovery.domain.wording.correcting import alerts_named, corrected_in_words, sentences, what_changes
from recovery.domain.wording.english import days
from recovery.domain.wording.following import asked_for_both, closing

NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
CLEO, BEA = Staff(1, "Cleo Clinician"), Staff(2, "Bea Noor")
TREATMENT = Treatment(1, 2, "derma_roller", ("face",), date(2026, 7, 9), CLEO)
MILD = Severity.MILD


def corrected(*, earlier=0, **other):
    return Correction(TREATMENT, replace(TREATMENT, procedure=TREATMENT.procedure - timedelta(days=earlier), **other))


def diary(*severities, first=0):
    """Redness day by day."""
    return Diary({
        day: Report(day, (Score("redness", Severity(severity)),), (), False, "", NOW, "patient:2")
        for day, severity in enumerate(severities, start=first)
    })  # fmt: skip


def an_alert(rule=Rule.PAST_BAND, *, day=8, stands=True, corrected=False, **of):
    evidence = Evidence(**{"day": day, "since": day, "level": Level.MEDIUM, "severity": MILD, "band_ended": 7, **of})
    return Alert(1, 1, rule, "redness", (Held(evidence, 1, stands, corrected),), NOW, NOW)


def said(correction, reported, guide, **alerts):
    outcome = decide(correction, reported.moved(correction.days_moved), [], guide=guide, watch=None, earlier={})
    found = consequences_of(outcome, guide=guide, courses=courses_of(reported.history))
    return replace(found, **alerts)


@given(st.integers(-30, 30), st.lists(st.integers(0, 4), max_size=9), st.integers(30, 60))
def test_days_moved_there_and_back_are_as_they_were(by, severities, first):
    reported = diary(*severities, first=first)
    there = reported.moved(by)
    assert there.days == tuple(day + by for day in reported.days)
    assert there.moved(-by) == reported
    alert = an_alert(before=Point(7, MILD))
    assert moved_alert(moved_alert(alert, by), -by) == alert


@pytest.mark.parametrize(
    ("of", "moved"),
    [
        pytest.param({"day": 9, "since": 8}, (11, 10, None), id="a run of reports"),
        pytest.param({"day": 9, "before": Point(5, MILD)}, (11, 11, Point(7, MILD)), id="two reports compared"),
        pytest.param(
            {"day": 8, "before": Point(6, MILD), "waiting": True}, (8, 8, Point(8, MILD)), id="the day after a band"
        ),
        pytest.param(
            {"day": 8, "before": Point(6, MILD), "waiting": True, "band_ended": None},
            (10, 10, Point(8, MILD)),
            id="a silence",
        ),
    ],
)
def test_evidence_moves_with_the_reports_that_it_rests_on(of, moved):
    (held,) = moved_alert(an_alert(**of), 2).evidence
    assert (held.evidence.day, held.evidence.since, held.evidence.before) == moved
    assert held.evidence.band_ended == {"band_ended": 7, **of}["band_ended"]


SENTENCES = [
    pytest.param({"earlier": 2}, diary(), "No report has come yet, so none is moved.", id="no report"),
    pytest.param({"earlier": 2}, diary(1, first=1), "1 report moves 2 days later: day 1 becomes day 3.", id="one"),
    pytest.param(
        {"earlier": -1}, diary(1, 1, first=1),
        "2 reports move 1 day earlier: day 1 becomes day 0, day 2 becomes day 1.", id="two",
    ),
    pytest.param(
        {"earlier": 2}, diary(*[1] * 12),
        "12 reports move 2 days later: day 0 becomes day 2 … day 11 becomes day 13.", id="many",
    ),
    pytest.param({"method": "laser"}, diary(1, 1), "2 reports keep their day numbers.", id="another method"),
    pytest.param({"method": "laser"}, diary(1), "1 report keeps its day number.", id="another method, one report"),
    pytest.param(
        {"earlier": 2}, diary(1, first=1),
        "Every report stays on its date. The patient sees the new day numbers at once.",
        id="dates stay",
    ),
    pytest.param(
        {"earlier": 2}, diary(*[1] * 7), "Redness, seen until day 8, is then past its band (usually gone by day 7).",
        id="past its band",
    ),
    pytest.param(
        {"earlier": -2}, diary(*[1] * 7, first=2),
        "Redness, seen until day 6, is then within its band (usually gone by day 7).", id="within its band",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "reported", "sentence"), SENTENCES)
def test_what_a_correction_does_to_reports_is_said(entries, reported, sentence, guide):
    found = said(corrected(**entries), reported, guide)
    assert sentence in sentences(found, guide.catalogue, watched=False)


ALERTS = [
    pytest.param({}, "No alert opens or loses its reason.", id="none"),
    pytest.param({"opened": 1, "gone": 1}, "1 alert opens and 1 alert loses its reason.", id="one opens, one is gone"),
    pytest.param({"opened": 2, "raised": 1}, "2 alerts open and 1 alert becomes more urgent.", id="two open"),
    pytest.param({"gone": 3, "moved": 1}, "3 alerts lose their reason. 1 alert moves along.", id="three gone"),
    pytest.param({"moved": 2}, "No alert opens or loses its reason. 2 alerts move along.", id="only moved"),
]


@pytest.mark.parametrize(("counts", "sentence"), ALERTS)
def test_what_a_correction_does_to_alerts_is_said_where_somebody_watches(counts, sentence, guide):
    some = {name: (an_alert(),) * count if name != "moved" else count for name, count in counts.items()}
    found = said(corrected(earlier=2), diary(1), guide, **some)
    assert sentences(found, guide.catalogue, watched=True)[-1] == sentence
    assert not any("alert" in each for each in sentences(found, guide.catalogue, watched=False))


def test_alerts_are_named_by_what_they_say(guide):
    gone = an_alert(day=8, stands=False, corrected=True)
    found = said(corrected(earlier=2), diary(1), guide, opened=(an_alert(day=9),), gone=(gone,))
    assert alerts_named(found, guide.catalogue) == [
        "Opens: Redness mild on day 9, 2 days past its band",
        "Loses its reason: Redness mild on day 8, 1 day past its band",
    ]


def test_only_what_will_be_different_has_a_row(guide):
    found = said(corrected(earlier=2, clinician=BEA), diary(1, 1), guide)
    assert what_changes(found, guide.catalogue, today=6) == [
        ("Procedure, day 0", "9 July 2026", "7 July 2026"),
        ("Today", "day 6", "day 8"),
        ("Clinician", "Cleo Clinician", "Bea Noor"),
        ("Days reported", "day 0 to 1", "day 2 to 3"),
        ("Reports asked for until", "30 July 2026", "28 July 2026"),
    ]
    found = said(corrected(method="laser", areas=("face", "neck")), diary(1), guide)
    assert what_changes(found, guide.catalogue, today=None) == [
        ("Method", "Derma roller", "Laser"),
        ("Areas", "face", "face and neck"),
    ]


def test_a_procedure_that_is_still_to_come_has_no_negative_days(guide):
    found = said(corrected(earlier=-9), diary(), guide)
    assert ("Today", "day 6", "3 days before day 0") in what_changes(found, guide.catalogue, today=6)


def test_what_was_done_is_said_in_a_few_words():
    assert corrected_in_words(corrected(earlier=-1)) == f"Corrected. Every day is {days(1)} earlier now."
    assert corrected_in_words(corrected(method="laser")) == "Corrected."


def test_closing_says_what_becomes_of_the_reports():
    assert "the 12 reports stay on record and in the figures" in closing(reports=12)
    assert "the 1 report stays" in closing(reports=1)
    assert "No report has come" in closing(reports=0)
    assert closing(reports=0).startswith("This recovery leaves the list of open ones.")
    for reports in (0, 12):
        assert "no day counts as missed" in closing(reports=reports)


def test_a_second_treatment_says_that_the_patient_is_asked_for_both(guide):
    catalogue = guide.catalogue
    closed = replace(TREATMENT, closed_on=date(2026, 7, 12))
    assert asked_for_both([], catalogue) == asked_for_both([closed], catalogue) == ""
    one = asked_for_both([TREATMENT, closed], catalogue)
    assert one.startswith("Derma roller, face (9 July 2026) is still open. The patient will be asked for both")
    two = asked_for_both([TREATMENT, replace(TREATMENT, method="laser")], catalogue)
    assert "are still open. The patient will be asked for all of them" in two


def test_nothing_is_judged_where_only_areas_or_clinician_change(guide):
    outcome = decide(corrected(clinician=BEA), diary(1), [an_alert()], guide=guide, watch=None, earlier={})
    assert outcome.alerts == ()
    assert isinstance(consequences_of(outcome, guide=guide, courses=outcome.courses), Consequences)
