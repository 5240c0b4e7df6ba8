"""The bands in force and those that were: a version a change, kept for ever."""

from datetime import datetime

from sqlite_utils import Database

from recovery.domain.bands import Guide
from recovery.domain.catalogue import Catalogue
from recovery.store.rows import as_time, from_words

_LATEST = """
SELECT method, side_effect, from_day, to_day, from_basis, to_basis, borrowed, says, source, name
FROM band WHERE version = (SELECT max(version) FROM band)
"""

_ADD = """
INSERT INTO band
    (version, method, side_effect, from_day, to_day, from_basis, to_basis, borrowed, says, source, name,
     in_force_from)
VALUES
    (:version, :method, :side_effect, :from_day, :to_day, :from_basis, :to_basis, :borrowed, :says, :source, :name,
     :in_force_from)
"""


def put_in_force(db: Database, guide: Guide, *, now: datetime) -> bool:
    """Record the guide's bands as a new version if they differ from the last; say whether they did.

    What each number stands for is recorded too: scores hold the number alone.
    """
    numbers = [(effect.number, effect.slug) for effect in guide.catalogue.side_effects]
    db.conn.executemany("INSERT INTO side_effect VALUES (?, ?) ON CONFLICT DO NOTHING", numbers)
    given = {(row["method"], row["side_effect"]): row for row in _rows(guide)}
    latest = {(row["method"], row["side_effect"]): dict(row) for row in db.conn.execute(_LATEST).fetchall()}
    if given == latest:
        return False
    version = db.conn.execute("SELECT coalesce(max(version), 0) + 1 FROM band").fetchone()[0]
    in_force = {"version": version, "in_force_from": as_time(now)}
    db.conn.executemany(_ADD, [{**row, **in_force} for row in given.values()])
    return bool(latest)


def is_in_force(db: Database, guide: Guide) -> bool:
    """Whether the guide's bands are the recorded ones."""
    numbers = {effect.number for effect in guide.catalogue.side_effects}
    latest = [tuple(row) for row in db.conn.execute(_LATEST).fetchall()]
    same_bands = sorted(latest) == sorted(tuple(row.values()) for row in _rows(guide))
    return same_bands and numbers <= set(_slugs(db))


def renumbered(catalogue: Catalogue, db: Database) -> list[str]:
    """The side effects whose number or slug stands for another one on record, each in words."""
    recorded = _slugs(db)
    known = {slug: number for number, slug in recorded.items()}
    return [
        f"{effect.slug} has number {effect.number}"
        for effect in catalogue.side_effects
        if recorded.get(effect.number, effect.slug) != effect.slug
        or known.get(effect.slug, effect.number) != effect.number
    ]


def _slugs(db: Database) -> dict[int, str]:
    return {row["number"]: row["slug"] for row in db.conn.execute("SELECT number, slug FROM side_effect").fetchall()}


def missing_from(catalogue: Catalogue, db: Database) -> list[str]:
    """What the database refers to and the catalogue does not hold any more, each in words."""
    kinds = (
        ("side effect number", "SELECT DISTINCT side_effect FROM course", catalogue.by_number),
        ("method", "SELECT DISTINCT method FROM treatment", {method.slug for method in catalogue.methods}),
        ("area", "SELECT DISTINCT areas FROM treatment", {area.slug for area in catalogue.areas}),
    )
    missing = []
    for kind, sql, known in kinds:
        used = {each for (value,) in db.conn.execute(sql).fetchall() for each in _each(value)}
        missing += [f"{kind} {each}" for each in sorted(used - set(known))]
    return missing


def _each(value: str | int) -> tuple[str | int, ...]:
    return from_words(value) if isinstance(value, str) else (value,)


def _rows(guide: Guide) -> list[dict[str, object]]:
    return [
        {
            "method": method,
            "side_effect": side_effect,
            "from_day": band.from_day,
            "to_day": band.to_day,
            "from_basis": band.from_basis.value,
            "to_basis": band.to_basis.value,
            "borrowed": int(band.borrowed),
            "says": band.says,
            "source": band.source,
            "name": band.version,
        }
        for (method, side_effect), band in guide.bands.items()
    ]
