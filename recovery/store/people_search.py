"""Finding patients by name or code, and those who look alike."""

from sqlite_utils import Database

from recovery.domain.clinic import Patient
from recovery.domain.lookalikes import Looks, search_key
from recovery.store.people import PATIENT, patient_from

_HAS_CODE = "upper(code) IN (:code, :prefixed)"

_FITS = f"""
WHERE clinic_id = :clinic_id AND (search_key LIKE :within ESCAPE '\\' OR {_HAS_CODE})
  AND erased_at IS NULL AND (archived_at IS NULL OR :archived)
"""

_SEARCH = PATIENT + _FITS + "ORDER BY search_key, patient_id LIMIT :limit OFFSET :offset"

_COUNT = "SELECT count(*) FROM patient" + _FITS

_OF_CODE = f"""
SELECT patient_id FROM patient WHERE clinic_id = :clinic_id AND {_HAS_CODE}
ORDER BY code = :as_typed DESC, upper(code) = :code DESC, code LIMIT 1
"""

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
        **_codes(words),
        "archived": archived,
        "limit": limit,
        "offset": offset,
    }
    found = [patient_from(row) for row in db.conn.execute(_SEARCH, parameters).fetchall()]
    are_all = offset == 0 and len(found) < limit  # who looks for one patient waits for one pass over the names
    return found, len(found) if are_all else db.conn.execute(_COUNT, parameters).fetchone()[0]


def patient_of_code(db: Database, clinic_id: int, typed: str) -> int | None:
    """The patient who has a code, even an erased one; None when nobody has. Of two by case alone, the one as typed."""
    row = db.conn.execute(_OF_CODE, {"clinic_id": clinic_id, "as_typed": typed.strip(), **_codes(typed)}).fetchone()
    return row["patient_id"] if row else None


def _codes(typed: str) -> dict[str, str]:
    """The codes that may be meant: ours are told without what they begin with too, imported ones are of any form."""
    code = typed.strip().upper()
    return {"code": code, "prefixed": "P-" + code.removeprefix("P-")}


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
