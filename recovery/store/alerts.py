"""Alerts and what happened to them."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.alerts import Alert, Change, Event, Held, Holding, State, Step
from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.course import Point
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.worklist import STAGES
from recovery.errors import NotFound
from recovery.store.rows import as_time, from_time

WHOLE_TREATMENT = 0
"""Stands for no side effect: a number that the catalogue never gives."""

RANKS = 2 * len({*STAGES.values()})
"""Ranks that a level has: whether an alert holds, and how far it has come."""

_compact = json.JSONEncoder(separators=(",", ":")).encode
"""json.dumps would make an encoder for each of the many."""

_STANDS, _WAITING, _TAKEN_BACK, _CORRECTED = 1, 2, 4, 8
"""Bits of one number in a piece of evidence."""

COLUMNS = """
alert_id, treatment_id, rule, side_effect, evidence, opened_at, heard_at, state, account_id, snoozed_until,
acknowledged_at, closed_at, version
"""

_OF_TREATMENT = f"""
SELECT {COLUMNS}
FROM alert WHERE clinic_id = :clinic_id AND treatment_id = :treatment_id
ORDER BY opened_at, alert_id
"""

_ONE = f"SELECT {COLUMNS} FROM alert WHERE clinic_id = :clinic_id AND alert_id = :alert_id"

_PUT = """
INSERT INTO alert
    (clinic_id, alert_id, treatment_id, rule, side_effect, level, severity, evidence, guidance_version, opened_at,
     heard_at, state, account_id, snoozed_until, acknowledged_at, closed_at, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (clinic_id, alert_id) DO UPDATE SET
    level = excluded.level, severity = excluded.severity, evidence = excluded.evidence,
    guidance_version = excluded.guidance_version, heard_at = excluded.heard_at,
    state = excluded.state, account_id = excluded.account_id, snoozed_until = excluded.snoozed_until,
    acknowledged_at = excluded.acknowledged_at, closed_at = excluded.closed_at, version = excluded.version
"""

# One that never changed stands still: its first version is what the reports opened.
_CHANGED = """
SELECT treatment_id, rule, side_effect, evidence
FROM alert WHERE clinic_id = :clinic_id AND state <> 'closed' AND version > 1
"""

_ADD_EVENT = """
INSERT INTO alert_event (clinic_id, alert_id, n, at, account_id, step, how, note, to_account, before, version)
SELECT ?, ?, coalesce(max(n), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM alert_event WHERE clinic_id = ? AND alert_id = ?
"""

# By IN: of a join, SQLite would read every event of the clinic to have them in order.
_EVENTS = """
SELECT alert_id, at, account_id, step, how, note, to_account, before, version
FROM alert_event
WHERE clinic_id = :clinic_id
  AND alert_id IN (SELECT alert_id FROM alert WHERE clinic_id = :clinic_id AND treatment_id = :treatment_id)
ORDER BY alert_id, n
"""

_LAST_EVENT = """
SELECT at, account_id, step, how, note, to_account, before, version
FROM alert_event WHERE clinic_id = :clinic_id AND alert_id = :alert_id
ORDER BY n DESC LIMIT 1
"""


def of_treatment(db: Database, clinic_id: int, treatment_id: int, catalogue: Catalogue) -> list[Alert]:
    """All alerts of a treatment, open and closed, in the order in which they were opened."""
    key = {"clinic_id": clinic_id, "treatment_id": treatment_id}
    return [from_row(row, catalogue) for row in db.conn.execute(_OF_TREATMENT, key).fetchall()]


def alert(db: Database, clinic_id: int, alert_id: int, catalogue: Catalogue) -> Alert:
    """One alert of the clinic; NotFound when there is none such."""
    row = db.conn.execute(_ONE, {"clinic_id": clinic_id, "alert_id": alert_id}).fetchone()
    if row is None:
        raise NotFound("There is no such alert here; go back to the list and choose again.")
    return from_row(row, catalogue)


def count_open(db: Database, clinic_id: int) -> int:
    """How many alerts of the clinic nobody has closed."""
    sql = "SELECT count(*) FROM alert WHERE clinic_id = ? AND state <> 'closed'"
    return int(db.conn.execute(sql, (clinic_id,)).fetchone()[0])


def gone(db: Database, clinic_id: int) -> list[tuple[int, str, int]]:
    """The open alerts that the reports do not bear out any more, as treatment, rule and number of the side effect.

    Only the evidence says so, which is JSON that SQL cannot ask (docs/decisions/0011-alerts.md).
    """
    rows = db.conn.execute(_CHANGED, {"clinic_id": clinic_id}).fetchall()
    return [tuple(row)[:3] for row in rows if not any(_held(each).stands for each in json.loads(row["evidence"]))]


def rank(gone: Sequence[tuple[int, str, int]]) -> tuple[str, dict[str, Any]]:
    """The order of recovery/domain/worklist.urgency as one number, in SQL of an open alert `a`, with its parameters."""
    stages = " ".join(f"WHEN '{state}' THEN {stage}" for state, stage in STAGES.items())
    key = {f"gone_{n}_{part}": value for n, of in enumerate(gone) for part, value in enumerate(of)}
    those = ", ".join(f"(:gone_{n}_0, :gone_{n}_1, :gone_{n}_2)" for n in range(len(gone)))
    is_gone = f"(a.treatment_id, a.rule, a.side_effect) IN (VALUES {those})" if gone else "1 = 0"
    holds = f"CASE WHEN {is_gone} THEN 0 ELSE {RANKS // 2} END"
    return f"(a.level * {RANKS} + {holds} + CASE a.state {stages} ELSE 0 END)", key


def events_of_treatment(db: Database, clinic_id: int, treatment_id: int) -> dict[int, list[Event]]:
    """What happened to each alert of a treatment, by alert, in order."""
    key = {"clinic_id": clinic_id, "treatment_id": treatment_id}
    found: dict[int, list[Event]] = {}
    for row in db.conn.execute(_EVENTS, key).fetchall():
        found.setdefault(row["alert_id"], []).append(_event(row))
    return found


def last_event(db: Database, clinic_id: int, alert_id: int) -> Event | None:
    """The last thing that happened to an alert."""
    row = db.conn.execute(_LAST_EVENT, {"clinic_id": clinic_id, "alert_id": alert_id}).fetchone()
    return _event(row) if row else None


def put(db: Database, clinic_id: int, changes: Iterable[Change], catalogue: Catalogue) -> None:
    """Store alerts as they are now, with what happened to them."""
    for change in changes:
        db.conn.execute(_PUT, alert_row(clinic_id, change.alert, catalogue))
        for event in change.events:
            key = (clinic_id, change.alert.alert_id)
            db.conn.execute(_ADD_EVENT, (*key, *_event_cells(event), *key))


def add_in_bulk(db: Database, alerts: Sequence[tuple[Any, ...]], events: Sequence[tuple[Any, ...]]) -> None:
    """Add rows that alert_row and event_row made, many at once."""
    db.conn.executemany(_PUT, alerts)
    db.conn.executemany("INSERT INTO alert_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", events)


def alert_row(clinic_id: int, alert: Alert, catalogue: Catalogue) -> tuple[Any, ...]:
    """An alert as the parameters of one INSERT."""
    holding = alert.holding
    number = catalogue.side_effect(alert.side_effect).number if alert.side_effect else WHOLE_TREATMENT
    return (
        clinic_id, alert.alert_id, alert.treatment_id, alert.rule.value, number, int(alert.level), int(alert.severity),
        evidence_text(alert.evidence), alert.guidance_version, as_time(alert.opened_at), as_time(alert.heard_at),
        holding.state.value, holding.account_id, _time(holding.snoozed_until), _time(holding.acknowledged_at),
        _time(holding.closed_at), alert.version,
    )  # fmt: skip


def event_row(clinic_id: int, alert_id: int, n: int, event: Event) -> tuple[Any, ...]:
    """An event as the parameters of one INSERT; `n` counts an alert's events from 1."""
    return (clinic_id, alert_id, n, *_event_cells(event))


def from_row(row: Any, catalogue: Catalogue) -> Alert:
    """The alert in a row of COLUMNS."""
    effect = catalogue.by_number.get(row["side_effect"])
    return Alert(
        alert_id=row["alert_id"],
        treatment_id=row["treatment_id"],
        rule=Rule(row["rule"]),
        side_effect=effect.slug if effect else None,
        evidence=tuple(_held(each) for each in json.loads(row["evidence"])),
        opened_at=from_time(row["opened_at"]),
        heard_at=from_time(row["heard_at"]),
        holding=_holding(row),
        version=row["version"],
    )


def evidence_text(evidence: Iterable[Held]) -> str:
    """Evidence as compact JSON, a list a day."""
    return _compact([_cells(held) for held in evidence])


def _cells(held: Held) -> list[object]:
    of = held.evidence
    before = [of.before.day, int(of.before.severity)] if of.before else None
    flags = _STANDS * held.stands + _WAITING * of.waiting + _TAKEN_BACK * of.taken_back + _CORRECTED * held.corrected
    return [
        of.day,
        int(of.level),
        of.since,
        int(of.severity),
        held.guidance,
        flags,
        before,
        of.band_ended,
        list(of.signs),
    ]


def _held(cells: Sequence[Any]) -> Held:
    day, level, since, severity, guidance, flags, before, band_ended, signs = cells
    evidence = Evidence(
        day=day,
        level=Level(level),
        since=since,
        severity=Severity(severity),
        before=Point(before[0], Severity(before[1])) if before else None,
        band_ended=band_ended,
        signs=tuple(signs),
        waiting=bool(flags & _WAITING),
        taken_back=bool(flags & _TAKEN_BACK),
    )
    return Held(evidence, guidance, stands=bool(flags & _STANDS), corrected=bool(flags & _CORRECTED))


def _holding(row: Any) -> Holding:
    return Holding(
        state=State(row["state"]),
        account_id=row["account_id"],
        snoozed_until=_from_time(row["snoozed_until"]),
        acknowledged_at=_from_time(row["acknowledged_at"]),
        closed_at=_from_time(row["closed_at"]),
    )


def _event_cells(event: Event) -> tuple[Any, ...]:
    return (
        as_time(event.at), event.account_id, event.step.value, event.how, event.note, event.to,
        _holding_text(event.before), event.version,
    )  # fmt: skip


def _holding_text(holding: Holding | None) -> str:
    if holding is None:
        return ""
    moments = (holding.snoozed_until, holding.acknowledged_at, holding.closed_at)
    cells = [holding.state.value, holding.account_id, *(_time(moment) for moment in moments)]
    return _compact(cells)


def _event(row: Any) -> Event:
    return Event(
        at=from_time(row["at"]),
        step=Step(row["step"]),
        account_id=row["account_id"],
        how=row["how"],
        note=row["note"],
        to=row["to_account"],
        before=_holding_from(row["before"]),
        version=row["version"],
    )


def _holding_from(text: str) -> Holding | None:
    if not text:
        return None
    state, account_id, *moments = json.loads(text)
    return Holding(State(state), account_id, *(_from_time(moment) for moment in moments))


def _time(moment: datetime | None) -> str | None:
    return as_time(moment) if moment else None


def _from_time(text: str | None) -> datetime | None:
    return from_time(text) if text else None
