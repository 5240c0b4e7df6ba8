"""The clinic, its staff by name, and its patients."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.clinic import Clinic, Patient, Staff
from recovery.domain.lookalikes import contact_key, search_key
from recovery.errors import NotFound
from recovery.store import counts
from recovery.store.rows import as_time, from_time

DEMO_CODE = "P-DEM00"
"""The code of the patient that a demo signs in as."""

_CLINIC = """
SELECT clinic_id, name, time_zone, phone, emergency_number, watched, watched_when, watched_since, demo,
       kept_for_years, requires_code, shows_expected
FROM clinic
"""

_ADD_CLINIC = """
INSERT INTO clinic
    (clinic_id, name, time_zone, phone, emergency_number, watched, watched_when, demo, created_at, kept_for_years,
     requires_code, shows_expected)
VALUES
    (:clinic_id, :name, :time_zone, :phone, :emergency_number, :watched, :watched_when, :demo, :created_at,
     :kept_for_years, :requires_code, :shows_expected)
"""

_CHANGE_CLINIC = """
UPDATE clinic SET
    name = :name, time_zone = :time_zone, phone = :phone, emergency_number = :emergency_number,
    watched = :watched, watched_when = :watched_when, watched_since = :watched_since,
    kept_for_years = :kept_for_years, requires_code = :requires_code, shows_expected = :shows_expected
WHERE clinic_id = :clinic_id
"""

_ADD_PATIENT = """
INSERT INTO patient
    (clinic_id, patient_id, code, name, search_key, contact, contact_key, year_of_birth, skin_type, created_at)
VALUES
    (:clinic_id, :patient_id, :code, :name, :search_key, :contact, :contact_key, :year_of_birth, :skin_type,
     :created_at)
"""

_CHANGE_PATIENT = """
UPDATE patient SET
    name = :name, search_key = :search_key, contact = :contact, contact_key = :contact_key,
    year_of_birth = :year_of_birth, skin_type = :skin_type
WHERE clinic_id = :clinic_id AND patient_id = :patient_id
"""

PATIENT = """
SELECT patient_id, code, name, contact, year_of_birth, skin_type, archived_at, erased_at
FROM patient
"""
"""All of a patient, for patient_from."""

_DEMO_PATIENT = """
SELECT patient_id FROM patient
WHERE clinic_id = ? AND archived_at IS NULL AND erased_at IS NULL
ORDER BY code = ? DESC, EXISTS (
    SELECT 1 FROM treatment AS t
    WHERE t.clinic_id = patient.clinic_id AND t.patient_id = patient.patient_id AND t.closed_on IS NULL
) DESC, code LIMIT 1
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
    flags = {name: bool(row[name]) for name in ("watched", "demo", "requires_code", "shows_expected")}
    return Clinic(**{**row, **flags, "watched_since": since})


def patient_row(clinic_id: int, patient: Patient, *, now: datetime) -> dict[str, object]:
    """A patient as the parameters of one INSERT."""
    return {**_entered(clinic_id, patient), "code": patient.code, "created_at": as_time(now)}


def _entered(clinic_id: int, patient: Patient) -> dict[str, object]:
    return {
        "clinic_id": clinic_id,
        "patient_id": patient.patient_id,
        "name": patient.name,
        "search_key": search_key(patient.name),
        "contact": patient.contact,
        "contact_key": contact_key(patient.contact),
        "year_of_birth": patient.year_of_birth,
        "skin_type": patient.skin_type,
    }


def add_patients(db: Database, rows: Sequence[dict[str, object]]) -> None:
    """Add patients given as patient_row makes them."""
    db.conn.executemany(_ADD_PATIENT, rows)


def fill_keys(db: Database) -> None:
    """Give patients that were entered before there were contact keys theirs, and search keys as they are made now."""
    rows = db.conn.execute("SELECT clinic_id, patient_id, name, search_key, contact FROM patient").fetchall()
    contacts = [(contact_key(row["contact"]), row["clinic_id"], row["patient_id"]) for row in rows if row["contact"]]
    db.conn.executemany("UPDATE patient SET contact_key = ? WHERE clinic_id = ? AND patient_id = ?", contacts)
    names = [(search_key(row["name"]), row["clinic_id"], row["patient_id"], row["search_key"]) for row in rows]
    others = [(key, clinic_id, patient_id) for key, clinic_id, patient_id, before in names if key != before]
    db.conn.executemany("UPDATE patient SET search_key = ? WHERE clinic_id = ? AND patient_id = ?", others)


def code_is_taken(db: Database, clinic_id: int, code: str) -> bool:
    """Whether a patient of this clinic has this code."""
    sql = "SELECT 1 FROM patient WHERE clinic_id = :clinic_id AND code = :code"
    return db.conn.execute(sql, {"clinic_id": clinic_id, "code": code}).fetchone() is not None


def patient(db: Database, clinic_id: int, patient_id: int) -> Patient:
    """The patient of this id in this clinic."""
    row = db.conn.execute(
        PATIENT + "WHERE clinic_id = :clinic_id AND patient_id = :patient_id",
        {"clinic_id": clinic_id, "patient_id": patient_id},
    ).fetchone()
    if row is None:
        raise NotFound("There is no such patient here; go back to the list and choose again.")
    return patient_from(row)


def patient_from(row: Any) -> Patient:
    """The patient in a row that has a patient's columns among others."""
    return Patient(
        patient_id=row["patient_id"],
        code=row["code"],
        name=row["name"],
        contact=row["contact"],
        year_of_birth=row["year_of_birth"],
        skin_type=row["skin_type"],
        archived_at=from_time(row["archived_at"]) if row["archived_at"] else None,
        erased_at=from_time(row["erased_at"]) if row["erased_at"] else None,
    )


def change_patient(db: Database, clinic_id: int, patient: Patient) -> None:
    """Put what is entered about a patient in place of what was."""
    db.conn.execute(_CHANGE_PATIENT, _entered(clinic_id, patient))
    counts.touch(db, clinic_id)


def set_archived(db: Database, clinic_id: int, patient_id: int, archived_at: datetime | None) -> None:
    """Put a patient away, or with None bring them back."""
    db.conn.execute(
        "UPDATE patient SET archived_at = ? WHERE clinic_id = ? AND patient_id = ?",
        (as_time(archived_at) if archived_at else None, clinic_id, patient_id),
    )


def demo_patient(db: Database, clinic_id: int) -> int:
    """The patient that a demo signs in as: the one whose code the generator gave for it, else one who is followed."""
    row = db.conn.execute(_DEMO_PATIENT, (clinic_id, DEMO_CODE)).fetchone()
    if row is None:
        raise NotFound("The demo has no patient; discard it and look around again.")
    return int(row["patient_id"])


def clinicians(db: Database, clinic_id: int, *, even_disabled: bool = False) -> list[Staff]:
    """The clinicians of a clinic by name; with `even_disabled`, those whose account is disabled too."""
    rows = db.conn.execute(_CLINICIANS, {"clinic_id": clinic_id, "all": even_disabled}).fetchall()
    return [Staff(**row) for row in rows]


def staff_names(db: Database, clinic_id: int) -> dict[int, str]:
    """The name of every member of staff, those who have left too, by account."""
    sql = "SELECT account_id, name FROM account WHERE clinic_id = :clinic_id"
    return {row["account_id"]: row["name"] for row in db.conn.execute(sql, {"clinic_id": clinic_id}).fetchall()}
