"""A patient's report: what may be reported, what was begun, and sending it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic, Treatment
from recovery.domain.erasing import refuse_erased
from recovery.domain.filing import Filing, file
from recovery.domain.guide import Guide
from recovery.domain.report import DRAFT_LIMIT, Draft, Report, check_draft, clean_text, reportable_days
from recovery.errors import Conflict, InvalidInput
from recovery.services.alerts.notifying import queue
from recovery.services.alerts.watching import watch
from recovery.services.entry.lending import end_if_lent
from recovery.services.office import Office
from recovery.store import audit, drafts, histories, people, reports, treatments
from recovery.store.database import Database

_CLOSED = "The practice has closed this recovery, so it takes no more reports. Call the practice instead."
_CORRECTED = (
    "The date of the procedure has just been corrected, so the days count anew. Look at the day, then send again."
)
_CLOSED_FOR_STAFF = "This recovery is closed, so it takes no more reports. Open it again first."


@dataclass(frozen=True)
class Desk:
    """What a patient has before them for one treatment: the days to report, those reported, and what was begun."""

    clinic: Clinic
    treatment: Treatment
    days: range
    reported: tuple[int, ...]
    drafts: Mapping[int, Draft]


def choices(office: Office, visitor: Visitor) -> tuple[Clinic, tuple[Treatment, ...]]:
    """The clinic, and this patient's treatments that take reports, the latest procedure first."""
    require(visitor, Action.REPORT)
    with office.store.reading() as db:
        own = treatments.treatments_of(db, visitor.clinic_id, visitor.patient_id)
        return people.clinic(db, visitor.clinic_id), tuple(t for t in own if t.closed_on is None)


