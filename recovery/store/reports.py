"""Reports with their scores and revisions, and what is derived from them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.clinic import Treatment
from recovery.domain.course import Course
from recovery.domain.filing import Filing, Standing
from recovery.domain.report import Report, Score
from recovery.store import alerts, counts, drafts
from recovery.store.rows import as_time, as_words, from_time, from_words

_REPORTS = """
SELECT day, revision, reported_at, reported_by, note, red_flags, wants_call
FROM report WHERE clinic_id = :clinic_id AND treatment_id = :treatment_id
ORDER BY day
"""

_SCORES = """
SELECT day, side_effect, severity, area
FROM score WHERE clinic_id = :clinic_id AND treatment_id = :treatment_id
ORDER BY day
"""

_REVISIONS = """
SELECT day, revision, reported_at, reported_by, note, red_flags, wants_call, scores
FROM report_revision WHERE clinic_id = :clinic_id AND treatment_id = :treatment_id
ORDER BY day, revision
"""

_PUT_REPORT = """
INSERT INTO report (clinic_id, treatment_id, day, revision, reported_at, reported_by, note, red_flags, wants_call)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (clinic_id, treatment_id, day) DO UPDATE SET
    revision = excluded.revision, reported_at = excluded.reported_at, reported_by = excluded.reported_by,
    note = excluded.note, red_flags = excluded.red_flags, wants_call = excluded.wants_call
"""

_KEEP_REVISION = """
INSERT INTO report_revision
    (clinic_id, treatment_id, day, revision, reported_at, reported_by, note, red_flags, wants_call, scores)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_ADD_SCORES = """
INSERT INTO score (clinic_id, treatment_id, day, side_effect, severity, area) VALUES (?, ?, ?, ?, ?, ?)
"""

_PUT_COURSES = """
INSERT INTO course
    (clinic_id, treatment_id, side_effect, first_present, last_present, clear_since, peak, last_day, last_severity)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (clinic_id, treatment_id, side_effect) DO UPDATE SET
    first_present = excluded.first_present, last_present = excluded.last_present,
    clear_since = excluded.clear_since, peak = excluded.peak,
    last_day = excluded.last_day, last_severity = excluded.last_severity
"""

_PUT_STANDING = """
INSERT INTO standing
    (clinic_id, treatment_id, last_day, last_at, worst, worst_side_effect, present, past_band)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (clinic_id, treatment_id) DO UPDATE SET
    last_day = excluded.last_day, last_at = excluded.last_at, worst = excluded.worst,
    worst_side_effect = excluded.worst_side_effect, present = excluded.present, past_band = excluded.past_band
"""


def reports_of(db: Database, clinic_id: int, treatment_id: int, catalogue: Catalogue) -> dict[int, Report]:
    """A treatment's reports by day, in rising order."""
    key = {"clinic_id": clinic_id, "treatment_id": treatment_id}
    scores: dict[int, list[Score]] = {}
    for row in db.conn.execute(_SCORES, key).fetchall():
        effect = catalogue.by_number[row["side_effect"]]
        scores.setdefault(row["day"], []).append(Score(effect.slug, Severity(row["severity"]), row["area"]))
    rows = db.conn.execute(_REPORTS, key).fetchall()
    return {row["day"]: _report(row, scores.get(row["day"], [])) for row in rows}


def revisions_of(db: Database, clinic_id: int, treatment_id: int) -> list[Report]:
    """The replaced versions of a treatment's reports, by day and revision."""
    key = {"clinic_id": clinic_id, "treatment_id": treatment_id}
    return [
        _report(
            row,
            [Score(slug, Severity(level), area) for slug, level, area in json.loads(row["scores"])],
        )
        for row in db.conn.execute(_REVISIONS, key).fetchall()
    ]


def report_of(db: Database, clinic_id: int, treatment_id: int, catalogue: Catalogue, *, day: int) -> Report | None:
    """A treatment's report of one day; None when there is none."""
    return reports_of(db, clinic_id, treatment_id, catalogue).get(day)


def reported_days(db: Database, clinic_id: int, treatment_id: int) -> tuple[int, ...]:
    """The days that have a report, in rising order."""
    sql = "SELECT day FROM report WHERE clinic_id = ? AND treatment_id = ? ORDER BY day"
    return tuple(row[0] for row in db.conn.execute(sql, (clinic_id, treatment_id)).fetchall())


