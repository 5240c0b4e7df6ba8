"""Mail that is to go out, and that went; a row is never deleted, so that nothing is queued twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.identifiers import as_text
from recovery.domain.level import Level
from recovery.domain.mail import MAILED_FROM, NOT_KNOWN, Kind, Mail, MailState, Outcome, about_alert
from recovery.errors import NotFound
from recovery.store.rows import as_time, from_time

_COLUMNS = "mail_id, kind, about, account_id, state, attempts, created_at, settled_at, failure"

_ADD = """
INSERT INTO outbox (clinic_id, mail_id, kind, about, account_id, state, attempts, next_try_at, created_at, failure)
VALUES (:clinic_id, :mail_id, :kind, :about, :account_id, 'waiting', 0, :now, :now, '')
ON CONFLICT (clinic_id, kind, about) DO NOTHING
"""

# Two conditions on the state say more than one needs: the first is that of the index, which is found by it.
_CLAIM = f"""
UPDATE outbox SET
    state = 'sending', attempts = attempts + 1, next_try_at = :until,
    account_id = CASE WHEN kind = 'test' THEN account_id ELSE coalesce(:on_duty, account_id) END
WHERE clinic_id = :clinic_id AND state = 'waiting' AND mail_id = (
    SELECT mail_id FROM outbox
    WHERE clinic_id = :clinic_id AND state IN ('waiting', 'sending') AND state = 'waiting' AND next_try_at <= :now
      AND (mail_id = :only OR :only IS NULL)
    ORDER BY next_try_at, mail_id
    LIMIT 1
)
RETURNING {_COLUMNS}
"""

_SETTLE = """
UPDATE outbox SET
    state = :state, failure = :failure, next_try_at = coalesce(:next_try_at, next_try_at), settled_at = :settled_at
WHERE clinic_id = :clinic_id AND mail_id = :mail_id AND state = 'sending' AND attempts = :attempts
"""

_LAPSE = """
UPDATE outbox SET state = 'failed', failure = :failure, settled_at = :now
WHERE clinic_id = :clinic_id AND state IN ('waiting', 'sending') AND state = 'sending' AND next_try_at <= :now
"""

_TRY_AGAIN = """
UPDATE outbox SET
    state = 'waiting', attempts = 0, next_try_at = :now, settled_at = NULL, failure = '',
    account_id = CASE WHEN kind = 'test' THEN account_id ELSE coalesce(:on_duty, account_id) END
WHERE clinic_id = :clinic_id AND state = 'failed'
"""

_LATEST = """
SELECT o.mail_id, o.kind, o.about, o.account_id, o.state, o.attempts, o.created_at, o.settled_at, o.failure,
       o.next_try_at, a.name
FROM (
    SELECT clinic_id, mail_id FROM outbox WHERE clinic_id = :clinic_id
    ORDER BY created_at DESC, mail_id DESC
    LIMIT :limit OFFSET :offset
) AS page
JOIN outbox AS o ON o.clinic_id = page.clinic_id AND o.mail_id = page.mail_id
JOIN account AS a ON a.clinic_id = o.clinic_id AND a.account_id = o.account_id
ORDER BY o.created_at DESC, o.mail_id DESC
"""

_WAITING_ALERTS = """
SELECT level, count(*) AS n FROM alert INDEXED BY alert_waiting
WHERE clinic_id = :clinic_id AND state <> 'closed' AND state = 'open' AND opened_at <= :at
  AND (snoozed_until IS NULL OR snoozed_until <= :at)
GROUP BY level
"""

_UNMAILED = """
SELECT alert_id, level, CASE WHEN acknowledged_at IS NULL THEN opened_at ELSE heard_at END AS asked_at
FROM alert INDEXED BY alert_waiting
WHERE clinic_id = :clinic_id AND state <> 'closed' AND state = 'open' AND opened_at <= :at AND level >= :mailed_from
  AND (snoozed_until IS NULL OR snoozed_until <= :at)