def open_desk(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> Desk:
    """What this patient may report on; NotFound for a treatment that is not theirs.

    There are no days to report before the procedure's date in the clinic's time zone.
    """
    require(visitor, Action.REPORT)
    with office.store.reading() as db:
        clinic = people.clinic(db, visitor.clinic_id)
        treatment = _own(db, visitor, treatment_id)
        key = (visitor.clinic_id, treatment_id)
        return Desk(
            clinic=clinic,
            treatment=treatment,
            days=reportable_days(procedure=treatment.procedure, today=clinic.today(now)),
            reported=reports.reported_days(db, *key),
            drafts=drafts.kept(db, *key),
        )


def report_of(office: Office, visitor: Visitor, *, treatment_id: int, day: int) -> Report | None:
    """What this patient reported for a day; None when nothing."""
    require(visitor, Action.REPORT)
    with office.store.reading() as db:
        _own(db, visitor, treatment_id)
        found = reports.reports_of(db, visitor.clinic_id, treatment_id, office.guide.catalogue)
        return found.get(day)


def keep_draft(office: Office, visitor: Visitor, *, treatment_id: int, draft: Draft, now: datetime) -> None:
    """Keep what was entered so far, so that a lost connection or session loses nothing."""
    require(visitor, Action.REPORT)
    clean_text(draft.note, limit=DRAFT_LIMIT, what="The note", field="note")
    with office.store.writing() as db:
        _own(db, visitor, treatment_id)
        drafts.keep(db, visitor.clinic_id, treatment_id, draft, now=now)


def discard_draft(office: Office, visitor: Visitor, *, treatment_id: int, day: int) -> None:
    """Forget what was entered for a day."""
    require(visitor, Action.REPORT)
    with office.store.writing() as db:
        _own(db, visitor, treatment_id)
        drafts.discard(db, visitor.clinic_id, treatment_id, day=day)


def check(office: Office, visitor: Visitor, *, treatment_id: int, draft: Draft, now: datetime) -> Report:
    """The report that a draft makes, not stored; InvalidInput says what to change."""
    require(visitor, Action.REPORT)
    with office.store.reading() as db:
        treatment, clinic = _own(db, visitor, treatment_id), people.clinic(db, visitor.clinic_id)
        return _checked(office.guide, visitor, treatment, clinic=clinic, draft=draft, now=now)


def submit(
    office: Office,
    visitor: Visitor,
    *,
    treatment_id: int,
    draft: Draft,
    now: datetime,
    counted_from: date | None = None,
) -> Filing:
    """Check a report and store it durably with all that follows from it.

    A second report for a day replaces the first, which is kept. InvalidInput says what to change;
    NotFound when the treatment is not this patient's; on any error nothing has changed. A lent tablet's turn ends with
    it; SignedOut when it was over before. Conflict when the day was `counted_from` another date than the procedure's
    by now.
    """
    require(visitor, Action.REPORT)
    with office.store.writing() as db:
        treatment = _own(db, visitor, treatment_id)
        _refuse_corrected(treatment, counted_from)
        filing = _file(db, office, visitor, treatment, draft=draft, now=now)
        end_if_lent(db, visitor, now=now)
        return filing


def submit_for(
    office: Office,
    visitor: Visitor,
    *,
    treatment_id: int,
    draft: Draft,
    now: datetime,
    counted_from: date | None = None,
) -> Filing:
    """Check and store what a patient told a clinician, as submit does what they send themselves.

    The report names the clinician, and stands marked wherever it is shown.
    """
    require(visitor, Action.REPORT_FOR)
    with office.store.writing() as db:
        treatment = treatments.treatment(db, visitor.clinic_id, treatment_id)
        _refuse_corrected(treatment, counted_from)
        return _file(db, office, visitor, treatment, draft=draft, now=now)


def _file(
    db: Database, office: Office, visitor: Visitor, treatment: Treatment, *, draft: Draft, now: datetime
) -> Filing:
    clinic, guide = people.clinic(db, visitor.clinic_id), office.guide
    report = _checked(guide, visitor, treatment, clinic=clinic, draft=draft, now=now)
    filing = _decide(db, guide, clinic, treatment, report=report, now=now)
    reports.put_filing(db, clinic.clinic_id, treatment, filing, guide.catalogue)
    queue(db, office, clinic, filing.alerts, now=now)
    _audit(db, visitor, treatment.treatment_id, filing, now)
    return filing


def _refuse_corrected(treatment: Treatment, counted_from: date | None) -> None:
    """A report belongs to a date: a day number that counts from another one would put it on the wrong date."""
    if counted_from not in (None, treatment.procedure):
        raise Conflict(_CORRECTED)


def _checked(
    guide: Guide, visitor: Visitor, treatment: Treatment, *, clinic: Clinic, draft: Draft, now: datetime
) -> Report:
    if treatment.closed_on is not None:
        raise InvalidInput(_CLOSED_FOR_STAFF if visitor.is_staff else _CLOSED, field="treatment")
    return check_draft(
        draft,
        catalogue=guide.catalogue,
        areas=treatment.areas,
        procedure=treatment.procedure,
        today=clinic.today(now),
        now=now,
        by=audit.actor(visitor).who,
    )


def _decide(
    db: Database, guide: Guide, clinic: Clinic, treatment: Treatment, *, report: Report, now: datetime
) -> Filing:
    key = (clinic.clinic_id, treatment.treatment_id)
    history = histories.history(db, *key, guide.catalogue)
    replaced = reports.report_of(db, *key, guide.catalogue, day=report.day) if report.day in history.days else None
    watching = watch(db, guide, clinic, treatment, now=now)
    return file(report, history=history, replaced=replaced, guide=guide, method=treatment.method, watch=watching)


def _audit(db: Database, visitor: Visitor, treatment_id: int, filing: Filing, now: datetime) -> None:
    # Both versions are kept: their numbers say what was before and after without telling managers how a patient is.
    now_kept = filing.report.revision
    details = {
        "day": filing.report.day,
        "revision": [filing.replaced.revision, now_kept] if filing.replaced else now_kept,
    }
    action = "replaced a report" if filing.replaced else "sent a report"
    audit.add_by(db, visitor, action, f"treatment:{treatment_id}", now=now, details=details)


def _own(db: Database, visitor: Visitor, treatment_id: int) -> Treatment:
    # Erased between the guard of a page and this, they would leave what they typed behind.
    refuse_erased(people.patient(db, visitor.clinic_id, visitor.patient_id))
    return treatments.treatment(db, visitor.clinic_id, treatment_id, patient_id=visitor.patient_id)
