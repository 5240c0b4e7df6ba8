"""Correcting a treatment: what moves with it, what it refuses, and what it says beforehand."""

import json
from datetime import timedelta

import pytest

from recovery.domain.alerts import State, Step
from recovery.domain.catalogue import Severity
from recovery.domain.guidance import BandDays, RuleNumber
from recovery.domain.handling import Move
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.domain.rules import Rule
from recovery.domain.wording import reason
from recovery.domain.wording.record import event_in_words
from recovery.errors import Conflict, InvalidInput
from recovery.services.alerts import attending, duty
from recovery.services.alerts.evaluating import evaluate
from recovery.services.guidance import guiding
from recovery.services.people import closing, correcting
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.rebuilding import verify
from recovery.services.recoveries import looking, noting, reporting
from recovery.store import corrections, outbox, treatments
from tests.mail_server import nobody_at
from tests.mail_server import watched as with_mail


@pytest.fixture
def patient(watched):
    """Redness until today, day 6, by a date that is two days too late; itching was severe on its first days."""
    patient = watched.enrol(days_ago=6, areas=("face", "neck"), entered_days_ago=6)
    for day, (redness, itching) in enumerate(((2, 3), (2, 0), (2, 0), (1, 0), (1, 0), (1, 0), (1, 0))):
        watched.report(patient, day, redness=redness, itching=itching)
    return patient


def record(practice, who):
    return looking.record(practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now)


def treatment(practice, who):
    with practice.office.store.reading() as db:
        return treatments.treatment(db, 1, who.treatment_id)


def entry(practice, who, *, earlier=0, **other):
    now = treatment(practice, who)
    entries = {"method": now.method, "areas": now.areas, "clinician_id": now.clinician.account_id} | other
    return TreatmentEntry(procedure=now.procedure - timedelta(days=earlier), **entries)


def correct(practice, who, *, seen=None, why="entered wrongly", by=None, **entries):
    return correcting.correct(
        practice.office, by or practice.clinician, treatment_id=who.treatment_id,
        entry=entry(practice, who, **entries), seen=seen or treatment(practice, who), reason=why,
        now=practice.now,
    )  # fmt: skip


def beforehand(practice, who, **entries):
    return correcting.consequences(
        practice.office, practice.clinician, treatment_id=who.treatment_id, entry=entry(practice, who, **entries),
        now=practice.now,
    )  # fmt: skip


def close(practice, alert):
    seen, move = {alert.alert_id: alert.version}, Move(Step.CLOSED, note="called, all is well")
    attending.attend(practice.office, practice.clinician, seen=seen, move=move, now=practice.now)


def of_rule(practice, who, rule):
    return [alert for alert in record(practice, who).alerts if alert.rule is rule]


def days(alert, *, standing=True):
    return [held.evidence.day for held in alert.evidence if held.stands is standing]


def rows(practice):
    tables = ("treatment", "report", "score", "draft", "clinician_note", "course", "standing", "alert", "audit")
    with practice.office.store.reading() as db:
        return {table: [tuple(row) for row in db.conn.execute(f"SELECT * FROM {table}").fetchall()] for table in tables}  # noqa: S608


def sound(practice):
    found = evaluate(practice.office, now=practice.now, everything=True)
    return verify(practice.office.store, practice.office.guide) == [] and (found.opened, found.closed) == (0, 0)


def test_a_corrected_date_moves_reports_with_their_versions_drafts_notes_and_evidence(watched, patient):
    about = {"treatment_id": patient.treatment_id, "now": watched.now}
    watched.report(patient, 6, redness=2, now=watched.now)
    reporting.keep_draft(watched.office, patient.visitor, **about, draft=Draft(5, {"redness": 2}, note="half a word"))
    noting.write_note(watched.office, watched.clinician, **about, entry=NoteEntry("call", "No answer", day=6))
    before = record(watched, patient)
    after = correct(watched, patient, earlier=2)
    now = record(watched, patient)
    assert (after.procedure, after.version) == (before.recovery.treatment.procedure - timedelta(2), 9)
    assert list(now.recovery.reports) == [2, 3, 4, 5, 6, 7, 8]
    assert [report.reported_at for report in now.recovery.reports.values()] == [
        report.reported_at for report in before.recovery.reports.values()
    ]
    assert [(report.day, report.revision) for report in now.recovery.replaced] == [(8, 1)]
    assert [note.day for note in now.notes] == [8]
    desk = reporting.open_desk(watched.office, patient.visitor, **about)
    assert {day: (draft.day, draft.note) for day, draft in desk.drafts.items()} == {7: (7, "half a word")}
    assert (now.recovery.standing.last_day, now.recovery.standing.past_band) == (8, 1)
    assert sound(watched)


