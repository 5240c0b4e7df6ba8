"""Correcting a treatment's method, areas, date or clinician, with what that does said beforehand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.alerts import Alert
from recovery.domain.clinic import Clinic, Staff, Treatment
from recovery.domain.consequences import Consequences, Outcome, consequences_of, decide
from recovery.domain.correcting import Correction, Reason, check_against_reports, check_correction
from recovery.domain.erasing import refuse_erased
from recovery.domain.filing import courses_of
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.judging import Hit, judge
from recovery.domain.moving import Diary, moved_alert
from recovery.errors import Conflict, InvalidInput
from recovery.services.alerts.notifying import queue
from recovery.services.alerts.watching import watch_again
from recovery.services.office import Office
from recovery.services.people.enrolling import TreatmentEntry, clinician_of
from recovery.store import alerts, audit, corrections, guidance, people, treatments
from recovery.store.database import Database

_CHANGED_SINCE = (
    "Somebody has changed this treatment or reported since you saw it. Nothing was corrected: look again at what it "
    "would do, then decide."
)


def consequences(
    office: Office, visitor: Visitor, *, treatment_id: int, entry: TreatmentEntry, now: datetime
) -> Consequences:
    """What correcting a treatment to this entry would do; InvalidInput when it cannot be, saying why.

    Conflict for a patient who was erased: what is counted of them stays as it is.
    """
    require(visitor, Action.ENROL)
    with office.store.reading() as db:
        before = treatments.treatment(db, visitor.clinic_id, treatment_id)
        diary = corrections.diary(db, visitor.clinic_id, treatment_id, office.guide.catalogue)
        outcome = _decide(db, office, visitor, before, diary, entry=entry, now=now)
        return consequences_of(outcome, guide=office.guide, courses=courses_of(diary.history))


def correct(
    office: Office, visitor: Visitor, *, treatment_id: int, entry: TreatmentEntry, seen: Treatment, reason: str,
    now: datetime,
) -> Treatment:  # fmt: skip
    """Correct a treatment to this entry, and everything that rests on it, in one transaction; the treatment then.

    Conflict when it is not as it was `seen`, reports included; InvalidInput when it cannot be, saying why. On any error
    nothing has changed.
    """
    require(visitor, Action.ENROL)
    why = _reason(reason)
    with office.store.writing() as db:
        before = treatments.treatment(db, visitor.clinic_id, treatment_id)
        if before != seen:
            raise Conflict(_CHANGED_SINCE)
        diary = corrections.diary(db, visitor.clinic_id, treatment_id, office.guide.catalogue)
        outcome = _decide(db, office, visitor, before, diary, entry=entry, now=now)
        corrections.put(db, visitor.clinic_id, outcome, office.guide.catalogue)
        queue(db, office, people.clinic(db, visitor.clinic_id), outcome.alerts, now=now)
        _audit(db, visitor, outcome, why, now)
        return treatments.treatment(db, visitor.clinic_id, treatment_id)


def _decide(
    db: Database, office: Office, visitor: Visitor, before: Treatment, diary: Diary, *, entry: TreatmentEntry,
    now: datetime,
) -> Outcome:  # fmt: skip
    refuse_erased(people.patient(db, visitor.clinic_id, before.patient_id))
    clinic, guide = people.clinic(db, visitor.clinic_id), office.guide
    correction = check_correction(
        before,
        method=entry.method,
        areas=entry.areas,
        procedure=entry.procedure,
        clinician=_clinician(db, visitor, before, entry.clinician_id),
        catalogue=guide.catalogue,
        today=clinic.today(now),
    )
    check_against_reports(correction, diary, guide.catalogue)
    moved = diary.moved(correction.days_moved)
    known = alerts.of_treatment(db, clinic.clinic_id, before.treatment_id, guide.catalogue)
    held = [moved_alert(alert, correction.days_moved) for alert in known]
    return decide(
        correction,
        moved,
        held,
        guide=guide,
        watch=watch_again(held, guide, clinic, correction.after, now=now) if clinic.watched else None,
        earlier=_by_earlier_guidances(db, office, clinic, correction, history=moved.history, held=held, now=now),
    )


def _clinician(db: Database, visitor: Visitor, before: Treatment, account_id: int) -> Staff:
    """Whoever it is now may have left since; anybody else must be a clinician here."""
    if account_id == before.clinician.account_id:
        return before.clinician
    return clinician_of(db, visitor.clinic_id, account_id)


def _by_earlier_guidances(
    db: Database, office: Office, clinic: Clinic, correction: Correction, *, history: History, held: Sequence[Alert],
    now: datetime,
) -> Mapping[int, Sequence[Hit]]:  # fmt: skip
    """What each guidance but that in force, by which something is held, finds in the corrected treatment."""
    numbers = {each.guidance for alert in held for each in alert.evidence} - {office.guide.number}
    guides = [guidance.guide_numbered(db, office.files, number) for number in sorted(numbers)]
    return {guide.number: _hits(guide, clinic, correction.after, history, now=now) for guide in guides if guide}


def _hits(guide: Guide, clinic: Clinic, treatment: Treatment, history: History, *, now: datetime) -> list[Hit]:
    today = watch_again((), guide, clinic, treatment, now=now).today
    return judge(history, guide=guide, method=treatment.method, today=today)


def _reason(code: str) -> Reason:
    if code not in tuple(Reason):
        raise InvalidInput("Choose why it is corrected.", field="reason")
    return Reason(code)


def _audit(db: Database, visitor: Visitor, outcome: Outcome, reason: Reason, now: datetime) -> None:
    correction = outcome.correction
    before, after = _coded(correction.before), _coded(correction.after)
    details = {
        **{name: [before[name], after[name]] for name in before if before[name] != after[name]},
        "days_moved": correction.days_moved,
        "reports": len(outcome.diary.reports),
        "reason": reason.value,
    }
    subject = f"treatment:{correction.after.treatment_id}"
    audit.add_by(db, visitor, "corrected a treatment", subject, now=now, details=details)


def _coded(treatment: Treatment) -> dict[str, object]:
    return {
        "method": treatment.method,
        "areas": list(treatment.areas),
        "procedure": treatment.procedure.isoformat(),
        "clinician": f"staff:{treatment.clinician.account_id}",
    }
