"""The guidance in force and all that were: a version a change, kept for ever with who, when and why."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlite_utils import Database

from recovery.domain.guidance import Own, asking, laid_over
from recovery.domain.guide import Guide
from recovery.store import catalogue_record
from recovery.store.guidance_rows import band_from, band_rows, rules_from, setting_rows
from recovery.store.own_settings import as_own_text, from_own_text
from recovery.store.rows import as_time, from_time

FROM_THE_FILES = "as the guide's files have it"
"""The reason on record for a version that nobody set: its files were new, or had changed."""

_LATEST = "SELECT version, in_force_from FROM guidance ORDER BY version DESC LIMIT 1"

_BANDS = """
SELECT method, side_effect, from_day, to_day, from_basis, to_basis, borrowed, says, source, name
FROM band WHERE version = ?
"""

_SETTINGS = "SELECT rule, name, value, source FROM rule_setting WHERE version = ?"

_FIRST_RULES = "SELECT min(version) FROM rule_setting"
"""The first version that alerts were judged by: earlier ones have bands alone, from before there were alerts."""

_FIGURES = """
SELECT 'band' AS kind, method AS whose, side_effect AS name,
       from_day || ' ' || to_day || ' ' || from_basis || ' ' || to_basis || ' ' || borrowed AS value
FROM band WHERE version = :version
UNION ALL
SELECT 'setting', rule, name, value FROM rule_setting WHERE version = :version
ORDER BY kind, whose, name
"""
"""What judgements rest on (domain/figures.py), without the words and sources beside it."""

_BACKWARDS = "SELECT version, in_force_from FROM guidance WHERE version <= ? ORDER BY version DESC"

_ADD_BAND = """
INSERT INTO band
    (version, method, side_effect, from_day, to_day, from_basis, to_basis, borrowed, says, source, name,
     in_force_from)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_VERSIONS = """
SELECT g.version, g.in_force_from, g.set_by, g.reason, a.name AS who
FROM guidance AS g
LEFT JOIN account AS a ON a.clinic_id = :clinic_id AND a.account_id = g.set_by
ORDER BY g.version DESC LIMIT :limit
"""

Mark = tuple[int, str]
"""A version's number and when it came into force: together they name it, even after a backup was put back."""


@dataclass(frozen=True)
class Version:
    """A guidance on record; `who` is None where the files brought it (`by_files`), or somebody of another clinic."""

    number: int
    in_force_from: datetime
    reason: str
    who: str | None
    by_files: bool

    @property
    def mark(self) -> Mark:
        """What names it."""
        return self.number, as_time(self.in_force_from)


def latest(db: Database) -> Mark | None:
    """The version in force; None before there is one."""
    row = db.conn.execute(_LATEST).fetchone()
    return (row[0], row[1]) if row else None


def guide_of(db: Database, files: Guide, mark: Mark) -> Guide:
    """The guide of a version as it was recorded; words that are not recorded are the files'."""
    version, in_force_from = mark
    bands = {
        (row["method"], row["side_effect"]): band_from(row) for row in db.conn.execute(_BANDS, (version,)).fetchall()
    }
    settings = {(row["rule"], row["name"]): row["value"] for row in db.conn.execute(_SETTINGS, (version,)).fetchall()}
    first = db.conn.execute(_FIRST_RULES).fetchone()[0]
    same_since, since = _same_since(db, version)
    asked = {slug: value == "1" for (slug, name), value in settings.items() if name == "asked"}
    return replace(
        files,
        catalogue=asking(files.catalogue, asked),
        bands={place: bands.get(place, band) for place, band in files.bands.items()},
        rules=rules_from(files.rules, settings),
        number=version,
        in_force_from=None if version == first else from_time(in_force_from),
        same_since=None if same_since == first else from_time(since),
    )