def test_alerts_are_judged_again_by_the_new_days(watched, patient):
    """On day 0 severe is expected, on day 2 it is not; and on day 8 redness is past its band."""
    assert of_rule(watched, patient, Rule.SEVERE) == of_rule(watched, patient, Rule.PAST_BAND) == []
    said = beforehand(watched, patient, earlier=2)
    assert [(alert.rule, alert.side_effect) for alert in said.opened] == [
        (Rule.SEVERE, "itching"),
        (Rule.PAST_BAND, "redness"),
    ]
    correct(watched, patient, earlier=2)
    (severe,), (past,) = of_rule(watched, patient, Rule.SEVERE), of_rule(watched, patient, Rule.PAST_BAND)
    assert (days(severe), days(past)) == ([2], [8])
    opened = record(watched, patient).events[past.alert_id][0]
    assert event_in_words(opened, {}) == "Opened by the reports: the treatment was corrected"
    assert sound(watched)


def test_an_alert_that_was_dealt_with_moves_and_does_not_come_back(watched):
    patient = watched.enrol(days_ago=9, entered_days_ago=9)
    for day in range(10):
        watched.report(patient, day, redness=1)
    (past,) = of_rule(watched, patient, Rule.PAST_BAND)
    close(watched, past)
    correct(watched, patient, earlier=3)
    (moved,) = of_rule(watched, patient, Rule.PAST_BAND)
    assert (moved.alert_id, moved.holding.state, days(moved)) == (past.alert_id, State.CLOSED, [8, 9, 10, 11, 12])
    assert moved.version > past.version
    assert sound(watched)


def test_what_only_a_correction_took_away_stands_again_when_it_is_taken_back(watched):
    patient = watched.enrol(days_ago=9, entered_days_ago=9)
    for day in range(2, 10):
        watched.report(patient, day, redness=1)
    (past,) = of_rule(watched, patient, Rule.PAST_BAND)
    close(watched, past)
    correct(watched, patient, earlier=-2)
    (gone,) = of_rule(watched, patient, Rule.PAST_BAND)
    assert (days(gone), days(gone, standing=False)) == ([], [6, 7])
    assert reason(gone, watched.office.guide.catalogue, today=7).endswith("(no longer so: the treatment was corrected)")
    assert sound(watched)
    correct(watched, patient, earlier=2)
    (back,) = of_rule(watched, patient, Rule.PAST_BAND)
    assert (back.alert_id, back.is_open, days(back)) == (past.alert_id, False, [8, 9])
    assert sound(watched)


def test_a_wait_that_ends_with_the_correction_says_so_and_not_that_a_report_came(watched):
    patient = watched.enrol(days_ago=9, entered_days_ago=9)
    watched.report(patient, 6, redness=1)
    evaluate(watched.office, now=watched.now)
    (waiting,) = of_rule(watched, patient, Rule.PAST_BAND)
    said = beforehand(watched, patient, earlier=-2)
    assert waiting.alert_id in {alert.alert_id for alert in said.gone}
    correct(watched, patient, earlier=-2)
    last = record(watched, patient).events[waiting.alert_id][-1]
    assert event_in_words(last, {}) == "Closed: the treatment was corrected"
    assert sound(watched)


def test_another_method_is_judged_by_its_own_bands(watched, patient):
    guiding.save(
        watched.office, watched.manager, changes=[BandDays("laser", "redness", (1, 4))], reason="ours", seen=1,
        now=watched.now - timedelta(days=30),
    )  # fmt: skip
    said = beforehand(watched, patient, method="laser")
    assert [(each.side_effect, each.last_present, each.band_ends) for each in said.past] == [("redness", 6, 4)]
    correct(watched, patient, method="laser")
    assert record(watched, patient).recovery.standing.past_band == 1
    assert sound(watched)


