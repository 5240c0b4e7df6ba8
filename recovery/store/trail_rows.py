"""Reading the trail: some rows of a period, the newest first, without an index that each written row would pay for."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlite_utils import Database

from recovery.domain.identifiers import is_id
from recovery.domain.trail import FIRST_DAY, LAST_DAY, NO_TIME, TrailRow
from recovery.store.rows import as_time, from_time, marks

OUT_OF_ORDER = timedelta(minutes=5)
"""How far a row's time may lie before an earlier row's: whoever writes brings the time, then waits for the door."""

LOOKED_AT = 200_000
"""Rows that one look goes through at most: 0.1 s."""

_FROM = "SELECT seq, at FROM audit WHERE seq >= ? ORDER BY seq LIMIT 1"

_ROWS = "SELECT seq, at, actor, session, action, subject, details FROM audit"

_OF_PATIENT = """
SELECT 'treatment:' || treatment_id AS subject FROM treatment WHERE clinic_id = :clinic_id AND patient_id = :patient_id
UNION ALL
SELECT 'alert:' || alert_id FROM alert
WHERE clinic_id = :clinic_id
  AND treatment_id IN (SELECT treatment_id FROM treatment WHERE clinic_id = :clinic_id AND patient_id = :patient_id)
"""
"""By IN: of a join, SQLite would read every alert of the clinic."""

_WHOSE_ID = """
SELECT patient_id FROM patient WHERE clinic_id = :clinic_id AND patient_id = :id
UNION ALL
SELECT patient_id FROM treatment WHERE clinic_id = :clinic_id AND treatment_id = :id
"""


_CODES = {
    "patient": "SELECT p.patient_id AS id, p.code, NULL AS procedure_date FROM patient AS p "
    "WHERE p.clinic_id = ? AND p.patient_id IN ({ids})",
    "treatment": "SELECT t.treatment_id AS id, p.code, t.procedure_date FROM treatment AS t "
    "JOIN patient AS p ON p.clinic_id = t.clinic_id AND p.patient_id = t.patient_id "
    "WHERE t.clinic_id = ? AND t.treatment_id IN ({ids})",
    "alert": "SELECT a.alert_id AS id, p.code, t.procedure_date FROM alert AS a "
    "JOIN treatment AS t ON t.clinic_id = a.clinic_id AND t.treatment_id = a.treatment_id "
    "JOIN patient AS p ON p.clinic_id = t.clinic_id AND p.patient_id = t.patient_id "
    "WHERE a.clinic_id = ? AND a.alert_id IN ({ids})",
}


class Wanted(NamedTuple):
    """Which rows of a clinic: None and empty mean all; `actor` ends in `*` where the beginning counts."""

    clinic_id: int
    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""
    session: str = ""
    actions: Sequence[str] | None = None
    subjects: Sequence[str] | None = None


class Span(NamedTuple):
    """Numbers of rows, from the first to before the last."""

    low: int
    before: int

    @property
    def latest(self) -> "Span":
        """The end of it, as far back as one look goes."""
        return Span(max(self.low, self.before - LOOKED_AT), self.before)


def span(db: Database, wanted: Wanted) -> Span:
    """Where in the trail a period lies.

    Times rise with the numbers of the rows, so that halving finds both ends: some forty looks among a million rows.
    """
    last = db.conn.execute("SELECT max(seq) AS last FROM audit").fetchone()["last"] or 0
    low = 1 if wanted.since is None else _first_at(db, wanted.since - OUT_OF_ORDER, last)
    before = last + 1 if wanted.until is None else _first_at(db, wanted.until + OUT_OF_ORDER, last)
    return Span(low, before)


def rows(db: Database, wanted: Wanted, part: Span, *, limit: int) -> list[TrailRow]:
    """At most `limit` rows of a part of the trail, the newest first."""
    where, parameters = _where(wanted, part)
    found = db.conn.execute(f"{_ROWS} WHERE {where} ORDER BY seq DESC LIMIT ?", [*parameters, limit]).fetchall()
    return [_row(row) for row in found]


def count(db: Database, wanted: Wanted, part: Span) -> int:
    """How many rows of a part of the trail are wanted."""
    where, parameters = _where(wanted, part)
    return int(db.conn.execute(f"SELECT count(*) FROM audit WHERE {where}", parameters).fetchone()[0])


def time_of(db: Database, seq: int) -> datetime | None:
    """When row `seq` was written, or the next that there is."""
    row = db.conn.execute(_FROM, (seq,)).fetchone()
    return _moment(row["at"]) if row else None


def patient_of_id(db: Database, clinic_id: int, identifier: int) -> int | None:
    """The patient of this clinic whose id this is, or whose treatment's; None when it is neither."""
    row = db.conn.execute(_WHOSE_ID, {"clinic_id": clinic_id, "id": identifier}).fetchone()
    return row["patient_id"] if row else None