def guide_numbered(db: Database, files: Guide, version: int) -> Guide | None:
    """The guide of an earlier version as it was recorded; None when there is none of that number."""
    row = db.conn.execute("SELECT version, in_force_from FROM guidance WHERE version = ?", (version,)).fetchone()
    return guide_of(db, files, (row[0], row[1])) if row else None


def own(db: Database, mark: Mark | None) -> Own:
    """What the practice itself had set in a version."""
    row = db.conn.execute("SELECT own FROM guidance WHERE version = ?", (mark[0] if mark else 0,)).fetchone()
    return from_own_text(row[0]) if row else Own()


def with_own(db: Database, files: Guide) -> tuple[Guide, Own]:
    """The files' guide with what is own laid over it, and that as far as it fits; InvalidInput when they clash."""
    fitting = own(db, latest(db)).that_fits(files.catalogue)
    return laid_over(files, fitting), fitting


def is_in_force(db: Database, files: Guide) -> bool:
    """Whether what is in force is what the files say with what is own laid over them."""
    mark = latest(db)
    if mark is None or not catalogue_record.is_on_record(db, files.catalogue):
        return False
    guide, fitting = with_own(db, files)
    recorded = (_recorded(db, _BANDS, mark), _recorded(db, _SETTINGS, mark))
    return own(db, mark) == fitting and recorded == (sorted(band_rows(guide)), sorted(setting_rows(guide, fitting)))


def put_files_in_force(db: Database, files: Guide, *, now: datetime) -> bool:
    """Record what the files say, with what is own laid over them, as a new version if that is new.

    Whether what is derived from the bands must be made anew: they differ, or there was no whole version before.
    """
    catalogue_record.record(db, files.catalogue)
    if is_in_force(db, files):
        return False
    mark, (guide, fitting) = latest(db), with_own(db, files)
    was_whole = mark is not None and bool(_recorded(db, _SETTINGS, mark))
    same_bands = was_whole and mark is not None and guide_of(db, files, mark).bands == guide.bands
    add(db, guide, fitting, set_by=None, reason=FROM_THE_FILES, now=now)
    return not same_bands


def add(db: Database, guide: Guide, own: Own, *, set_by: int | None, reason: str, now: datetime) -> int:
    """Put a guide in force from now on: every figure of it, and what of it is own; its version."""
    mark = latest(db)
    version, since = (mark[0] if mark else 0) + 1, as_time(now)
    db.conn.execute(
        "INSERT INTO guidance (version, in_force_from, set_by, reason, own) VALUES (?, ?, ?, ?, ?)",
        (version, since, set_by, reason, as_own_text(own)),
    )
    db.conn.executemany(_ADD_BAND, [(version, *row, since) for row in band_rows(guide)])
    db.conn.executemany(
        "INSERT INTO rule_setting (version, rule, name, value, source) VALUES (?, ?, ?, ?, ?)",
        [(version, *row) for row in setting_rows(guide, own)],
    )
    return version


def versions(db: Database, clinic_id: int, *, limit: int) -> list[Version]:
    """The latest guidances, the newest first; by name only those whom this clinic knows."""
    rows = db.conn.execute(_VERSIONS, {"clinic_id": clinic_id, "limit": limit}).fetchall()
    return [
        Version(row["version"], from_time(row["in_force_from"]), row["reason"], row["who"], row["set_by"] is None)
        for row in rows
    ]


def _same_since(db: Database, version: int) -> Mark:
    """The first version of those up to this one that have its figures, without another in between."""
    marks = [(row[0], row[1]) for row in db.conn.execute(_BACKWARDS, (version,)).fetchall()]
    figures = _figures(db, version)
    return list(takewhile(lambda mark: _figures(db, mark[0]) == figures, marks))[-1]


def _figures(db: Database, version: int) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.conn.execute(_FIGURES, {"version": version}).fetchall()]


def _recorded(db: Database, sql: str, mark: Mark) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in db.conn.execute(sql, (mark[0],)).fetchall())
