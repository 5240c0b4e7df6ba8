"""What is held about one patient beside their reports, alerts and notes; every query is bound to that patient."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.course import Course
from recovery.domain.filing import Standing
from recovery.domain.identifiers import as_text
from recovery.domain.mail import Kind, alert_of
from recovery.domain.own_data import Entry, Link, Phone
from recovery.domain.own_names import Names
from recovery.domain.own_recoveries import Looked, Mailed
from recovery.domain.report import Draft
from recovery.domain.trail import TrailRow
from recovery.errors import NotFound
from recovery.store.drafts import draft_from
from recovery.store.rows import from_time, roles_from
from recovery.store.trail_rows import Wanted, rows, span, subjects_of_patient
from recovery.store.treatments import standing_from

_OWN = "clinic_id = :clinic_id AND patient_id = :patient_id"

_TREATMENTS = f"SELECT treatment_id FROM treatment WHERE {_OWN}"

_STAFF = "SELECT account_id, is_clinician, is_manager FROM account WHERE clinic_id = :clinic_id"

_ENTERED = f"SELECT created_at FROM patient WHERE {_OWN}"

_TREATMENTS_ENTERED = f"SELECT treatment_id, created_at FROM treatment WHERE {_OWN}"

_PHONES = f"""
SELECT device, way, created_at, last_seen_at, expires_at, lent FROM session WHERE {_OWN}
ORDER BY created_at, token_hash
"""

_LINK = f"SELECT created_at, created_by, expires_at, first_used_at FROM personal_link WHERE {_OWN}"

_ENTRIES = f"SELECT kind, wanted, expires_at FROM entry_step WHERE {_OWN} ORDER BY expires_at, token_hash"

_DRAFTS = f"""
SELECT treatment_id, content, saved_at FROM draft WHERE clinic_id = :clinic_id AND treatment_id IN ({_TREATMENTS})
ORDER BY treatment_id, day
"""

_COURSES = f"""
SELECT * FROM course WHERE clinic_id = :clinic_id AND treatment_id IN ({_TREATMENTS})
ORDER BY treatment_id, side_effect
"""

_STANDINGS = f"SELECT * FROM standing WHERE clinic_id = :clinic_id AND treatment_id IN ({_TREATMENTS})"

_LOOKS = f"""
SELECT treatment_id, account_id, looked_at FROM look WHERE clinic_id = :clinic_id AND treatment_id IN ({_TREATMENTS})
ORDER BY looked_at, account_id
"""

_ALERTS = f"SELECT alert_id FROM alert WHERE clinic_id = :clinic_id AND treatment_id IN ({_TREATMENTS})"

_MAILS = """
SELECT about, account_id, state, created_at, settled_at FROM outbox
WHERE clinic_id = ? AND kind = ? AND about >= ? AND about < ?
ORDER BY created_at, mail_id
"""

EVERY_ROW = 1_000_000
"""Of the trail: more than could ever be written about one patient."""


class Own(NamedTuple):
    """Whose rows are asked for."""

    clinic_id: int
    patient_id: int


class Saved(NamedTuple):
    """A draft, of which treatment, and since when it is kept."""

    treatment_id: int
    draft: Draft
    saved_at: datetime


def names(db: Database, own: Own) -> Names:
    """How the patient may know those who are named in their records."""
    accounts = db.conn.execute(_STAFF, own._asdict()).fetchall()
    roles = {row["account_id"]: roles_from(row) for row in accounts}
    return Names(own.patient_id, roles)


def entered_at(db: Database, own: Own) -> datetime:
    """When the patient was entered; NotFound when there is no such patient."""
    row = db.conn.execute(_ENTERED, own._asdict()).fetchone()
    if row is None:
        raise NotFound("There is no such patient here; go back to the list and choose again.")
    return from_time(row[0])


def treatments_entered(db: Database, own: Own) -> dict[int, datetime]:
    """When each of their treatments was entered."""
    return {row[0]: from_time(row[1]) for row in _rows(db, _TREATMENTS_ENTERED, own)}


def phones(db: Database, own: Own) -> tuple[Phone, ...]:
    """Every browser with a session of theirs, those whose time is up and that are not cleared away yet too."""
    return tuple(
        Phone(
            device=row["device"],
            came_by=row["way"],
            since=from_time(row["created_at"]),
            last_used_at=from_time(row["last_seen_at"]),
            forgotten_at=from_time(row["expires_at"]),
            lent_by_the_practice=bool(row["lent"]),
        )
        for row in _rows(db, _PHONES, own)
    )


def link(db: Database, own: Own, known: Names) -> Link | None:
    """Their personal link; None when there is none."""
    for row in _rows(db, _LINK, own):
        used = from_time(row["first_used_at"]) if row["first_used_at"] else None
        return Link(from_time(row["created_at"]), known.staff(row["created_by"]), from_time(row["expires_at"]), used)
    return None


def entries(db: Database, own: Own) -> tuple[Entry, ...]:
    """The entries that they are in the middle of."""
    return tuple(Entry(row["kind"], row["wanted"], from_time(row["expires_at"])) for row in _rows(db, _ENTRIES, own))


def drafts(db: Database, own: Own) -> list[Saved]:
    """What they began and did not send."""
    return [
        Saved(row["treatment_id"], draft_from(row["content"]), from_time(row["saved_at"]))
        for row in _rows(db, _DRAFTS, own)
    ]


def courses(db: Database, own: Own, catalogue: Catalogue) -> list[tuple[int, Course]]:
    """The course of each side effect as it is kept, with its treatment."""
    return [(row["treatment_id"], _course(row, catalogue)) for row in _rows(db, _COURSES, own)]


def standings(db: Database, own: Own, catalogue: Catalogue) -> dict[int, Standing]:
    """Where each treatment stands, as it is kept."""
    return {row["treatment_id"]: standing_from(row, catalogue) for row in _rows(db, _STANDINGS, own)}


def looks(db: Database, own: Own, known: Names) -> list[tuple[int, Looked]]:
    """When each member of staff last looked at each treatment."""
    return [
        (row["treatment_id"], Looked(known.staff(row["account_id"]), from_time(row["looked_at"])))
        for row in _rows(db, _LOOKS, own)
    ]


def mails(db: Database, own: Own, known: Names) -> list[tuple[int, Mailed]]:
    """The mails about their alerts, each with its alert."""
    found = []
    for (alert_id,) in _rows(db, _ALERTS, own):
        span = f"{as_text(alert_id)} ", f"{as_text(alert_id)} ~"  # which comes after every digit
        rows = db.conn.execute(_MAILS, (own.clinic_id, Kind.ALERT.value, *span)).fetchall()
        found += [(alert_id, _mailed(row, known)) for row in rows]
    return found


def trail(db: Database, own: Own, *, actions: Sequence[str] | None = None, limit: int = EVERY_ROW) -> list[TrailRow]:
    """What the trail says about them or of what they did, the latest first; of these `actions` only, or of all."""
    wanted = Wanted(
        own.clinic_id,
        since=entered_at(db, own),
        actions=actions,
        subjects=subjects_of_patient(db, own.clinic_id, own.patient_id),
    )
    return [row for row in rows(db, wanted, span(db, wanted), limit=limit) if not row.unreadable]


def _rows(db: Database, sql: str, own: Own) -> list[Any]:
    found: list[Any] = db.conn.execute(sql, own._asdict()).fetchall()
    return found


def _course(row: Any, catalogue: Catalogue) -> Course:
    return Course(
        side_effect=catalogue.by_number[row["side_effect"]].slug,
        first_present=row["first_present"],
        last_present=row["last_present"],
        clear_since=row["clear_since"],
        peak=Severity(row["peak"]),
        last_day=row["last_day"],
        last_severity=Severity(row["last_severity"]),
    )


def _mailed(row: Any, known: Names) -> Mailed:
    settled = from_time(row["settled_at"]) if row["settled_at"] else None
    _, level = alert_of(row["about"])
    return Mailed(level.word, from_time(row["created_at"]), known.staff(row["account_id"]), row["state"], settled)
