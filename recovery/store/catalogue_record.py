"""The catalogue's entries on record: what numbers in scores and slugs in rows stand for."""

from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.store.rows import from_words

_USED = {
    "side effect": "SELECT DISTINCT side_effect FROM course",
    "method": "SELECT DISTINCT method FROM treatment",
    "area": "SELECT DISTINCT areas FROM treatment",
    "warning sign": """
SELECT red_flags FROM report WHERE red_flags <> '' UNION SELECT red_flags FROM report_revision WHERE red_flags <> ''
""",
}
"""What of each kind patients' records use; asked only when an entry is gone, since it reads every row."""


def record(db: Database, catalogue: Catalogue) -> None:
    """Record the entries that are new: scores hold a side effect's number alone, so what it stands for is kept."""
    entries = [(kind, slug, number) for (kind, slug), number in _entries(catalogue).items()]
    db.conn.executemany("INSERT INTO catalogue_entry VALUES (?, ?, ?) ON CONFLICT DO NOTHING", entries)


def is_on_record(db: Database, catalogue: Catalogue) -> bool:
    """Whether every entry of the catalogue is on record."""
    return _entries(catalogue).keys() <= _recorded(db).keys()


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