def put_filing(db: Database, clinic_id: int, treatment: Treatment, filing: Filing, catalogue: Catalogue) -> None:
    """Store a report and everything that follows from it; the version that it replaces is kept."""
    report, key = filing.report, (clinic_id, treatment.treatment_id)
    if filing.replaced is not None:
        db.conn.execute(_KEEP_REVISION, revision_row(key, filing.replaced))
        db.conn.execute(
            "DELETE FROM score WHERE clinic_id = ? AND treatment_id = ? AND day = ?",
            (*key, report.day),
        )
        # What only the replaced version named, because it is switched off by now, has no course any more.
        db.conn.execute("DELETE FROM course WHERE clinic_id = ? AND treatment_id = ?", key)
    db.conn.execute(_PUT_REPORT, report_row(key, report))
    db.conn.executemany(_ADD_SCORES, score_rows(key, report, catalogue))
    put_derived(db, key, filing.courses, filing.standing, catalogue)
    counts.add(db, clinic_id, treatment.counted, filing.counts, catalogue)
    alerts.put(db, clinic_id, filing.alerts, catalogue)
    db.conn.execute("UPDATE treatment SET version = version + 1 WHERE clinic_id = ? AND treatment_id = ?", key)
    if report.entered_by is None:  # what patients typed themselves is theirs to send or to drop
        drafts.discard(db, *key, day=report.day)


def put_derived(
    db: Database,
    key: tuple[int, int],
    courses: Iterable[Course],
    standing: Standing,
    catalogue: Catalogue,
) -> None:
    """Store what is derived from a treatment's reports."""
    db.conn.executemany(_PUT_COURSES, [course_row(key, course, catalogue) for course in courses])
    db.conn.execute(_PUT_STANDING, standing_row(key, standing, catalogue))


def add_in_bulk(
    db: Database,
    *,
    reports: Sequence[tuple[Any, ...]],
    scores: Sequence[tuple[Any, ...]],
    courses: Sequence[tuple[Any, ...]],
    standings: Sequence[tuple[Any, ...]],
    revisions: Sequence[tuple[Any, ...]] = (),
) -> None:
    """Add rows that report_row, revision_row and the others here made, many treatments at once."""
    db.conn.executemany(_PUT_REPORT, reports)
    db.conn.executemany(_KEEP_REVISION, revisions)
    db.conn.executemany(_ADD_SCORES, scores)
    db.conn.executemany(_PUT_COURSES, courses)
    db.conn.executemany(_PUT_STANDING, standings)


def report_row(key: tuple[int, int], report: Report) -> tuple[Any, ...]:
    """A report as the parameters of one INSERT; `key` is (clinic_id, treatment_id)."""
    return (
        *key, report.day, report.revision, as_time(report.reported_at), report.reported_by, report.note,
        as_words(report.red_flags), int(report.wants_call),
    )  # fmt: skip


def score_rows(key: tuple[int, int], report: Report, catalogue: Catalogue) -> list[tuple[Any, ...]]:
    """A report's scores as the parameters of INSERTs."""
    return [
        (
            *key,
            report.day,
            catalogue.side_effect(score.side_effect).number,
            int(score.severity),
            score.area,
        )
        for score in report.scores
    ]


def course_row(key: tuple[int, int], course: Course, catalogue: Catalogue) -> tuple[Any, ...]:
    """A course as the parameters of one INSERT."""
    return (
        *key, catalogue.side_effect(course.side_effect).number, course.first_present, course.last_present,
        course.clear_since, int(course.peak), course.last_day, int(course.last_severity),
    )  # fmt: skip


def standing_row(key: tuple[int, int], standing: Standing, catalogue: Catalogue) -> tuple[Any, ...]:
    """A standing as the parameters of one INSERT."""
    worst = standing.worst_side_effect
    return (
        *key, standing.last_day, as_time(standing.last_at), int(standing.worst),
        catalogue.side_effect(worst).number if worst else None, standing.present, standing.past_band,
    )  # fmt: skip


def revision_row(key: tuple[int, int], report: Report) -> tuple[Any, ...]:
    """A replaced version of a report as the parameters of one INSERT."""
    scores = [(score.side_effect, int(score.severity), score.area) for score in report.scores]
    return (*report_row(key, report), json.dumps(scores, separators=(",", ":")))


def _report(row: Any, scores: Sequence[Score]) -> Report:
    return Report(
        day=row["day"],
        scores=tuple(scores),
        red_flags=from_words(row["red_flags"]),
        wants_call=bool(row["wants_call"]),
        note=row["note"],
        reported_at=from_time(row["reported_at"]),
        reported_by=row["reported_by"],
        revision=row["revision"],
    )
