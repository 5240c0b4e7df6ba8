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
    shown_traits,
    traits_of,
    whole_years,
)
from recovery.domain.groups import Group
from recovery.domain.guide import Guide
from recovery.domain.identifiers import as_text, new_id
from recovery.domain.months import LAST, Month
from recovery.services.deidentified_columns import KEY, columns, notes
from recovery.services.files.export import Export, Filter, Kind
from recovery.services.files.table import Cell, Code, Row, Table
from recovery.services.office import Office
from recovery.services.row_blocks import Block, Ends, Raw, pieces_of, rows_of
from recovery.services.row_filters import check, details_of, narrowed
from recovery.store import row_exports
from recovery.store.database import Database
from recovery.store.row_exports import EVER

TREATMENTS_AT_A_TIME = 100
"""Read in one transaction and sent in one piece: some 10,000 rows, 0.7 MB, 10 ms."""

_EVERYTHING = Group(Month(1, 1), LAST)


class Recoveries(NamedTuple):
    """Recoveries that are over, what is shown of whose each is, and the last of its days that is in the file.

    As columns: as 100,000 tuples they would take 30 MB.
    """

    ids: "array[int]"
    shown: list[Traits]
    last_days: "array[int]"


def deidentified_rows(office: Office, clinic_id: int, *, group: Group, today: date) -> Export:
    """The rows of a group's recoveries that are over; InvalidInput for a choice that cannot be, or too few people."""
    guide, limit, years = office.guide, office.settings.small_cell_limit, whole_years(group)
    with office.store.reading() as db:
        check(db, clinic_id, years, guide.catalogue)
        over = _over(db, clinic_id, guide, today=today, limit=limit)
        reports = row_exports.count_reports(db, clinic_id, _EVERYTHING)
    chosen = _chosen(over, years)
    rows = reports * len(guide.catalogue.active) * len(chosen.ids) // max(len(over.ids), 1)
    return Export(
        kind=Kind.DEIDENTIFIED,
        title="De-identified rows: what patients reported, and nobody's name",
        tables=(_table(office, clinic_id, chosen, guide.catalogue, expected=rows),),
        filters=(_period(years), *narrowed(years, guide.catalogue)),
        notes=notes(
            limit=limit,
            recoveries=len(chosen.ids),
            held_back=sum(n for shown, n in Counter(chosen.shown).items() if Held.BACK in shown),
            whole=len(over.ids),
        ),
        details={**details_of(years), "recoveries": len(chosen.ids)},
    )


def _over(db: Database, clinic_id: int, guide: Guide, *, today: date, limit: int) -> Recoveries:
    """All recoveries of the clinic that are over."""
    last_due, before = guide.last_band_day, 0
    people: Counter[Traits] = Counter()
    over = Recoveries(array("q"), [], array("q"))
    started = over_before(today, last_due=last_due)
    for each in row_exports.recoveries_over(db, clinic_id, over_before=started, last_day=last_due):
        traits = traits_of(each.method, each.year, each.areas, each.year_of_birth, each.skin_type)
        people[traits] += each.patient_id != before  # whoever was treated twice is one person
        before = each.patient_id
        over.ids.append(each.treatment_id)
        over.shown.append(traits)
        over.last_days.append(EVER if each.is_closed else last_due)
    shown = shown_traits(people, limit=limit)
    return over._replace(shown=[shown[traits] for traits in over.shown])


def _chosen(over: Recoveries, group: Group) -> Recoveries:
    """Those that fit, in an order that tells nothing."""
    told = [shown.year for shown in set(over.shown) if isinstance(shown.year, int)]
    every_year = not told or group.since.year <= min(told) <= max(told) <= group.until.year
    fits = {shown: is_chosen(shown, group, every_year=every_year) for shown in set(over.shown)}
    order = _shuffled([place for place, shown in enumerate(over.shown) if fits[shown]])
    return Recoveries(
        array("q", (over.ids[place] for place in order)),
        [over.shown[place] for place in order],
        array("q", (over.last_days[place] for place in order)),
    )


def _shuffled(places: list[int]) -> list[int]:
    """In an order by numbers that the system drew: four times as fast as drawing each place."""
    drawn = dict(zip(places, array("Q", secrets.token_bytes(8 * len(places))), strict=True))
    return sorted(places, key=drawn.__getitem__)


def _table(office: Office, clinic_id: int, chosen: Recoveries, catalogue: Catalogue, *, expected: int) -> Table:
    empty = Table(
        name="deidentified_rows",
        title="A row a side effect in a report",
        columns=columns(catalogue),
        rows=(),
        expected=expected,
        limit=office.settings.small_cell_limit,
        key=KEY,
    )
    pages = partial(_pages, office, clinic_id, chosen, catalogue, empty)
    return replace(empty, rows=rows_of(pages()), pieces=pieces_of(pages(), empty))


def _pages(
    office: Office, clinic_id: int, chosen: Recoveries, catalogue: Catalogue, table: Table
) -> Iterator[list[Block]]:
    """The rows of some recoveries at a time, each page read in a transaction of its own."""
    ends = {held: Ends(partial(_end, catalogue, areas_held_back=held), table) for held in (False, True)}
    several = zip(*chosen, strict=True)
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


def _period(group: Group) -> Filter:
    first, last = group.since.year, group.until.year
    return Filter("years", f"{first}/{last}", f"procedures of {first}" + (f" to {last}" if first < last else ""))
