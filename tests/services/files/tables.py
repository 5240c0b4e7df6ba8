"""Small exports that have everything a file may hold."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from recovery.services.files.export import Export, Filter, Kind
from recovery.services.files.making import Making
from recovery.services.files.table import Code, Column, Row, Table, Type

MAKING = Making(
    at=datetime(2026, 7, 15, 10, 0, tzinfo=UTC), role="manager", practice="Corner Skin", product="Recovery Dashboard",
    guidance="guide-1", catalogue="7 side effects",
)  # fmt: skip

ALL_CODES = frozenset(Code)

COLUMNS = (
    Column("side_effect", Type.STRING, "What was reported on.", choices=("Redness", "Itching")),
    Column("note", Type.STRING, "What somebody wrote.", codes=frozenset({Code.MISSING})),
    Column("treatments", Type.INTEGER, "How many treatments.", unit="treatments", codes=ALL_CODES),
    Column("share_clear", Type.NUMBER, "Share clear by the band's end.", codes=ALL_CODES),
    Column("procedure", Type.DATE, "Day of the procedure.", codes=frozenset({Code.MISSING})),
    Column("borrowed", Type.BOOLEAN, "Whether the band is another method's.", codes=frozenset({Code.NOT_APPLICABLE})),
)

ROWS: list[Row] = [
    ("Redness", "plain", 214, 0.5, date(2026, 7, 1), True),
    ("Itching", "=HYPERLINK(1)", Code.SMALL, Code.SUPPRESSED, None, False),
    ("Redness", 'a "quoted", line\r\nand another ü', Code.SUPPRESSED, Code.NOT_APPLICABLE, None, Code.NOT_APPLICABLE),
    ("Itching", "-1+1", 0, None, date(1999, 12, 31), True),
    ("Redness", "https://example.com", None, 1.0, date(2026, 7, 1), True),
    ("Redness", "n/a", -3, 1e-9, date(2026, 7, 1), True),
]


def table(rows=ROWS, *, name="summary", expected=None) -> Table:
    return Table(name, "Redness and others", COLUMNS, rows, len(rows) if expected is None else expected, limit=11)


def export(*tables: Table, kind: Kind = Kind.SUMMARY) -> Export:
    alerts = Table("alerts", "Alerts", (Column("alerts", Type.INTEGER, "How many.", codes=ALL_CODES),), [(3,)], 1, 11)
    return Export(
        kind, "What recovery looks like", tables or (table(), alerts),
        filters=(Filter("since", "2026-01", "procedures from January 2026"),),
        notes=("A row a side effect.", "Small counts are held back."),
    )  # fmt: skip


def many(n: int) -> Iterator[Row]:
    """Rows that are made as they are asked for."""
    return (("Redness", f"row {number}", number, number / 7, date(2026, 7, 1), True) for number in range(n))