def test_an_alert_of_an_earlier_guidance_is_judged_again_by_its_own(watched):
    """Severe from day 1 on when it was opened, from day 9 on since: on day 4 it holds as it did on day 2."""
    patient = watched.enrol(days_ago=3, entered_days_ago=3)
    watched.report(patient, 2, itching=3)
    (severe,) = of_rule(watched, patient, Rule.SEVERE)
    guiding.save(
        watched.office, watched.manager, changes=[RuleNumber(Rule.SEVERE, "from_day", 9)], reason="ours", seen=1,
        now=watched.now,
    )  # fmt: skip
    correct(watched, patient, earlier=2)
    (moved,) = of_rule(watched, patient, Rule.SEVERE)
    assert (moved.alert_id, days(moved), moved.guidance_version) == (severe.alert_id, [4], 1)
    correct(watched, patient, earlier=-4)
    (gone,) = of_rule(watched, patient, Rule.SEVERE)
    assert (days(gone), days(gone, standing=False)) == ([], [0])
    assert sound(watched)


def test_an_alert_that_opens_is_mailed_as_after_a_report(watched, patient):
    mailing = with_mail(watched, nobody_at(1))
    duty.take_duty(mailing.office, mailing.clinician, email="bea@example.com", now=mailing.now)
    correct(mailing, patient, earlier=2)
    with mailing.office.store.reading() as db:
        assert len(outbox.latest(db, 1, limit=9, offset=0)) == 1


def test_the_trail_has_before_and_after_in_codes(watched, patient):
    bea = watched.colleague("Bea Secretname")
    correct(
        watched, patient, earlier=2, method="laser", areas=("face", "neck", "hands"), clinician_id=bea.subject_id,
        why="procedure moved",
    )  # fmt: skip
    with watched.office.store.reading() as db:
        row = db.conn.execute("SELECT actor, action, subject, details FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert tuple(row)[:3] == (
        f"staff:{watched.clinician.subject_id}", "corrected a treatment", f"treatment:{patient.treatment_id}"
    )  # fmt: skip
    assert json.loads(row["details"]) == {
        "method": ["derma_roller", "laser"],
        "areas": [["face", "neck"], ["face", "neck", "hands"]],
        "procedure": ["2026-07-09", "2026-07-07"],
        "clinician": [f"staff:{watched.clinician.subject_id}", f"staff:{bea.subject_id}"],
        "days_moved": 2,
        "reports": 7,
        "reason": "procedure moved",
    }


REFUSED = [
    pytest.param({"earlier": -1}, r"1 report would lie before the procedure \(day 0, 9 July 2026\)", id="a report"),
    pytest.param({"earlier": -2}, r"2 reports .*\(days 0 and 1, 9 July 2026 and 10 July 2026\)", id="two reports"),
    pytest.param({"earlier": -5}, r"5 reports .*\(days 0 to 4, 9 July 2026 to 13 July 2026\)", id="more reports"),
    pytest.param({"earlier": 400}, "more than a year back", id="too early a date"),
    pytest.param({"earlier": -300}, "more than 90 days ahead", id="too late a date"),
    pytest.param({"areas": ()}, "at least one treated area", id="no area"),
    pytest.param({"areas": ("neck",)}, "Face cannot be taken away: 3 reports name it", id="an area that is named"),
    pytest.param({"method": "magic"}, "magic", id="no such method"),
    pytest.param({"clinician_id": 7}, "Choose the clinician", id="no such clinician"),
    pytest.param({}, "Nothing is different", id="nothing"),
    pytest.param({"earlier": 1, "why": "because she said so"}, "Choose why", id="another reason"),
]


@pytest.mark.parametrize(("entries", "says"), REFUSED)
def test_what_cannot_be_says_why_and_changes_nothing(entries, says, watched, patient):
    before = rows(watched)
    with pytest.raises(InvalidInput, match=says):
        correct(watched, patient, **entries)
    if "why" not in entries:
        with pytest.raises(InvalidInput, match=says):
            beforehand(watched, patient, **entries)
    assert rows(watched) == before


def test_an_area_that_no_report_names_can_go_and_a_draft_asks_again_where_it_was(watched, patient):
    about = {"treatment_id": patient.treatment_id, "now": watched.now}
    begun = Draft(6, {"redness": 3, "itching": 3}, {"redness": "neck", "itching": "face"})
    reporting.keep_draft(watched.office, patient.visitor, **about, draft=begun)
    assert correct(watched, patient, areas=("hands", "face")).areas == ("face", "hands")
    (draft,) = reporting.open_desk(watched.office, patient.visitor, **about).drafts.values()
    assert draft.areas == {"itching": "face"}


