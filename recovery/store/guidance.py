"""The bands in force and those that were: a version a change, kept for ever."""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.guide import Guide
from recovery.store.rows import as_time, from_words

_LATEST = """
SELECT method, side_effect, from_day, to_day, from_basis, to_basis, borrowed, says, source, name
FROM band WHERE version = (SELECT max(version) FROM band)
"""

_USED = {
    "side effect": "SELECT DISTINCT side_effect FROM course",
    "method": "SELECT DISTINCT method FROM treatment",
    "area": "SELECT DISTINCT areas FROM treatment",
    "warning sign": """
SELECT red_flags FROM report WHERE red_flags <> '' UNION SELECT red_flags FROM report_revision WHERE red_flags <> ''
""",
}
"""What of each kind patients' records use; asked only when an entry is gone, since it reads every row."""

_ADD = """
INSERT INTO band
    (version, method, side_effect, from_day, to_day, from_basis, to_basis, borrowed, says, source, name,
     in_force_from)
VALUES
    (:version, :method, :side_effect, :from_day, :to_day, :from_basis, :to_basis, :borrowed, :says, :source, :name,
     :in_force_from)
"""


def put_in_force(db: Database, guide: Guide, *, now: datetime) -> None:
    """Record the guide's bands as a new version if they differ from the last, and the catalogue's entries.

    Scores hold a side effect's number alone, so what each number stands for is recorded too.
    """
    entries = [(kind, slug, number) for (kind, slug), number in _entries(guide.catalogue).items()]
    db.conn.executemany("INSERT INTO catalogue_entry VALUES (?, ?, ?) ON CONFLICT DO NOTHING", entries)
    if not _same_bands(db, guide):
        version = db.conn.execute("SELECT coalesce(max(version), 0) + 1 FROM band").fetchone()[0]
        in_force = {"version": version, "in_force_from": as_time(now)}
        db.conn.executemany(_ADD, [{**row, **in_force} for row in _rows(guide)])


def is_in_force(db: Database, guide: Guide) -> bool:
    """Whether the guide's bands are the recorded ones, and every entry of its catalogue is on record."""
    return _same_bands(db, guide) and _entries(guide.catalogue).keys() <= _recorded(db).keys()


def missing_from(catalogue: Catalogue, db: Database) -> list[str]:
    """What patients' records refer to and the catalogue does not hold any more, each in words."""
    gone = _recorded(db).items() - _entries(catalogue).items()
    missing = []
    for kind in sorted({kind for (kind, _), _ in gone}):
        used = {each for (value,) in db.conn.execute(_USED[kind]).fetchall() for each in _each(value)}
        missing += [
            f"{kind} {slug}"
            for (of, slug), number in sorted(gone, key=lambda entry: entry[0])
            if of == kind and {slug, number} & used
        ]
    return missing


def renumbered(catalogue: Catalogue, db: Database) -> list[str]:
    """The side effects whose number or slug stands for another one on record, each in words."""
    recorded = {slug: number for (kind, slug), number in _recorded(db).items() if kind == "side effect"}
    slugs = {number: slug for slug, number in recorded.items()}
    return [
        f"{effect.slug} has number {effect.number}"
        for effect in catalogue.side_effects
        if recorded.get(effect.slug, effect.number) != effect.number
        or slugs.get(effect.number, effect.slug) != effect.slug
    ]


def _same_bands(db: Database, guide: Guide) -> bool:
    latest = [tuple(row) for row in db.conn.execute(_LATEST).fetchall()]
    return sorted(latest) == sorted(tuple(row.values()) for row in _rows(guide))


def _entries(catalogue: Catalogue) -> dict[tuple[str, str], int | None]:
    kinds: dict[str, tuple[Any, ...]] = {
        "method": catalogue.methods,
        "area": catalogue.areas,
        "warning sign": catalogue.red_flags,
    }
    unnumbered = {(kind, entry.slug): None for kind, entries in kinds.items() for entry in entries}
    return {**unnumbered, **{("side effect", effect.slug): effect.number for effect in catalogue.side_effects}}


def _recorded(db: Database) -> dict[tuple[str, str], int | None]:
    rows = db.conn.execute("SELECT kind, slug, number FROM catalogue_entry").fetchall()
    return {(row["kind"], row["slug"]): row["number"] for row in rows}


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
