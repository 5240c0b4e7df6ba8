"""Since when there is something to summarise."""

from datetime import date

from sqlite_utils import Database


def first_procedure(db: Database, clinic_id: int) -> date | None:
    """The date of the first procedure on record; None before there is one."""
    sql = "SELECT min(procedure_date) FROM treatment WHERE clinic_id = ?"
    found = db.conn.execute(sql, (clinic_id,)).fetchone()[0]
    return date.fromisoformat(found) if found else None
