"""The first rows of the summary, as its file has them, for the page that leads to the file."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from recovery.domain.access import Action, Visitor, require
from recovery.domain.summary.summing import Choice
from recovery.services.files.table import Row, Table
from recovery.services.groups.cohorts import once
from recovery.services.groups.summarising import summary_file
from recovery.services.office import Office
from recovery.store import people

SHOWN = 200
"""Rows on screen, which a browser takes in at once; the file has all of them."""


@dataclass(frozen=True)
class FirstRows:
    """Rows of a table, and how many it has in all, or somewhat fewer."""

    table: Table
    rows: tuple[Row, ...]
    total: int


def first_rows(office: Office, visitor: Visitor, *, choice: Choice, now: datetime) -> FirstRows:
    """The first rows of what was chosen; InvalidInput for a choice that cannot be.

    Figures by method and month alone are worked out once for the same counts and day. The others name clinicians, who
    may be called otherwise without a change of the counts.
    """
    require(visitor, Action.EXPORT_SUMMARY)

    def work_out() -> FirstRows:
        table = summary_file(office, visitor, choice=choice, now=now).tables[0]
        rows = tuple(islice(table.rows, SHOWN))
        return FirstRows(table, rows, max(table.expected, len(rows)) if len(rows) == SHOWN else len(rows))

    if choice.dimensions:
        return work_out()
    with office.store.reading() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
    return once(office, visitor, ("first rows", choice, today), work_out)
