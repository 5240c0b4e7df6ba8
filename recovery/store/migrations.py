"""The schema, one step a function; steps are only ever added."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from recovery.store import audit, people, recounting
from recovery.store.schema import access, alerts, counts, first, trail

migrations = Migrations("recovery")

APPLICATION_ID = 0x52454344
"""Marks the file as this product's ("RECD"), so that another program's database is never taken for ours."""


@migrations()
def m001_people_reports_and_what_follows(db: Database) -> None:
    """The tables of docs/design.md that a report's way needs; counts and alerts come with their own steps."""
    _run(db, first.PEOPLE, first.ACCESS, first.REPORTS, first.DERIVED)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@migrations()
def m002_alerts_and_guidance(db: Database) -> None:
    """Alerts with their life cycle, guidance by version, clinicians' notes, and mail; urgency leaves the standing."""
    _run(db, alerts.ALERTS, alerts.GUIDANCE, alerts.NOTIFYING, alerts.DUE_FROM, alerts.STANDING_WITHOUT_URGENCY)


@migrations()
def m003_a_trail_that_can_be_trusted(db: Database) -> None:
    """Chain the rows of the trail, name the session of each, and let nobody change or delete one."""
    rows = db.conn.execute("SELECT * FROM audit ORDER BY seq").fetchall()
    _run(db, trail.TRAIL)
    audit.chain_what_stands(db, rows)
    audit.append_only(db)


@migrations()
def m004_who_gets_in(db: Database) -> None:
    """PINs, consent, invitations, second factors and entries in steps; patients who are archived or erased."""
    _run(db, access.PEOPLE, access.STAFF, access.SESSIONS)
    people.fill_keys(db)


@migrations()
def m005_counts(db: Database) -> None:
    """Counts of severities, resolutions, peaks and reports, filled from what was reported; the clinic's say on them."""
    _run(db, counts.COUNTS)
    recounting.fill(db)


def _run(db: Database, *parts: str) -> None:
    for part in parts:
        for statement in part.split(";\n"):
            if statement.strip():
                db.conn.execute(statement)


def schema_version() -> int:
    """How many steps this version of the product knows."""
    return len(migrations._migrations)  # noqa: SLF001 - the library has no public count
