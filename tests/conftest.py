"""What every layer's tests start from: the real guide, a real database, and a clinic with people in it.

A folder whose subject reads the clock itself (pages, routes) overrides the fixture `now`.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from recovery.domain.access import Role, Visitor
from recovery.domain.clinic import Clinic, Patient, Treatment
from recovery.domain.filing import Filing, Standing
from recovery.domain.guide import Guide
from recovery.domain.identifiers import new_id
from recovery.domain.lookalikes import looks_of
from recovery.domain.report import Draft, Report
from recovery.services import setting_up
from recovery.services.entry import passwords, personal_links
from recovery.services.entry.passwords import fingerprint, hash_password
from recovery.services.entry.personal_links import Entry
from recovery.services.entry.visiting import Way, open_session
from recovery.services.office import Office, open_office
from recovery.services.people import enrolling, lookalikes
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry
from recovery.services.recoveries import reporting, reviewing
from recovery.settings import read_settings
from recovery.store import accounts, people, treatments
from recovery.store.accounts import Account
from recovery.store.guide_files import read_guide

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in a shell's background, and then in all that we start
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("suite", deadline=None)  # the machine may be busy with other things
settings.load_profile("suite")

ROOT = Path(__file__).resolve().parents[1]

NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
"""Ten in the morning of a Wednesday where the clinic is."""

PASSWORD = "four plain words here"

PIN = "408215"

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The same argon2id at its least: a quarter of a second of work less for every password and PIN."""


@dataclass(frozen=True)
class Enrolled:
    """A patient with one treatment, signed in on their phone."""

    patient: Patient
    treatment: Treatment
    visitor: Visitor
    link: str
    session: str

    @property
    def treatment_id(self) -> int:
        return self.treatment.treatment_id


@dataclass(frozen=True)
class Practice:
    """A clinic that is set up, with its clinician and its manager signed in."""

    office: Office
    now: datetime
    clinic: Clinic
    clinician: Visitor
    manager: Visitor

    def enrol(
        self,
        *,
        days_ago: int = 3,
        name: str = "Ada Example",
        method: str = "derma_roller",
        areas: tuple[str, ...] = ("face",),
        entered_days_ago: int = 0,
    ) -> Enrolled:
        """A new patient whose procedure was `days_ago`; entered today unless it is said when."""
        procedure = self.clinic.today(self.now) - timedelta(days=days_ago)
        looks = looks_of(name=name, contact="555 0100", year_of_birth=None)
        patient, link = enrolling.enrol(
            self.office,
            self.clinician,
            patient=PatientEntry(name=name, contact="555 0100"),
            even_so=lookalikes.alike(self.office, self.clinician, looks=looks).ids,
            treatment=TreatmentEntry(method, areas, procedure, self.clinician.subject_id),
            now=self.now - timedelta(days=entered_days_ago),
        )
        session, visitor = phone_of(self.office, patient, clinic_id=self.clinic.clinic_id, now=self.now)
        treatment = enrolling.person(self.office, self.clinician, patient_id=patient.patient_id, now=self.now)
        return Enrolled(patient, treatment.treatments[0], visitor, link, session)

    def report(self, who: Enrolled, day: int, *, now: datetime | None = None, **severities: int) -> Filing:
        """A report of `day`, sent on that day unless `now` says otherwise."""
        sent = self.now + timedelta(days=day - who.treatment.day(self.clinic.today(self.now)))
        return reporting.submit(
            self.office,
            who.visitor,
            treatment_id=who.treatment_id,
            draft=Draft(day=day, severities=severities, areas=dict.fromkeys(severities, who.treatment.areas[0])),
            now=now or sent,
        )

    def watching(self) -> "Practice":
        """The same practice, which has looked at the reports from its first day."""
        with self.office.store.writing() as db:
            clinic = replace(self.clinic, watched=True, watched_when="on weekdays from 9 to 17")
            people.change_clinic(db, clinic)
        return replace(self, clinic=clinic)

    def colleague(self, name: str = "Bea Noor") -> Visitor:
        """One more clinician of this practice, signed in."""
        login = f"{new_id()}@example.com"
        account = an_account("no hash", login, name, Role.CLINICIAN, clinic_id=self.clinic.clinic_id)
        with self.office.store.writing() as db:
            accounts.add(db, account, now=self.now)
        return session_of(self.office, account, now=self.now)[1]

    def replaced(self, who: Enrolled) -> list[Report]:
        """The versions of a patient's reports that others took the place of."""
        found = reviewing.recovery(self.office, self.clinician, treatment_id=who.treatment_id, now=self.now)
        return list(found.replaced)

    def standing(self, who: Enrolled) -> Standing | None:
        """Where a patient's treatment stands as it is kept; None before the first report."""
        with self.office.store.reading() as db:
            found = treatments.these(db, self.clinic.clinic_id, [who.treatment_id], self.office.guide.catalogue)
        return found[who.treatment_id].standing


