"""What an erasure takes out of the tables, and then out of the file.

Rows that are counted stay, without a word that anybody wrote. The trail is never changed: it holds ids alone.
"""

from datetime import datetime

from sqlite_utils import Database

from recovery.domain.alerts import Step
from recovery.domain.clinic import Patient
from recovery.domain.erasing import Gone
from recovery.domain.identifiers import as_text
from recovery.store import chores
from recovery.store.rows import as_time

_IDENTITY = """
UPDATE patient SET
    code = :code, name = :name, search_key = '', contact = '', contact_key = '', erased_at = :erased_at
WHERE clinic_id = :clinic_id AND patient_id = :patient_id
"""

_OWN = "clinic_id = :clinic_id AND patient_id = :patient_id"

_OF_TREATMENTS = f"clinic_id = :clinic_id AND treatment_id IN (SELECT treatment_id FROM treatment WHERE {_OWN})"

_OF_ALERTS = f"clinic_id = :clinic_id AND alert_id IN (SELECT alert_id FROM alert WHERE {_OF_TREATMENTS})"

_EMPTY = {
    "report_notes": (
        f"UPDATE report SET note = '' WHERE note <> '' AND {_OF_TREATMENTS}",
        f"UPDATE report_revision SET note = '' WHERE note <> '' AND {_OF_TREATMENTS}",
    ),
    "clinicians_notes": (f"UPDATE clinician_note SET text = '' WHERE text <> '' AND {_OF_TREATMENTS}",),
    # What was taken back names the step, which is one of ours.
    "alert_notes": (
        f"UPDATE alert_event SET note = '' WHERE note <> '' AND step <> '{Step.UNDONE.value}' AND {_OF_ALERTS}",
    ),
}

_DELETE = {
    "drafts": f"DELETE FROM draft WHERE {_OF_TREATMENTS}",
    "looks": f"DELETE FROM look WHERE {_OF_TREATMENTS}",
    "links": f"DELETE FROM personal_link WHERE {_OWN}",
    "pins": f"DELETE FROM pin WHERE {_OWN}",
    "consents": f"DELETE FROM consent WHERE {_OWN}",
    "phones": f"DELETE FROM session WHERE {_OWN}",
    "steps": f"DELETE FROM entry_step WHERE {_OWN}",
}

_MAILS = """
DELETE FROM outbox
WHERE clinic_id = ? AND kind = 'alert' AND about >= ? AND about < ? AND state IN ('waiting', 'failed')
"""


def erase(db: Database, clinic_id: int, patient: Patient, *, now: datetime) -> Gone:
    """Leave of a patient what `patient` says, and of everything else that is held about them codes alone.

    What is deleted is overwritten at once as far as SQLite does that; `sweep` takes what it leaves in the file.
    """
    key = {"clinic_id": clinic_id, "patient_id": patient.patient_id}
    db.conn.execute("PRAGMA secure_delete = ON")
    mails = _drop_mails(db, key)
    emptied = {what: sum(_changed(db, sql, key) for sql in each) for what, each in _EMPTY.items()}
    deleted = {what: _changed(db, sql, key) for what, sql in _DELETE.items()}
    db.conn.execute(_IDENTITY, {**key, "code": patient.code, "name": patient.name, "erased_at": as_time(now)})
    chores.owe(db, chores.ERASED_BYTES, now=now)
    return Gone(**emptied, **deleted, mails=mails)


def is_erased(db: Database, clinic_id: int, about: int) -> bool:
    """Whether this is the id of a patient who was erased, or of a treatment of theirs."""
    sql = """
    SELECT 1 FROM patient AS p
    WHERE p.clinic_id = :clinic_id AND p.erased_at IS NOT NULL AND (
        p.patient_id = :about OR p.patient_id = (
            SELECT t.patient_id FROM treatment AS t WHERE t.clinic_id = :clinic_id AND t.treatment_id = :about
        )
    )
    """
    return db.conn.execute(sql, {"clinic_id": clinic_id, "about": about}).fetchone() is not None


def sweep(db: Database) -> bool:
    """Write the file anew without what was deleted, and empty its log; whether all of it was reached.

    Behind the door, in no transaction. SQLite leaves copies of rows where pages were split, which secure_delete never
    finds. A reader that does not end keeps the log from being emptied.
    """
    db.conn.execute("VACUUM")
    return int(db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]) == 0


def _drop_mails(db: Database, key: dict[str, int]) -> int:
    """Nobody needs to be called to a record that is gone; what was sent stays, as a level and a time."""
    alerts = db.conn.execute(f"SELECT alert_id FROM alert WHERE {_OF_TREATMENTS}", key).fetchall()
    spans = [(f"{as_text(row[0])} ", f"{as_text(row[0])} ~") for row in alerts]  # ~ comes after every digit
    return sum(int(db.conn.execute(_MAILS, (key["clinic_id"], *span)).rowcount) for span in spans)


def _changed(db: Database, sql: str, key: dict[str, int]) -> int:
    return int(db.conn.execute(sql, key).rowcount)
