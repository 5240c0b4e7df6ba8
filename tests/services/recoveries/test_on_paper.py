"""What a treatment's summary on paper says."""

import pytest

from recovery.domain.alerts import Step
from recovery.domain.handling import Move
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.services.alerts import attending
from recovery.services.people import closing
from recovery.services.recoveries import looking, noting, reporting
from recovery.services.recoveries.on_paper import on_paper


@pytest.fixture
def who(watched):
    """Redness past its band, itching that went, and a warning sign today."""
    patient = watched.enrol(days_ago=9, areas=("face", "neck"), entered_days_ago=9)
    for day, redness, itching in [(0, 3, 1), (1, 2, 1), (4, 2, 0), (8, 1, 0)]:
        watched.report(patient, day, redness=redness, itching=itching)
    draft = Draft(day=9, severities={"redness": 1}, red_flags=("pus",), wants_call=True, note="Hot since noon")
    reporting.submit(watched.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=watched.now)
    return patient


def paper_of(practice, who):
    return on_paper(
        practice.office, practice.clinician, treatment_id=who.treatment_id, form="page", now=practice.now
    )  # fmt: skip


def write(practice, who, entry):
    noting.write_note(practice.office, practice.clinician, treatment_id=who.treatment_id, entry=entry, now=practice.now)


def test_it_says_who_which_treatment_and_how_it_stands(watched, who):
    paper = paper_of(watched, who)
    assert (paper.clinic, paper.patient, paper.code) == ("Corner Skin", "Ada Example", who.patient.code)
    assert paper.treatment == "Derma roller, face and neck, 6 July 2026, Cleo Clinician"
    assert paper.standing == (
        "Day 9: 1 side effect past the band; last report on day 9; 5 of 10 due reports received. "
        "Warning sign on day 9: pus, oozing or a bad smell."
    )
    assert paper.made == "Printed on 15 July 2026, 10:00 by Cleo Clinician."
    assert "guidance 1" in paper.guidance


def test_of_a_closed_recovery_it_says_when_that_was(watched, who):
    closing.close_treatment(
        watched.office, watched.clinician, treatment_id=who.treatment_id, note="Over.", now=watched.now,
        seen={each.alert_id: each.version for each in looking.record(
            watched.office, watched.clinician, treatment_id=who.treatment_id, now=watched.now).open_alerts},
    )  # fmt: skip
    assert paper_of(watched, who).standing.startswith("Closed on day 9: ")


def test_each_side_effect_has_state_peak_and_when_it_went(watched, who):
    paper = paper_of(watched, who)
    said = [(line.name, line.status, line.peak, line.resolved, line.band_words) for line in paper.effects]
    assert said == [
        ("Redness", "Past its band", "severe", "not yet", "day 3 to 7 (guide)"),
        (
            "Itching",
            "Resolved by day 4",
            "mild",
            "day 1 to 4",
            "day 3 to 21 (the guide's general remark, read as these days)",
        ),
    ]
    assert paper.never == "bruising, minor bleeding, scabbing, numbness, flaking"


def test_what_became_of_earlier_patients_is_printed_as_far_as_there_are_enough(watched, who):
    assert paper_of(watched, who).outlooks == ()
    for number in range(11):
        other = watched.enrol(days_ago=30, name=f"Earlier {number}")
        watched.report(other, 9, redness=1)
        watched.report(other, 10)
    said, who_they_are = paper_of(watched, who).outlooks
    assert said == "Of 11 other treatments that still had redness on day 9, nearly all were clear by day 10."
    assert who_they_are.startswith("Other treatments: all others by derma roller")


def test_reports_say_what_else_was_said_and_by_whom(watched, who):
    draft = Draft(day=7, severities={"redness": 1})
    reporting.submit_for(
        watched.office, watched.clinician, treatment_id=who.treatment_id, draft=draft, now=watched.now
    )  # fmt: skip
    lines = {line.day: line for line in paper_of(watched, who).reports}
    assert lines[9].when == "Day 9 · 15 Jul 2026"
    assert lines[9].said == "Warning sign: pus, oozing or a bad smell. Asked for a call. “Hot since noon”"
    assert lines[7].said == "By phone, entered by Cleo Clinician."
    assert lines[8].said == ""
    assert lines[8].noticed == "Redness mild"


def test_alerts_say_how_far_they_have_come_with_their_last_note(watched, who):
    record = looking.record(watched.office, watched.clinician, treatment_id=who.treatment_id, now=watched.now)
    first = record.open_alerts[0]
    closing = Move(Step.CLOSED, note="Seen today, antibiotics.")
    attending.attend(
        watched.office, watched.clinician, seen={first.alert_id: first.version}, move=closing, now=watched.now
    )  # fmt: skip
    lines = paper_of(watched, who).alerts
    assert lines[0].state == "open, nobody has it yet"
    assert not any(word in line.why for line in lines for word in ("today", "yesterday", "ago"))
    closed = next(line for line in lines if line.level == "Urgent")
    assert closed.state == "closed by Cleo Clinician on 15 July 2026"
    assert closed.note == "Seen today, antibiotics."
    assert closed.why == "Warning sign on day 9: pus, oozing or a bad smell"


def test_notes_come_with_who_and_what_was_graded(watched, who):
    write(watched, who, NoteEntry("visit", "Looks calm", day=9, side_effect="redness", severity=1))
    write(watched, who, NoteEntry("call", "Nobody answered", day=9))
    lines = paper_of(watched, who).notes
    assert {(line.day, line.who, line.text) for line in lines} == {
        (9, "Cleo Clinician, visit", "Redness mild. Looks calm"),
        (9, "Cleo Clinician, call", "Nobody answered"),
    }


def test_what_does_not_fit_is_counted(watched, who):
    for _ in range(8):
        write(watched, who, NoteEntry("note", "x", day=9))
    for day in (5, 6, 7):
        watched.report(who, day, redness=1)
    paper = paper_of(watched, who)
    assert (len(paper.notes), paper.left.notes) == (5, 3)
    assert (len(paper.reports), paper.left.reports) == (8, 0)
    assert [line.day for line in paper.reports][:2] == [9, 8]


def test_a_report_that_has_no_room_is_counted(watched):
    patient = watched.enrol(days_ago=20)
    for day in range(20):
        watched.report(patient, day, redness=1)
    paper = paper_of(watched, patient)
    assert (len(paper.reports), paper.left.reports) == (14, 6)


def test_before_the_first_report_there_is_a_page_too(practice):
    paper = paper_of(practice, practice.enrol(entered_days_ago=3))
    assert (paper.effects, paper.alerts, paper.reports) == ((), (), ())
    assert paper.standing == "Day 3: no report yet; 0 of 3 due reports received."
