"""A patient about whom something is held wherever anything can be, each text with a word of its own."""

from dataclasses import dataclass
from datetime import timedelta

from recovery.domain.alerts import Step
from recovery.domain.devices import device_of
from recovery.domain.handling import How, Move
from recovery.domain.identifiers import as_text
from recovery.domain.level import Level
from recovery.domain.mail import Kind, Mail, about_alert
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.services.alerts import attending
from recovery.services.people import closing, enrolling
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry
from recovery.services.recoveries import looking, noting, reporting
from recovery.store import outbox, steps
from recovery.store.rows import as_time
from recovery.store.steps import Kind as StepKind
from recovery.store.steps import Step as EntryStep
from tests.conftest import Enrolled, Practice, phone_of

WORDS = (
    "Quillfeather", "Zanzimara", "mumblewick", "flutterby", "grimblesnap", "wobblethorn", "snickerdoo", "plonkwater",
    "twizzleberg", "hobnobbin",
)  # fmt: skip
"""Name, contact, then what was written: a note, the note it replaced, a draft, a clinician, and alerts' notes."""

(NAME, CONTACT, NOTE, REPLACED, DRAFT, CLINICIANS, ON_ALERT, TAKEN_BACK, CLOSING, AGREED) = WORDS

SECRETS = ("sealed-pin", "link-hash", "step-hash", "sealed-step")


@dataclass(frozen=True)
class Whole:
    """The patient, and which treatment of theirs is closed."""

    who: Enrolled
    closed_id: int

    @property
    def patient_id(self) -> int:
        return self.who.patient.patient_id


def whole_record(practice: Practice, *, days_ago: int = 6) -> Whole:
    """Enrols somebody at a practice that watches, and does everything with them that can be done."""
    who = _enrolled(practice, days_ago)
    closed_id = _earlier_treatment(practice, who)
    _reports(practice, who)
    _alerts(practice, who)
    _notes(practice, who)
    _access(practice, who)
    return Whole(who, closed_id)


def _enrolled(practice: Practice, days_ago: int) -> Enrolled:
    procedure = practice.clinic.today(practice.now) - timedelta(days=days_ago)
    patient, link = enrolling.enrol(
        practice.office,
        practice.clinician,
        patient=PatientEntry(f"{NAME} Example", f"{CONTACT}@mail.example", 1984, "III"),
        treatment=TreatmentEntry("laser", ("face", "neck"), procedure, practice.clinician.subject_id),
        now=practice.now - timedelta(days=days_ago),
    )
    session, visitor = phone_of(practice.office, patient, clinic_id=practice.clinic.clinic_id, now=practice.now)
    seen = enrolling.person(practice.office, practice.clinician, patient_id=patient.patient_id, now=practice.now)
    return Enrolled(patient, seen.treatments[0], visitor, link, session)


def _earlier_treatment(practice: Practice, who: Enrolled) -> int:
    entry = TreatmentEntry("derma_roller", ("hands",), who.treatment.procedure, practice.clinician.subject_id)
    added = enrolling.add_treatment(
        practice.office, practice.clinician, patient_id=who.patient.patient_id, treatment=entry, now=practice.now
    )
    _send(practice, who, Draft(2, {"redness": 1}), treatment_id=added.treatment_id)
    closing.close_treatment(practice.office, practice.clinician, treatment_id=added.treatment_id, now=practice.now)
    return added.treatment_id


def _reports(practice: Practice, who: Enrolled) -> None:
    places = {"redness": "face", "itching": "neck"}
    _send(practice, who, Draft(3, {"redness": 3}, places, note=f"It itches, says {REPLACED}."))
    _send(practice, who, Draft(3, {"redness": 4}, places, ("pus",), wants_call=True, note=f"Worse, says {NOTE}."))
    for n in range(3):  # an earlier version of what was typed stands in the same row, and so in the same page
        begun = Draft(5, {"redness": 1}, note=f"I think {DRAFT} " * (3 - n))
        reporting.keep_draft(
            practice.office, who.visitor, treatment_id=who.treatment_id, draft=begun, now=practice.now
        )  # fmt: skip
    by_phone = Draft(4, {"redness": 2}, {"redness": "face"}, note=f"On the phone: {NOTE}")
    reporting.submit_for(
        practice.office, practice.clinician, treatment_id=who.treatment_id, draft=by_phone, now=practice.now
    )  # fmt: skip


def _send(practice: Practice, who: Enrolled, draft: Draft, *, treatment_id: int = 0) -> None:
    chosen = treatment_id or who.treatment_id
    reporting.submit(practice.office, who.visitor, treatment_id=chosen, draft=draft, now=practice.now)


def _alerts(practice: Practice, who: Enrolled) -> None:
    opened = looking.record(practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now)
    first, second, *_ = opened.open_alerts
    moves = [
        (first, Move(Step.CONTACTED, f"Reached {ON_ALERT}", How.PHONE)),
        (second, Move(Step.NO_ACTION, f"Not needed, {TAKEN_BACK}")),
    ]
    for alert, move in moves:
        attending.attend(
            practice.office, practice.clinician, seen={alert.alert_id: alert.version}, move=move, now=practice.now
        )  # fmt: skip
    attending.take_back(
        practice.office, practice.clinician, seen={second.alert_id: second.version + 1}, now=practice.now
    )
    with practice.office.store.writing() as db:
        for n, state in enumerate(("waiting", "sent", "failed")):
            mail = Mail(
                900 + n, Kind.ALERT, about_alert(first.alert_id, list(Level)[-1 - n]), practice.clinician.subject_id,
                practice.now,
            )  # fmt: skip
            outbox.add(db, practice.clinic.clinic_id, mail)
            db.conn.execute("UPDATE outbox SET state = ? WHERE mail_id = ?", (state, mail.mail_id))


def _notes(practice: Practice, who: Enrolled) -> None:
    for entry in (NoteEntry("call", f"Told {CLINICIANS} to rest", 4), NoteEntry("visit", CLINICIANS, 5, "redness", 2)):
        noting.write_note(
            practice.office, practice.clinician, treatment_id=who.treatment_id, entry=entry, now=practice.now
        )  # fmt: skip
    looking.look(practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now)


def _access(practice: Practice, who: Enrolled) -> None:
    clinic_id, patient_id, at = practice.clinic.clinic_id, who.patient.patient_id, as_time(practice.now)
    key = {"clinic_id": clinic_id, "patient_id": patient_id}
    agent = f"Mozilla/5.0 {NAME} Firefox/1 Android"
    assert NAME not in device_of(agent)
    phone_of(practice.office, who.patient, clinic_id=clinic_id, now=practice.now)
    step = EntryStep(
        StepKind.PERSONAL_LINK,
        clinic_id,
        practice.now + timedelta(minutes=20),
        patient_id=patient_id,
        wanted="/report",
        sealed="sealed-step",
    )
    with practice.office.store.writing() as db:
        db["pin"].insert({**key, "pin_sealed": "sealed-pin", "chosen_at": at, "failures": 3, "last_failed_at": at,
                          "suspected_at": at}, replace=True)  # fmt: skip
        db["consent"].insert({**key, "agreed_at": at, "statement": f"I, {AGREED}, agree."})
        db.conn.execute("UPDATE personal_link SET token_hash = 'link-hash' WHERE patient_id = ?", (patient_id,))
        steps.add(db, "step-hash", step, now=practice.now)


def addresses(whole: Whole) -> tuple[str, ...]:
    """The ids as they stand in addresses."""
    return as_text(whole.patient_id), as_text(whole.who.treatment_id), as_text(whole.closed_id)
