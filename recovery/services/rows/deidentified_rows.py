"""De-identified rows as an export: nobody's name, dates or number, in an order and under keys made for one file."""

import secrets
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice
from typing import NamedTuple

from recovery.domain.catalogue import ASKS_FOR_AREA, Catalogue
from recovery.domain.deidentified import (
    Held,
    Trait,
    Traits,
    is_chosen,
    over_before,
    refuse_few,
    shown_traits,
    told_before,
    traits_of,
    whole_years,
)
from recovery.domain.groups import Group
from recovery.domain.guide import Guide
from recovery.domain.identifiers import as_text, new_id
from recovery.services.files.export import Export, Kind
from recovery.services.files.table import Cell, Code, Row, Table
from recovery.services.groups.group_filters import check, details_of, narrowed, period
from recovery.services.office import Office
from recovery.services.rows.deidentified_columns import KEY, columns, notes
from recovery.services.rows.row_blocks import Block, Ends, Raw, pieces_of, rows_of
from recovery.store import row_exports
from recovery.store.database import Database
from recovery.store.row_exports import EVER, Span

TREATMENTS_AT_A_TIME = 100
"""Read in one transaction and sent in one piece: some 10,000 rows, 0.7 MB, 10 ms."""


class Recoveries(NamedTuple):
    """Recoveries that are over, what is shown of whose each is, and the last of its days that is in the file.

    As columns: as 100,000 tuples they would take 30 MB.
    """

    ids: "array[int]"
    shown: list[Traits]
    last_days: "array[int]"


def deidentified_rows(office: Office, clinic_id: int, *, group: Group, today: date) -> Export:
    """The rows of a group's recoveries that are over; InvalidInput for a choice that cannot be, or too few people.

    What is shown of whom is judged when the rows are asked for: of 100,000 patients that takes a second.
    """
    guide, limit, years = office.guide, office.settings.small_cell_limit, whole_years(group)
    with office.store.reading() as db:
        check(db, clinic_id, years, guide.catalogue)
        refuse_few(row_exports.people_over(db, clinic_id, _span(guide, today), at_most=limit), limit=limit)
        reports = row_exports.count_reports(db, clinic_id, years)
    return Export(
        kind=Kind.DEIDENTIFIED,
        title="De-identified rows: what patients reported, and nobody's name",
        tables=(_table(office, clinic_id, years, today, expected=reports * len(guide.catalogue.active)),),
        filters=(*period(years, in_years=True), *narrowed(years, guide.catalogue)),
        notes=notes(limit=limit),
        details=details_of(years),
    )


def _span(guide: Guide, today: date) -> Span:
    return Span(over_before(today, last_due=guide.last_band_day), guide.last_band_day, told_before(today))


def _over(db: Database, clinic_id: int, span: Span, *, limit: int) -> Recoveries:
    """All recoveries of the clinic that are over."""
    before = 0
    people: Counter[Traits] = Counter()
    over = Recoveries(array("q"), [], array("q"))
    same: dict[Traits, Traits] = {}
    for each in row_exports.recoveries_over(db, clinic_id, span):
        traits = traits_of(each.method, each.year, each.areas, each.year_of_birth, each.skin_type)
        traits = same.setdefault(traits, traits)  # one object for all who have them
        people[traits] += each.patient_id != before  # whoever was treated twice is one person
        before = each.patient_id
        over.ids.append(each.treatment_id)
        over.shown.append(traits)
        over.last_days.append(EVER if each.is_closed else span.last_day)
    shown = shown_traits(people, limit=limit)
    return over._replace(shown=[shown[traits] for traits in over.shown])


def _chosen(over: Recoveries, group: Group) -> Recoveries:
    """Those that fit, in an order that tells nothing."""
    told = [shown.year for shown in set(over.shown) if isinstance(shown.year, int)]
    every_year = not told or group.since.year <= min(told) <= max(told) <= group.until.year
    fits = {shown: is_chosen(shown, group, every_year=every_year) for shown in set(over.shown)}
    order = [place for place in _shuffled(len(over.ids)) if fits[over.shown[place]]]
    return Recoveries(
        array("q", (over.ids[place] for place in order)),
        [over.shown[place] for place in order],
        array("q", (over.last_days[place] for place in order)),
    )


def _shuffled(n: int) -> list[int]:
    """The places of `n` recoveries by numbers that the system drew: four times as fast as drawing each place."""
    drawn = array("Q", secrets.token_bytes(8 * n))
    return sorted(range(n), key=drawn.__getitem__)


def _table(office: Office, clinic_id: int, group: Group, today: date, *, expected: int) -> Table:
    empty = Table(
        name="deidentified_rows",
        title="A row a side effect in a report",
        columns=columns(office.guide.catalogue),
        rows=(),
        expected=expected,
        limit=office.settings.small_cell_limit,
        key=KEY,
    )
    pages = partial(_pages, office, clinic_id, group, today, empty)
    return replace(empty, rows=rows_of(pages()), pieces=pieces_of(pages(), empty))


def _pages(office: Office, clinic_id: int, group: Group, today: date, table: Table) -> Iterator[list[Block]]:
    """The rows of some recoveries at a time, each page read in a transaction of its own."""
    guide = office.guide
    with office.store.reading() as db:
        over = _over(db, clinic_id, _span(guide, today), limit=table.limit)
    ends = {held: Ends(partial(_end, guide.catalogue, areas_held_back=held), table) for held in (False, True)}
    several = zip(*_chosen(over, group), strict=True)
    while page := list(islice(several, TREATMENTS_AT_A_TIME)):
        with office.store.reading() as db:
            found = [
                (shown, row_exports.scores(db, clinic_id, treatment_id, last_day=last_day))
                for treatment_id, shown, last_day in page
            ]
        yield [Block(_beginning(shown), raws, ends[shown.areas is Held.BACK]) for shown, raws in found if raws]


def _beginning(shown: Traits) -> Row:
    # A letter before it: no spreadsheet may take a key such as 12e345 for a number.
    return (f"r{as_text(new_id())}", *(_cell(trait) for trait in shown))


def _cell(trait: Trait) -> Cell:
    return Code.SUPPRESSED if isinstance(trait, Held) else trait


def _end(catalogue: Catalogue, raw: Raw, *, areas_held_back: bool) -> Row:
    day, number, severity, area = raw
    if area is None and severity < ASKS_FOR_AREA:
        where: Cell = Code.NOT_APPLICABLE
    else:
        where = Code.SUPPRESSED if areas_held_back else area
    return (day, catalogue.by_number[number].slug, severity, where)