def test_a_closed_recovery_can_be_corrected_but_not_beyond_its_last_day(watched):
    patient = watched.enrol(days_ago=6, entered_days_ago=6)
    watched.report(patient, 6, redness=1)
    about = {"treatment_id": patient.treatment_id, "now": watched.now}
    closing.close_treatment(watched.office, watched.clinician, **about)
    with pytest.raises(InvalidInput, match="closed on 15 July 2026"):
        correct(watched, patient, earlier=-7)
    after = correct(watched, patient, earlier=2)
    assert (after.closed_on, list(record(watched, patient).recovery.reports)) == (
        watched.clinic.today(watched.now),
        [8],
    )
    assert record(watched, patient).alerts == ()  # nobody follows it any more, so nothing new is opened
    assert sound(watched)


def test_an_old_treatment_can_name_another_clinician_although_its_date_could_not_be_entered_today(watched, patient):
    bea = watched.colleague()
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET procedure_date = '2020-01-01'")
    assert correct(watched, patient, clinician_id=bea.subject_id).clinician.name == "Bea Noor"


def test_whoever_did_it_and_has_left_stays_named(watched, patient):
    bea = watched.colleague()
    correct(watched, patient, clinician_id=bea.subject_id)
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE account SET disabled = 1 WHERE account_id = ?", (bea.subject_id,))
    assert correct(watched, patient, earlier=1).clinician.name == "Bea Noor"


@pytest.mark.parametrize("meanwhile", ["a report", "a correction", "closing"])
def test_what_comes_in_between_is_not_overwritten(meanwhile, watched, patient):
    seen = treatment(watched, patient)
    bea = watched.colleague()
    match meanwhile:
        case "a report":
            watched.report(patient, 6, redness=4, now=watched.now)
        case "a correction":
            correct(watched, patient, earlier=1, by=bea)
        case "closing":
            about = {"treatment_id": patient.treatment_id, "now": watched.now}
            closing.close_treatment(watched.office, bea, **about, note="Over.", seen={
                alert.alert_id: alert.version for alert in record(watched, patient).open_alerts
            })  # fmt: skip
    before = rows(watched)
    with pytest.raises(Conflict, match="look again"):
        correct(watched, patient, earlier=2, seen=seen)
    assert rows(watched) == before


def test_a_report_counted_from_the_old_date_is_not_put_on_the_wrong_day(watched, patient):
    old = treatment(watched, patient).procedure
    correct(watched, patient, earlier=2)
    about = {"treatment_id": patient.treatment_id, "draft": Draft(6), "now": watched.now, "counted_from": old}
    for send, by in ((reporting.submit, patient.visitor), (reporting.submit_for, watched.clinician)):
        with pytest.raises(Conflict, match="Look at the day"):
            send(watched.office, by, **about)
    assert record(watched, patient).recovery.reports[6].worst.severity is Severity.MILD


def test_where_nobody_watches_nothing_opens(practice):
    patient = practice.enrol(days_ago=6)
    practice.report(patient, 6, redness=1)
    said = beforehand(practice, patient, earlier=2)
    assert (said.opened, [each.side_effect for each in said.past]) == ((), ["redness"])
    correct(practice, patient, earlier=2)
    assert record(practice, patient).alerts == ()
    assert sound(practice)


def test_a_treatment_without_reports_can_be_corrected(practice):
    patient = practice.enrol(days_ago=3)
    said = beforehand(practice, patient, earlier=-5)
    assert (said.days, said.asked_until - said.asked_before) == ((), timedelta(days=5))
    assert correct(practice, patient, earlier=-5).day(practice.clinic.today(practice.now)) == -2
    assert sound(practice)


def test_an_error_on_the_way_leaves_everything_as_it_was(watched, patient, monkeypatch):
    def fail(*_arguments, **_more):
        raise RuntimeError("the power went")

    before = rows(watched)
    for step in ("_move_notes", "_put_drafts", "_put_derived", "_put_treatment"):
        with monkeypatch.context() as patched:
            patched.setattr(corrections, step, fail)
            with pytest.raises(RuntimeError):
                correct(watched, patient, earlier=2)
        assert rows(watched) == before
