"""The clinic, its staff by name, and its patients."""

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.clinic import Clinic, Patient, Staff
from recovery.domain.lookalikes import contact_key
from recovery.errors import NotFound
from recovery.store.rows import as_time, from_time

DEMO_CODE = "P-DEM00"
"""The code of the patient that a demo signs in as."""

_CLINIC = """
SELECT clinic_id, name, time_zone, phone, emergency_number, watched, watched_when, watched_since, demo,
       kept_for_years, requires_code
FROM clinic
"""

_ADD_CLINIC = """
INSERT INTO clinic
    (clinic_id, name, time_zone, phone, emergency_number, watched, watched_when, demo, created_at, kept_for_years,
     requires_code)
VALUES
    (:clinic_id, :name, :time_zone, :phone, :emergency_number, :watched, :watched_when, :demo, :created_at,
     :kept_for_years, :requires_code)
"""

_CHANGE_CLINIC = """
UPDATE clinic SET
    name = :name, time_zone = :time_zone, phone = :phone, emergency_number = :emergency_number,
    watched = :watched, watched_when = :watched_when, watched_since = :watched_since,
    kept_for_years = :kept_for_years, requires_code = :requires_code
WHERE clinic_id = :clinic_id
"""

_ADD_PATIENT = """
INSERT INTO patient
    (clinic_id, patient_id, code, name, search_key, contact, contact_key, year_of_birth, skin_type, created_at)
VALUES
    (:clinic_id, :patient_id, :code, :name, :search_key, :contact, :contact_key, :year_of_birth, :skin_type,
     :created_at)
"""

_PATIENT = """
SELECT patient_id, code, name, contact, year_of_birth, skin_type
FROM patient
"""

_SEARCH = (
    _PATIENT
    + """
WHERE clinic_id = :clinic_id AND (search_key LIKE :within ESCAPE '\\' OR code = :code)
ORDER BY search_key, patient_id
LIMIT :limit OFFSET :offset
"""
)

_COUNT = """
SELECT count(*) FROM patient
WHERE clinic_id = :clinic_id AND (search_key LIKE :within ESCAPE '\\' OR code = :code)
"""

_CLINICIANS = """
SELECT account_id, name FROM account
WHERE clinic_id = :clinic_id AND is_clinician = 1 AND (disabled = 0 OR :all)
ORDER BY name, account_id
"""


def the_clinic(db: Database) -> Clinic | None:
    """The one clinic of this database; None before it is set up."""
    row = db.conn.execute(_CLINIC + "ORDER BY clinic_id LIMIT 1").fetchone()
    return _clinic(row) if row else None


def clinic(db: Database, clinic_id: int) -> Clinic:
    """The clinic of this id."""
    row = db.conn.execute(_CLINIC + "WHERE clinic_id = :clinic_id", {"clinic_id": clinic_id}).fetchone()
    if row is None:
        raise NotFound("This clinic is not in the database any more; sign in again.")
    return _clinic(row)


def add_clinic(db: Database, clinic: Clinic, *, now: datetime) -> None:
    """Set a clinic up."""
    db.conn.execute(_ADD_CLINIC, {**asdict(clinic), "created_at": as_time(now)})


def change_clinic(db: Database, clinic: Clinic) -> None:
    """Put a clinic's entries in place of what they were."""
    since = as_time(clinic.watched_since) if clinic.watched_since else None
    db.conn.execute(_CHANGE_CLINIC, {**asdict(clinic), "watched_since": since})


def _clinic(row: Any) -> Clinic:
    since = from_time(row["watched_since"]) if row["watched_since"] else None
    flags = {name: bool(row[name]) for name in ("watched", "demo", "requires_code")}
    return Clinic(**{**row, **flags, "watched_since": since})


def patient_row(clinic_id: int, patient: Patient, *, now: datetime) -> dict[str, object]:
    """A patient as the parameters of one INSERT."""
    return {
        **asdict(patient),
        "clinic_id": clinic_id,
        "search_key": search_key(patient.name),
        "contact_key": contact_key(patient.contact),
        "created_at": as_time(now),
    }


def add_patients(db: Database, rows: Sequence[dict[str, object]]) -> None:
    """Add patients given as patient_row makes them."""
    db.conn.executemany(_ADD_PATIENT, rows)


def fill_contact_keys(db: Database) -> None:
    """Give patients that were entered before there were contact keys theirs."""
    rows = db.conn.execute("SELECT clinic_id, patient_id, contact FROM patient WHERE contact <> ''").fetchall()
    keys = [(contact_key(row["contact"]), row["clinic_id"], row["patient_id"]) for row in rows]
    db.conn.executemany("UPDATE patient SET contact_key = ? WHERE clinic_id = ? AND patient_id = ?", keys)


def code_is_taken(db: Database, clinic_id: int, code: str) -> bool:
    """Whether a patient of this clinic has this code."""
    sql = "SELECT 1 FROM patient WHERE clinic_id = :clinic_id AND code = :code"
    return db.conn.execute(sql, {"clinic_id": clinic_id, "code": code}).fetchone() is not None


def patient(db: Database, clinic_id: int, patient_id: int) -> Patient:
    """The patient of this id in this clinic."""
    row = db.conn.execute(
        _PATIENT + "WHERE clinic_id = :clinic_id AND patient_id = :patient_id",
        {"clinic_id": clinic_id, "patient_id": patient_id},
    ).fetchone()
    if row is None:
        raise NotFound("There is no such patient here; go back to the list and choose again.")
    return Patient(**row)


def demo_patient(db: Database, clinic_id: int) -> int:
    """The patient that a demo signs in as: the one whose code the generator gave for it."""
    sql = "SELECT patient_id FROM patient WHERE clinic_id = ? ORDER BY code = ? DESC, code LIMIT 1"
    row = db.conn.execute(sql, (clinic_id, DEMO_CODE)).fetchone()
    if row is None:
        raise NotFound("The demo has no patient; discard it and look around again.")
    return int(row["patient_id"])


def search(db: Database, clinic_id: int, words: str, *, limit: int, offset: int) -> tuple[list[Patient], int]:
    """The patients whose name contains the words, or whose code it is, by name; and how many there are."""
    parameters = {
        "clinic_id": clinic_id,
        "within": f"%{_literally(search_key(words))}%",
        "code": "P-" + words.strip().upper().removeprefix("P-"),
        "limit": limit,
        "offset": offset,
    }
    total = db.conn.execute(_COUNT, parameters).fetchone()[0]
    return [Patient(**row) for row in db.conn.execute(_SEARCH, parameters).fetchall()], total


def clinicians(db: Database, clinic_id: int, *, even_disabled: bool = False) -> list[Staff]:
    """The clinicians of a clinic by name; with `even_disabled`, those whose account is disabled too."""
    rows = db.conn.execute(_CLINICIANS, {"clinic_id": clinic_id, "all": even_disabled}).fetchall()
    return [Staff(**row) for row in rows]


def staff_names(db: Database, clinic_id: int) -> dict[int, str]:
    """The name of every member of staff, those who have left too, by account."""
    sql = "SELECT account_id, name FROM account WHERE clinic_id = :clinic_id"
    return {row["account_id"]: row["name"] for row in db.conn.execute(sql, {"clinic_id": clinic_id}).fetchall()}


def search_key(name: str) -> str:
    """A name without case and accents, so that "jose" finds José."""
    # Twice: a mathematical 𝗔 becomes a letter that has a case first, and casefold may give a sign to take apart.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
