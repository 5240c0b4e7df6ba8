"""The database as a whole: its health, and emptying a demo."""

from sqlite_utils import Database

from recovery.errors import NotAllowed
from recovery.store import audit
from recovery.store.migrations import migrations

EVERY_TABLE_CHILDREN_FIRST = (
    "outbox", "look", "clinician_note", "alert_event", "alert", "draft", "standing", "course", "score",
    "report_revision", "report", "treatment", "entry_step", "personal_link", "pin", "consent", "session", "patient",
    "kept_entry", "known_device", "invitation", "recovery_code", "account", "sign_in_attempt", "set_up_code",
    "severity_count", "resolution_count", "peak_count", "report_count", "count_version",
    "chore", "clinic", "rule_setting", "guidance", "band", "audit_check",
)  # fmt: skip
"""What emptying a demo empties, beside the trail itself."""


def empty_demo(db: Database) -> None:
    """Delete everything in a demo database; refuses to touch a real one."""
    real = db.conn.execute("SELECT 1 FROM clinic WHERE demo = 0").fetchone()
    if real is not None:
        raise NotAllowed("This database holds a real clinic; it is never discarded from here.")
    for table in EVERY_TABLE_CHILDREN_FIRST:
        db.conn.execute(f"DELETE FROM {table}")
    audit.forget_all(db)


def integrity(db: Database) -> list[str]:
    """What SQLite finds wrong with the file and its references; empty when all is well."""
    found = [str(row[0]) for row in db.conn.execute("PRAGMA integrity_check(10)").fetchall()]
    wrong = [] if found == ["ok"] else found
    broken = {row[0] for row in db.conn.execute("PRAGMA foreign_key_check").fetchall()}
    return wrong + [f"table {table} refers to rows that do not exist" for table in sorted(broken)]


def journal_mode(db: Database) -> str:
    """How SQLite keeps this file's journal: "wal" once it was opened by this program."""
    return str(db.conn.execute("PRAGMA journal_mode").fetchone()[0])


def pending_steps(db: Database) -> int:
    """How many schema steps the next start will take."""
    return len(migrations.pending(db))


def is_ready(db: Database) -> bool:
    """Whether the database answers."""
    return bool(db.conn.execute("SELECT 1").fetchone()[0] == 1)


def row_counts(db: Database) -> dict[str, int]:
    """How many rows the tables hold that grow with the work."""
    tables = ("patient", "treatment", "report", "score")
    return {t: int(db.conn.execute(f"SELECT count(*) FROM {t}").fetchone()[0]) for t in tables}