def codes(db: Database, clinic_id: int, names: Iterable[str]) -> dict[str, tuple[str, date | None]]:
    """The patient's code behind these names of patients, treatments and alerts, with the procedure's date if any."""
    ids: dict[str, list[int]] = {}
    for what, _, number in (name.partition(":") for name in {*names}):
        if what in _CODES and is_id(number):
            ids.setdefault(what, []).append(int(number))
    found = {}
    for what, those in ids.items():
        for row in db.conn.execute(_CODES[what].format(ids=marks(those)), [clinic_id, *those]).fetchall():
            on = row["procedure_date"]
            found[f"{what}:{row['id']}"] = (row["code"], date.fromisoformat(on) if on else None)
    return found


def subjects_of_patient(db: Database, clinic_id: int, patient_id: int) -> list[str]:
    """How the trail names a patient, their treatments and their alerts."""
    found = db.conn.execute(_OF_PATIENT, {"clinic_id": clinic_id, "patient_id": patient_id}).fetchall()
    return [f"patient:{patient_id}", *(row["subject"] for row in found)]


def _first_at(db: Database, moment: datetime, last: int) -> int:
    text, low, high = as_time(moment), 1, last + 1
    while low < high:
        middle = (low + high) // 2
        row = db.conn.execute(_FROM, (middle,)).fetchone()
        if row is None or row["at"] >= text:
            high = middle
        else:
            low = row["seq"] + 1
    return low


def _where(wanted: Wanted, part: Span) -> tuple[str, list[object]]:
    parts: list[str] = ["seq >= ?", "seq < ?", "clinic_id = ?"]
    values: list[object] = [part.low, part.before, wanted.clinic_id]
    for sql, moment in (("at >= ?", wanted.since), ("at < ?", wanted.until)):
        if moment is not None:
            parts, values = [*parts, sql], [*values, as_time(moment)]
    if wanted.actor:
        likes = wanted.actor.endswith("*")
        parts.append("actor LIKE ?" if likes else "actor = ?")
        values.append(wanted.actor.replace("*", "%") if likes else wanted.actor)
    if wanted.session:
        parts, values = [*parts, "session = ?"], [*values, wanted.session]
    if wanted.actions is not None:
        parts.append(f"action IN ({marks(wanted.actions)})")
        values += wanted.actions
    if wanted.subjects is not None:
        those = marks(wanted.subjects)
        parts.append(f"(subject IN ({those}) OR actor IN ({those}))")
        values += [*wanted.subjects, *wanted.subjects]
    return " AND ".join(parts), values


def _row(row: Any) -> TrailRow:
    seq, at, actor, session, action, subject, details = row
    moment, said = _moment(at), _details(details)
    unreadable = {name: cell for name, cell, read in (("at", at, moment), ("details", details, said)) if read is None}
    return TrailRow(seq, moment or NO_TIME, actor, session, action, subject, said or {}, unreadable)


def _moment(text: str) -> datetime | None:
    try:
        read = from_time(text)
    except ValueError:
        return None
    return read if read.tzinfo and FIRST_DAY <= read.date() <= LAST_DAY else None


def _details(text: str) -> dict[str, object] | None:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