@pytest.fixture(autouse=True)
def main_stays_main() -> Iterator[None]:
    """AppTest puts the page in the place of `__main__`, which a spawned process would then run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash at the least cost; services/entry/test_passwords.py hashes as the application does, and so do servers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", QUICK)
        yield


@pytest.fixture(scope="session")
def guide() -> Guide:
    return read_guide(ROOT / "data")


@pytest.fixture(scope="session")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's database is or will be, told to the program in its own way."""
    path = tmp_path / "recovery.db"
    monkeypatch.setenv("RECOVERY_DATABASE", str(path))
    return path


@pytest.fixture
def empty_office(database: Path, now: datetime) -> Iterator[Office]:
    """An installation on its first day: no clinic yet."""
    office = open_office(read_settings(), now=now)
    yield office
    office.store.close()


@pytest.fixture
def practice(empty_office: Office, password_hash: str, now: datetime) -> Practice:
    manager = an_account(password_hash, "manager@example.com", "Mo Manager", Role.MANAGER)
    clinician = an_account(password_hash, "clinician@example.com", "Cleo Clinician", Role.CLINICIAN)
    clinic = a_clinic()
    code = setting_up.new_set_up_code(empty_office, now=now)
    assert code is not None
    _, second = setting_up.set_up(
        empty_office, code=code, clinic=clinic, manager=manager, device="Chrome on Linux", now=now
    )
    with empty_office.store.writing() as db:
        accounts.add(db, clinician, now=now)
    _, first = session_of(empty_office, clinician, now=now)
    return Practice(empty_office, now, clinic, clinician=first, manager=second)


@pytest.fixture
def office(practice: Practice) -> Office:
    """An installation with a set-up clinic."""
    return practice.office


@pytest.fixture
def watched(practice: Practice) -> Practice:
    """The practice, watching reports."""
    return practice.watching()


@pytest.fixture
def other_clinic(practice: Practice, password_hash: str) -> Practice:
    """A second clinic in the same database, as a chain would have it."""
    clinic = a_clinic(clinic_id=2, name="Elsewhere Skin")
    staff = an_account(password_hash, "else@example.com", "Eli Elsewhere", Role.CLINICIAN, Role.MANAGER, clinic_id=2)
    with practice.office.store.writing() as db:
        people.add_clinic(db, clinic, now=practice.now)
        accounts.add(db, staff, now=practice.now)
    _, visitor = session_of(practice.office, staff, now=practice.now)
    return Practice(practice.office, practice.now, clinic, clinician=visitor, manager=visitor)


def a_clinic(*, clinic_id: int = setting_up.FIRST_CLINIC, name: str = "Corner Skin", demo: bool = False) -> Clinic:
    return Clinic(
        clinic_id, name, "America/Chicago", "+1 901 555 0100", "911", watched=False, watched_when="", demo=demo
    )


def an_account(password_hash: str, login: str, name: str, *roles: Role, clinic_id: int = 1) -> Account:
    return Account(clinic_id, new_id(), login, name, password_hash, frozenset(roles))


def session_of(office: Office, account: Account, *, now: datetime) -> tuple[str, Visitor]:
    """A staff session's cookie and visitor, without the tenth of a second that a password takes."""
    visitor = Visitor("", account.clinic_id, account.account_id, account.name, account.roles)
    with office.store.writing() as db:
        return open_session(db, visitor, way=Way.PASSWORD, device="Chrome on Linux", now=now)


def phone_of(office: Office, patient: Patient, *, clinic_id: int, now: datetime) -> tuple[str, Visitor]:
    """The cookie and the visitor of a phone on which a patient has been let in."""
    visitor = Visitor("", clinic_id, patient.patient_id, patient.name, frozenset({Role.PATIENT}))
    with office.store.writing() as db:
        return open_session(db, visitor, way=Way.PERSONAL_LINK, device="Chrome on Android", now=now)


def come_in(office: Office, link: str, *, pin: str = PIN, now: datetime) -> tuple[str, Visitor]:
    """The cookie and the visitor of one more phone, by link and PIN; it agrees and chooses the PIN at first use."""
    step, _ = personal_links.arrive(office, token=link, now=now)
    door = personal_links.door(office, step=fingerprint(step), now=now)
    entry = Entry(pin, pin_again=pin if door and not door.has_pin else "", agrees=True)
    return personal_links.come_in(office, step=fingerprint(step), entry=entry, device="Chrome on Android", now=now)


@pytest.fixture
def as_ordinary_user() -> Callable[[], object]:
    """A context in which file rights count, for root too (Linux: its overriding capabilities are laid down)."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and not sys.platform.startswith("linux"):
        pytest.fail("Run the tests as an ordinary user: root may write everything here.")
    return _without_override if is_root else _unchanged


@contextmanager
def _unchanged() -> Iterator[None]:
    yield


@contextmanager
def _without_override() -> Iterator[None]:
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this thread
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 bits
    libc.capget(header, held)
    fewer = (ctypes.c_uint32 * 6)(*held)
    fewer[0] &= ~0b1110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
    libc.capset(header, fewer)
    try:
        yield
    finally:
        libc.capset(header, held)
