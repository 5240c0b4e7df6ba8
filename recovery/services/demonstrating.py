"""Filling an empty database with an invented practice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from recovery.domain.access import Role
from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Clinic, Staff, check_clinic
from recovery.domain.history import History
from recovery.domain.identifiers import new_token
from recovery.domain.simulation.care import Care, CaredFor
from recovery.domain.simulation.practice import (
    EnrolledPatient,
    FollowedTreatment,
    Place,
    draw_id,
    draw_practice,
    seeded,
)
from recovery.errors import Conflict, InvalidInput
from recovery.services.alerts.evaluating import mark_evaluated
from recovery.services.entry.passwords import hash_password
from recovery.services.imports.bulk_rows import BulkRows
from recovery.services.office import Office
from recovery.services.rebuilding import Progress
from recovery.services.setting_up import FIRST_CLINIC
from recovery.store import accounts, alerts, audit, notes, people, set_up_codes
from recovery.store.database import Database

SMALL = 40
"""Patients of the demo that "Look around" makes: enough to fill a list, loaded while one waits."""

MOST = 1_000_000
"""Patients: ten times the largest load that was measured."""

PATIENTS_AT_A_TIME = 500
"""How many are held in memory between two steps of progress."""

CLINICIANS = ("Anneke Birnbaum", "Desta Moriarty", "Ravi Santangelo", "Yolanda Frost")
MANAGERS = ("Elena Whitcombe", "Tunde Castellan")


def demo_clinic() -> Clinic:
    """The clinic of every demo."""
    return check_clinic(
        clinic_id=FIRST_CLINIC,
        name="Harbour Skin Clinic (demo)",
        time_zone="America/New_York",
        phone="+1 207 555 0100",
        emergency_number="911",
        watched=True,
        watched_when="on weekdays from 9 to 17",
        demo=True,
        shows_expected=True,
    )


def fill_demo(
    office: Office,
    *,
    patients: int = SMALL,
    seed: int = 1,
    until: date | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> None:
    """Fill an empty database with a demo clinic, the same for the same arguments but for its passwords.

    `until` is the demo's today, in place of the clinic's. All of it is one transaction: whoever is interrupted leaves
    nothing behind, and nobody ever sees half a demo. Conflict when there is a clinic already.
    """
    clinic = demo_clinic()
    today = clinic.today(now)
    _check(patients=patients, until=until, today=today)
    place = Place(office.guide.catalogue, ZoneInfo(clinic.time_zone), until or today, now)
    with office.store.writing() as db:
        if people.the_clinic(db) is not None:
            raise Conflict("This database has a clinic already; name a new file, or discard the demo in it first.")
        people.add_clinic(db, clinic, now=now)
        staff = _add_staff(db, seed, now=now)
        drawn = draw_practice(
            patients=patients, seed=seed, place=place, clinicians=staff, first_code=people.DEMO_CODE
        )  # fmt: skip
        care = Care(office.guide, place, seed, [one.account_id for one in staff])
        for done in _load(db, drawn, care):
            if progress is not None:
                progress(done, patients)
        mark_evaluated(db, clinic.clinic_id, now=now)
        set_up_codes.forget(db)
        audit.add(
            db, clinic_id=clinic.clinic_id, now=now, actor=audit.PROGRAM, action="filled the demo", subject="clinic",
            details={"patients": patients, "seed": seed, "until": place.until.isoformat()},
        )  # fmt: skip


def _check(*, patients: int, until: date | None, today: date) -> None:
    if not 1 <= patients <= MOST:
        raise InvalidInput(f"A demo has from 1 to {MOST:,} patients, not {patients:,}.", field="patients")
    if until is not None and until > today:
        raise InvalidInput(f"A demo ends today ({today}) at the latest, not on {until}.", field="until")


def _add_staff(db: Database, seed: int, *, now: datetime) -> list[Staff]:
    # Nobody knows the password: a demo signs in by a click. One hash for all, as each takes 0.1 s.
    password_hash = hash_password(new_token())
    rng = seeded(seed, "staff")
    added = []
    for name, role in [*((n, Role.CLINICIAN) for n in CLINICIANS), *((n, Role.MANAGER) for n in MANAGERS)]:
        login = f"{name.split()[0].casefold()}@demo.example"
        account = accounts.Account(FIRST_CLINIC, draw_id(rng), login, name, password_hash, frozenset({role}))
        accounts.add(db, account, now=now)
        added.append(Staff(account.account_id, name))
    return added[: len(CLINICIANS)]


@dataclass
class _Rows:
    """What one step stores: what bulk rows are, and the care around them."""

    bulk: BulkRows
    alerts: list[tuple[Any, ...]] = field(default_factory=list)
    alert_events: list[tuple[Any, ...]] = field(default_factory=list)
    notes: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, enrolled: EnrolledPatient, care: Care) -> None:
        self.bulk.add_patient(enrolled.patient, now=enrolled.enrolled_at)
        for followed in enrolled.treatments:
            cared_for = care.of(followed)
            self._add_treatment(followed, cared_for.history)
            self._add_care(cared_for, care.guide.catalogue)

    def _add_treatment(self, followed: FollowedTreatment, history: History) -> None:
        self.bulk.add_treatment(followed.treatment, now=followed.entered_at)
        if followed.reports:
            self.bulk.add_reports(
                followed.treatment, followed.reports, history=history, replaced=followed.replaced
            )  # fmt: skip

    def _add_care(self, cared_for: CaredFor, catalogue: Catalogue) -> None:
        for kept in cared_for.alerts:
            self.alerts.append(alerts.alert_row(FIRST_CLINIC, kept.alert, catalogue))
            events = enumerate(kept.events, start=1)
            self.alert_events += [alerts.event_row(FIRST_CLINIC, kept.alert.alert_id, n, event) for n, event in events]
        self.notes += [notes.note_row(FIRST_CLINIC, note, catalogue) for note in cared_for.notes]

    def store(self, db: Database) -> None:
        self.bulk.store(db)
        alerts.add_in_bulk(db, self.alerts, self.alert_events)
        notes.add_in_bulk(db, self.notes)


def _load(db: Database, drawn: Iterator[EnrolledPatient], care: Care) -> Iterator[int]:
    done = 0
    while some := list(islice(drawn, PATIENTS_AT_A_TIME)):
        rows = _Rows(BulkRows(FIRST_CLINIC, care.guide))
        for enrolled in some:
            rows.add(enrolled, care)
        rows.store(db)
        done += len(some)
        yield done