"""


@dataclass(frozen=True)
class Listed:
    """A mail as a list shows it: to whom, and when it is tried next."""

    mail: Mail
    to: str
    next_try_at: datetime


def add(db: Database, clinic_id: int, mail: Mail) -> None:
    """Queue a mail, unless one of its kind about the same thing was queued before."""
    row = {
        "clinic_id": clinic_id,
        "mail_id": mail.mail_id,
        "kind": mail.kind.value,
        "about": mail.about,
        "account_id": mail.account_id,
        "now": as_time(mail.created_at),
    }
    db.conn.execute(_ADD, row)


def is_queued(db: Database, clinic_id: int, kind: Kind, about: str) -> bool:
    """Whether a mail of this kind about this was ever queued."""
    sql = "SELECT 1 FROM outbox WHERE clinic_id = ? AND kind = ? AND about = ?"
    return db.conn.execute(sql, (clinic_id, kind.value, about)).fetchone() is not None


def queued_since(db: Database, clinic_id: int, kind: Kind, then: datetime) -> int:
    """How many mails of a kind were queued since then."""
    sql = "SELECT count(*) FROM outbox WHERE clinic_id = ? AND kind = ? AND created_at > ?"
    return int(db.conn.execute(sql, (clinic_id, kind.value, as_time(then))).fetchone()[0])


def is_due(db: Database, clinic_id: int, *, now: datetime) -> bool:
    """Whether any mail waits to be sent by now, or was taken to be sent and never settled."""
    sql = "SELECT 1 FROM outbox WHERE clinic_id = ? AND state IN ('waiting', 'sending') AND next_try_at <= ? LIMIT 1"
    return db.conn.execute(sql, (clinic_id, as_time(now))).fetchone() is not None


def claim(
    db: Database,
    clinic_id: int,
    *,
    now: datetime,
    until: datetime,
    on_duty: int | None = None,
    only: int | None = None,
) -> Mail | None:
    """Take the mail that has waited longest, to be settled before `until`; None when none is due.

    Unless it is a test, it goes to the account that is `on_duty` by now; else to the one it was queued for.
    """
    times = {"now": as_time(now), "until": as_time(until)}
    parameters = {"clinic_id": clinic_id, **times, "on_duty": on_duty, "only": only}
    rows = db.conn.execute(_CLAIM, parameters).fetchall()
    return _mail(rows[0]) if rows else None


def settle(db: Database, clinic_id: int, mail: Mail, outcome: Outcome, *, now: datetime) -> bool:
    """Say what became of a claimed mail; False when its claim has lapsed in the meantime."""
    again = outcome.next_try_at
    changed = db.conn.execute(
        _SETTLE,
        {
            "clinic_id": clinic_id,
            "mail_id": mail.mail_id,
            "attempts": mail.attempts,
            "state": outcome.state.value,
            "failure": outcome.failure,
            "next_try_at": as_time(again) if again else None,
            "settled_at": None if again else as_time(now),
        },
    )
    return bool(changed.rowcount)


def give_up_lapsed(db: Database, clinic_id: int, *, now: datetime) -> int:
    """Mark as failed what was claimed and never settled, since it may have been sent; how many."""
    parameters = {"clinic_id": clinic_id, "failure": NOT_KNOWN, "now": as_time(now)}
    return int(db.conn.execute(_LAPSE, parameters).rowcount)


def try_again(db: Database, clinic_id: int, *, on_duty: int | None, now: datetime) -> int:
    """Let all failed mails wait anew, alerts and digests for who is on duty now; how many."""
    parameters = {"clinic_id": clinic_id, "on_duty": on_duty, "now": as_time(now)}
    return int(db.conn.execute(_TRY_AGAIN, parameters).rowcount)


def one(db: Database, clinic_id: int, mail_id: int) -> Mail:
    """One mail of the clinic; NotFound when there is none such."""
    sql = f"SELECT {_COLUMNS} FROM outbox WHERE clinic_id = ? AND mail_id = ?"
    row = db.conn.execute(sql, (clinic_id, mail_id)).fetchone()
    if row is None:
        raise NotFound("There is no such mail here; go back to the list and choose again.")
    return _mail(row)


def latest(db: Database, clinic_id: int, *, limit: int, offset: int) -> list[Listed]:
    """The clinic's mails, the latest first."""
    rows = db.conn.execute(_LATEST, {"clinic_id": clinic_id, "limit": limit, "offset": offset}).fetchall()
    return [Listed(_mail(row), row["name"], from_time(row["next_try_at"])) for row in rows]


def counts(db: Database, clinic_id: int) -> dict[MailState, int]:
    """How many mails there are in each state."""
    sql = "SELECT state, count(*) AS n FROM outbox WHERE clinic_id = ? GROUP BY state"
    return {MailState(row["state"]): row["n"] for row in db.conn.execute(sql, (clinic_id,)).fetchall()}


def may_have_been_sent(db: Database, clinic_id: int) -> int:
    """How many failed mails may have arrived all the same."""
    sql = "SELECT count(*) FROM outbox WHERE clinic_id = ? AND state = 'failed' AND substr(failure, 1, ?) = ?"
    return int(db.conn.execute(sql, (clinic_id, len(NOT_KNOWN), NOT_KNOWN)).fetchone()[0])


def treatment_of_alert(db: Database, clinic_id: int, alert_id: int) -> int | None:
    """The treatment that an alert belongs to; None when there is no such alert."""
    sql = "SELECT treatment_id FROM alert WHERE clinic_id = ? AND alert_id = ?"
    row = db.conn.execute(sql, (clinic_id, alert_id)).fetchone()
    return row["treatment_id"] if row else None


def waiting_alerts(db: Database, clinic_id: int, *, at: datetime) -> dict[Level, int]:
    """How many alerts opened by then nobody has taken or put off beyond it, by level."""
    rows = db.conn.execute(_WAITING_ALERTS, {"clinic_id": clinic_id, "at": as_time(at)}).fetchall()
    return {Level(row["level"]): row["n"] for row in rows}


def misses_a_mail(db: Database, clinic_id: int, *, at: datetime) -> bool:
    """Whether an alert that waits as above never got the mail of its own that its level calls for.

    One that somebody had before it was said again needs one since then.
    """
    parameters = {"clinic_id": clinic_id, "at": as_time(at), "mailed_from": int(MAILED_FROM)}
    waiting = db.conn.execute(_UNMAILED, parameters).fetchall()
    return not all(_was_mailed(db, clinic_id, row) for row in waiting)


def _was_mailed(db: Database, clinic_id: int, row: Any) -> bool:
    """Whether a mail was queued about an alert at its level or above it, since it asked for someone."""
    sql = "SELECT 1 FROM outbox WHERE clinic_id = ? AND kind = ? AND about >= ? AND about < ? AND created_at >= ?"
    alert_id = row["alert_id"]
    about = about_alert(alert_id, Level(row["level"])), f"{as_text(alert_id)} ~"  # which comes after every digit
    return db.conn.execute(sql, (clinic_id, Kind.ALERT.value, *about, row["asked_at"])).fetchone() is not None


def _mail(row: Any) -> Mail:
    return Mail(
        mail_id=row["mail_id"],
        kind=Kind(row["kind"]),
        about=row["about"],
        account_id=row["account_id"],
        state=MailState(row["state"]),
        attempts=row["attempts"],
        created_at=from_time(row["created_at"]),
        settled_at=from_time(row["settled_at"]) if row["settled_at"] else None,
        failure=row["failure"],
    )
