from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from recovery.domain.alerts import Alert, Event, Held, Holding, State, Step
from recovery.domain.catalogue import Severity
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.news import Moved, News
from recovery.domain.notes import Grade, Note, NoteKind
from recovery.domain.rules import Rule
from recovery.domain.wording.patients import entered_by_the_practice
from recovery.domain.wording.record import (
    clinic_time,
    entered_by,
    event_in_words,
    evidence_in_words,
    graded,
    news_in_words,
    standing_in_words,
    who,
)
from tests.conftest import NOW

STAFF = {1: "Bea Noor", 2: "Cleo Clinician"}
ZONE = ZoneInfo("America/Chicago")
PAST = Held(Evidence(day=9, level=Level.MEDIUM, since=8, severity=Severity.MILD, band_ended=7), guidance=3)
ALERT = Alert(5, 7, Rule.PAST_BAND, "redness", (PAST,), NOW, NOW)
NOTE = Note(3, 7, NoteKind.CALL, 9, "x", 1, NOW)


def test_a_moment_is_told_on_the_clinics_wall():
    assert clinic_time(NOW, ZONE) == "15 July 2026, 10:00"


@pytest.mark.parametrize(
    ("holding", "said"),
    [
        (Holding(), "nobody has it yet"),
        (Holding(State.ACKNOWLEDGED, 1), "Bea Noor has it"),
        (
            Holding(State.CONTACTED, 1, snoozed_until=NOW + timedelta(days=1)),
            "reached by Bea Noor · put off until 16 July 2026, 10:00",
        ),
        (Holding(State.CLOSED, 2, closed_at=NOW), "closed by Cleo Clinician · closed on 15 July 2026, 10:00"),
        (Holding(State.CLOSED, closed_at=NOW), "closed by the reports · closed on 15 July 2026, 10:00"),
    ],
)
def test_an_alert_says_since_when_it_is_open_and_who_has_it(holding, said):
    alert = replace(ALERT, holding=holding)
    assert standing_in_words(alert, STAFF, ZONE) == f"Since 15 July 2026, 10:00 · {said}"


def test_evidence_names_its_guidance_and_the_end_of_its_band(guide):
    said = evidence_in_words(ALERT, PAST, guide.catalogue, today=9)
    assert said == "Day 9: Redness mild today, 2 days past its band (by guidance 3, band to day 7)"
    call = Held(Evidence(day=8, level=Level.HIGH, since=8), guidance=1)
    alert = replace(ALERT, rule=Rule.CALL_ME, side_effect=None, evidence=(call,))
    assert evidence_in_words(alert, call, guide.catalogue, today=9).endswith("(by guidance 1)")


def test_evidence_that_is_gone_says_so(guide):
    gone = replace(PAST, stands=False)
    assert "no longer so" in evidence_in_words(replace(ALERT, evidence=(gone,)), gone, guide.catalogue, today=9)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Event(NOW, Step.OPENED), "Opened by the reports"),
        (Event(NOW, Step.SAID_AGAIN), "Back to open: said again by a new report"),
        (Event(NOW, Step.ESCALATED, 1, to=99), "Bea Noor handed it over to a former colleague"),
        (Event(NOW, Step.ESCALATED, 1), "Bea Noor handed it over to a colleague"),
        (Event(NOW, Step.CONTACTED, 1, how="phone", note="Fine."), "Bea Noor reached the patient by phone: Fine."),
        (Event(NOW, Step.UNDONE, 1, note="closed"), "Bea Noor took back: closed"),
        (Event(NOW, Step.ACKNOWLEDGED, 99), "a former colleague took it"),
    ],
)
def test_a_step_says_who_took_it_and_why(event, said):
    assert event_in_words(event, STAFF) == said


def test_nobody_has_no_name():
    assert who(None, STAFF) == ""


def test_a_grade_is_marked_as_a_clinicians_own(guide):
    grade = Grade("redness", Severity.MODERATE)
    assert graded(grade, guide.catalogue) == "Redness graded moderate by clinician, at a visit"


@pytest.mark.parametrize(
    ("came", "said"),
    [
        pytest.param(News(), "", id="nothing"),
        pytest.param(News(days=(8,)), "1 report (day 8)", id="one report"),
        pytest.param(
            News(days=(8, 9), moved=(Moved("redness", Severity.MILD, Severity.MODERATE),)),
            "2 reports (days 8 and 9); redness from mild to moderate",
            id="reports and what moved",
        ),
        pytest.param(
            News(steps=((ALERT, Event(NOW, Step.OPENED)), (ALERT, Event(NOW, Step.ACKNOWLEDGED, 1)))),
            "new alert: Redness mild today, 2 days past its band; "
            "Bea Noor took it: Redness mild today, 2 days past its band",
            id="steps",
        ),
        pytest.param(
            News(notes=(NOTE, replace(NOTE, written_by=2), NOTE)),
            "3 notes by Bea Noor and Cleo Clinician",
            id="notes",
        ),
    ],
)
def test_what_is_new_is_one_line(came, said, guide):
    assert news_in_words(came, guide.catalogue, STAFF, today=9) == said


def test_many_steps_are_counted(guide):
    steps = ((ALERT, Event(NOW, Step.ACKNOWLEDGED, 1)),) * 6
    assert news_in_words(News(steps=steps), guide.catalogue, STAFF, today=9).endswith("; 2 more steps with alerts")


@pytest.mark.parametrize(
    ("sender", "clinician_reads", "patient_reads"),
    [
        ("patient:1", "", ""),
        ("staff:1", "entered by Bea Noor", "Entered by the practice, as you told it: day 3."),
        ("command line", "brought in from a file", "Entered by the practice, as you told it: day 3."),
    ],
)
def test_who_of_the_practice_entered_a_report(report, sender, clinician_reads, patient_reads):
    sent = replace(report(3), reported_by=sender)
    assert entered_by(sent, STAFF) == clinician_reads
    assert entered_by_the_practice({3: sent}) == patient_reads
