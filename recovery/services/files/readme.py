"""What people read of a file: what it is, what it leaves out, what each column means."""

from collections.abc import Iterator
from textwrap import fill

from recovery.services.files.datapackage import labels_of
from recovery.services.files.export import Export
from recovery.services.files.making import Making
from recovery.services.files.table import Table
from recovery.services.files.written import Written

WIDTH = 96
"""Characters a line, which any editor shows."""


def readme(export: Export, making: Making, written: dict[str, Written]) -> str:
    """The text that goes beside the tables; `written` says by table what was."""
    parts = [export.title, "=" * len(export.title), "", *_made(export, making), ""]
    parts += [line for note in export.notes for line in (_wrapped(note), "")]
    for table in export.tables:
        parts += [*_table(table, written[table.name]), ""]
    return "\n".join([*parts, *_reading(export)]) + "\n"


def _made(export: Export, making: Making) -> list[str]:
    where = f"{making.practice}, made" if making.practice else "Made"
    made = f"{where} on {making.at:%Y-%m-%d at %H:%M %Z} for: {making.role}."
    chosen = [f"  - {each.in_words}" for each in export.filters] or ["  - everything on record"]
    versions = (making.product, f"guidance {making.guidance}", f"catalogue {making.catalogue}")
    return [_wrapped(made), "", "What was chosen:", *chosen, "", _wrapped(f"Made by {'; '.join(versions)}.")]


def _table(table: Table, written: Written) -> Iterator[str]:
    heading = f"{written.path}: {table.title} ({written.rows:,} rows)"
    yield from (heading, "-" * len(heading))
    for column in table.columns:
        unit = f" Unit: {column.unit}." if column.unit else ""
        yield fill(f"{column.name}: {column.meaning}{unit}", WIDTH, initial_indent="  ", subsequent_indent="      ")


def _reading(export: Export) -> Iterator[str]:
    used = labels_of(export)
    heading = "How to open it"
    yield from (heading, "-" * len(heading))
    yield _wrapped(
        "The tables are comma-separated text in UTF-8. Where a text, or what follows a semicolon, tab or new line "
        "in it, begins with = + - @, it has an apostrophe before it, so that no spreadsheet takes it for a formula. "
        "datapackage.json says the same as this page for programs."
    )
    if used:
        yield from ("", "In place of a value a cell may hold:")
        yield from (f"  {text or 'nothing'}: {label.partition(': ')[2]}" for text, label in used.items())
        words = ", ".join(f'"{text}"' for text in used if text)
        yield _wrapped(f"Spreadsheets leave such cells out of sums. In pandas: read_csv(..., na_values=[{words}])")


def _wrapped(text: str) -> str:
    return fill(text, WIDTH)
