"""A treatment that was entered wrongly, stored as it should have been, with all that carries its day numbers."""

import json
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Treatment
from recovery.domain.consequences import Outcome
from recovery.domain.moving import Diary
from recovery.store import alerts, counts, reports
from recovery.store.rows import as_words

Key = tuple[int, int]
"""Clinic and treatment."""

_OF_TREATMENT = "WHERE clinic_id = ? AND treatment_id = ?"

_PUT_TREATMENT = f"""
UPDATE treatment SET method = ?, areas = ?, procedure_date = ?, clinician_id = ?, version = version + 1
{_OF_TREATMENT}
"""

_ADD_DRAFT = "INSERT INTO draft (clinic_id, treatment_id, day, content, saved_at) VALUES (?, ?, ?, ?, ?)"


def diary(db: Database, clinic_id: int, treatment_id: int, catalogue: Catalogue) -> Diary:
    """All that was reported of a treatment."""
    found = reports.reports_of(db, clinic_id, treatment_id, catalogue)
    return Diary(found, tuple(reports.revisions_of(db, clinic_id, treatment_id)))


def put(db: Database, clinic_id: int, outcome: Outcome, catalogue: Catalogue) -> None:
    """Store a correction with everything that follows from it."""
    correction = outcome.correction
    key = (clinic_id, correction.after.treatment_id)
    if correction.days_moved:
        _replace_diary(db, key, outcome.diary, catalogue)
        _move_notes(db, key, correction.days_moved)
    _put_drafts(db, key, correction.after, by=correction.days_moved)
    _put_derived(db, key, outcome, catalogue)
    counts.add_in_bulk(db, clinic_id, outcome.counts, catalogue)
    alerts.put(db, clinic_id, outcome.alerts, catalogue)
    _put_treatment(db, key, correction.after)


def _put_treatment(db: Database, key: Key, after: Treatment) -> None:
    cells = (after.method, as_words(after.areas), after.procedure.isoformat(), after.clinician.account_id)
    db.conn.execute(_PUT_TREATMENT, (*cells, *key))


def _replace_diary(db: Database, key: Key, moved: Diary, catalogue: Catalogue) -> None:
    """Out with all rows and in again, parents first: renumbered one by one, days would meet those not yet moved."""
    for table in ("score", "report_revision", "report"):
        db.conn.execute(f"DELETE FROM {table} {_OF_TREATMENT}", key)
    reports.add_in_bulk(
        db,
        reports=[reports.report_row(key, report) for report in moved.reports.values()],
        revisions=[reports.revision_row(key, report) for report in moved.replaced],
        scores=[row for report in moved.reports.values() for row in reports.score_rows(key, report, catalogue)],
        courses=[],
        standings=[],
    )


def _move_notes(db: Database, key: Key, by: int) -> None:
    db.conn.execute(f"UPDATE clinician_note SET day = day + ? {_OF_TREATMENT}", (by, *key))


def _put_drafts(db: Database, key: Key, after: Treatment, *, by: int) -> None:
    """What was begun, under its new days; where it was worst is asked again if that area was taken away."""
    rows = db.conn.execute(f"SELECT day, content, saved_at FROM draft {_OF_TREATMENT}", key).fetchall()
    db.conn.execute(f"DELETE FROM draft {_OF_TREATMENT}", key)
    moved = [(*key, row["day"] + by, _content(row, after, by), row["saved_at"]) for row in rows]
    db.conn.executemany(_ADD_DRAFT, moved)


def _content(row: Any, after: Treatment, by: int) -> str:
    begun = json.loads(row["content"])
    areas = {side_effect: area for side_effect, area in begun["areas"].items() if area in after.areas}
    return json.dumps({**begun, "day": begun["day"] + by, "areas": areas}, separators=(",", ":"))


def _put_derived(db: Database, key: Key, outcome: Outcome, catalogue: Catalogue) -> None:
    if outcome.standing is not None:
        reports.put_derived(db, key, outcome.courses.values(), outcome.standing, catalogue)
