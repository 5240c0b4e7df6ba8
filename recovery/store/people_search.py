"""Finding patients by name or code, and those who look alike."""

from sqlite_utils import Database

from recovery.domain.clinic import Patient
from recovery.domain.lookalikes import Looks, search_key
from recovery.store.people import PATIENT, patient_from

_FITS = """
WHERE clinic_id = :clinic_id AND (search_key LIKE :within ESCAPE '\\' OR code = :code)
  AND erased_at IS NULL AND (archived_at IS NULL OR :archived)
"""

_SEARCH = PATIENT + _FITS + "ORDER BY search_key, patient_id LIMIT :limit OFFSET :offset"

_COUNT = "SELECT count(*) FROM patient" + _FITS

_ALIKE = (
    PATIENT
    + """INDEXED BY patient_by_name
WHERE clinic_id = :clinic_id AND search_key IN ({names}) AND erased_at IS NULL
UNION
"""
    + PATIENT
    + """INDEXED BY patient_by_contact
WHERE clinic_id = :clinic_id AND contact_key = :contact AND contact_key <> '' AND erased_at IS NULL
ORDER BY name, patient_id
"""
)
"""Indexes by name: without statistics SQLite takes the one of the primary key, and reads every patient."""


def may_be_alike(db: Database, clinic_id: int, looks: Looks) -> list[Patient]:
    """The patients whose name or contact is one of these, by name; the archived too, the erased never."""
    names = {f"n{n}": name for n, name in enumerate(sorted(looks.names) or [""])}
    sql = _ALIKE.format(names=", ".join(f":{key}" for key in names))
    rows = db.conn.execute(sql, {"clinic_id": clinic_id, "contact": looks.contact, **names}).fetchall()
    return [patient_from(row) for row in rows]


def search(
    db: Database, clinic_id: int, words: str, *, archived: bool = False, limit: int, offset: int
) -> tuple[list[Patient], int]:
    """The patients whose name contains the words, or whose code it is, by name; and how many there are.

    The archived come with `archived` only, the erased never.
    """
    parameters = {
        "clinic_id": clinic_id,
        "within": f"%{_literally(search_key(words))}%",
        "code": "P-" + words.strip().upper().removeprefix("P-"),
        "archived": archived,
        "limit": limit,
        "offset": offset,
    }
    found = [patient_from(row) for row in db.conn.execute(_SEARCH, parameters).fetchall()]
    are_all = offset == 0 and len(found) < limit  # who looks for one patient waits for one pass over the names
    return found, len(found) if are_all else db.conn.execute(_COUNT, parameters).fetchone()[0]


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
