"""What stands here of the patients whom a file names."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Staff
from recovery.domain.importing.adding import Standing
from recovery.domain.importing.alike import Name
from recovery.store.people import PATIENT, patient_from
from recovery.store.reports import reports_of
from recovery.store.rows import marks
from recovery.store.treatments import of_patients

_PATIENTS = PATIENT + "WHERE clinic_id = ? AND code IN ({those}) AND erased_at IS NULL"

_NAMES = """
SELECT search_key, year_of_birth FROM patient INDEXED BY patient_by_name
WHERE clinic_id = ? AND search_key IN ({those}) AND erased_at IS NULL
"""


def standings(db: Database, clinic_id: int, codes: Sequence[str], catalogue: Catalogue) -> dict[str, Standing]:
    """What stands of the patients of these codes, a few hundred at most, by code."""
    found = db.conn.execute(_PATIENTS.format(those=marks(codes)), (clinic_id, *codes)).fetchall()
    patients = [patient_from(row) for row in found]
    own = of_patients(db, clinic_id, [patient.patient_id for patient in patients])
    return {
        patient.code: Standing(
            patient,
            own.get(patient.patient_id, []),
            {
                each.treatment_id: reports_of(db, clinic_id, each.treatment_id, catalogue)
                for each in own.get(patient.patient_id, [])
            },
        )
        for patient in patients
    }


def codes_that_stand(db: Database, clinic_id: int, codes: Sequence[str]) -> list[str]:
    """Which of these codes, a few hundred at most, a patient of the clinic has."""
    sql = f"SELECT code FROM patient WHERE clinic_id = ? AND code IN ({marks(codes)})"
    return [row["code"] for row in db.conn.execute(sql, (clinic_id, *codes)).fetchall()]


def names_that_stand(db: Database, clinic_id: int, names: Collection[Name]) -> set[Name]:
    """Which of these names with a year of birth, a few hundred at most, a patient of the clinic has."""
    keys = sorted({key for key, _ in names})
    if not keys:
        return set()
    found = db.conn.execute(_NAMES.format(those=marks(keys)), (clinic_id, *keys)).fetchall()
    return {(row["search_key"], row["year_of_birth"]) for row in found} & set(names)


def raise_versions(db: Database, clinic_id: int, gained: Mapping[int, int]) -> None:
    """Let each treatment, by id, have been changed as often as it gained reports."""
    db.conn.executemany(
        "UPDATE treatment SET version = version + ? WHERE clinic_id = ? AND treatment_id = ?",
        [(reports, clinic_id, treatment_id) for treatment_id, reports in gained.items()],
    )


def clinicians_by_word(db: Database, clinic_id: int) -> dict[str, Staff | None]:
    """The clinicians of a clinic, those who have left too, by sign-in name and by name, in small letters.

    A name that several have stands for none of them.
    """
    by_login = {login.casefold(): staff for login, staff in clinicians_by_login(db, clinic_id).items()}
    names = Counter(staff.name.casefold() for staff in by_login.values())
    by_name = {
        name: staff if names[name] == 1 else None for staff in by_login.values() if (name := staff.name.casefold())
    }
    return by_name | by_login


def clinicians_by_login(db: Database, clinic_id: int) -> dict[str, Staff]:
    """The clinicians of a clinic, those who have left too, by sign-in name, in the order of their names."""
    sql = "SELECT account_id, login, name FROM account WHERE clinic_id = ? AND is_clinician = 1 ORDER BY name, login"
    return {row["login"]: Staff(row["account_id"], row["name"]) for row in db.conn.execute(sql, (clinic_id,))}
