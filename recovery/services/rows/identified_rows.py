"""Rows with names as an export, and the treatments that they are of, for the practice that treats the patients."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeVar

from recovery.domain.catalogue import ASKS_FOR_AREA, Catalogue
from recovery.domain.groups import Group
from recovery.domain.identifiers import as_text
from recovery.domain.reasons import Reason
from recovery.services.files.export import Export, Kind
from recovery.services.files.table import Code, Row, Table
from recovery.services.groups.group_filters import check, details_of, narrowed, period
from recovery.services.office import Office
from recovery.services.rows.identified_columns import (
    IMPORTED,
    KEY,
    PEOPLE,
    ROWS,
    TREATMENTS,
    TREATMENTS_KEY,
    columns,
    columns_of_treatments,
    notes,
)
from recovery.services.rows.row_blocks import Block, Ends, Raw, pieces_of, rows_of
from recovery.store import group_courses, row_exports
from recovery.store.database import Database
from recovery.store.row_exports import Named, Told

T = TypeVar("T")

PATIENTS_AT_A_TIME = 50
"""Read in one transaction and sent in one piece: some 6,000 rows, 1 MB."""


def identified_rows(office: Office, clinic_id: int, *, group: Group, reason: Reason) -> Export:
    """A group's treatments and the rows of their reports as they stand; InvalidInput for a choice that cannot be."""
    catalogue = office.guide.catalogue
    with office.store.reading() as db:
        clinician = check(db, clinic_id, group, catalogue)
        reports = row_exports.count_reports(db, clinic_id, group)
        treatments = group_courses.treatments(db, clinic_id, group)
    return Export(
        kind=Kind.IDENTIFIED,
        title="Identified rows: what patients reported, with their names",
        tables=(
            _rows(office, clinic_id, group, catalogue, expected=reports * len(catalogue.active)),
            _treatments(office, clinic_id, group, catalogue, expected=treatments),
        ),
        filters=(*period(group), *narrowed(group, catalogue, clinician=clinician)),
        notes=notes(reason),
        details={**details_of(group), "reason": reason.value},
    )


def _rows(office: Office, clinic_id: int, group: Group, catalogue: Catalogue, *, expected: int) -> Table:
    empty = Table(
        name=ROWS,
        title="A row a side effect in a report",
        columns=columns(catalogue),
        rows=(),
        expected=expected,
        key=KEY,
    )
    read = partial(_blocks, clinic_id=clinic_id, group=group, ends=Ends(partial(_end, catalogue), empty))
    pages = partial(_pages, office, clinic_id, read)
    return replace(empty, rows=rows_of(pages()), pieces=pieces_of(pages(), empty))


def _treatments(office: Office, clinic_id: int, group: Group, catalogue: Catalogue, *, expected: int) -> Table:
    read = partial(_rows_of_treatments, clinic_id=clinic_id, group=group)
    return Table(
        name=TREATMENTS,
        title="A row a treatment, with reports or without",
        columns=columns_of_treatments(catalogue),
        rows=chain.from_iterable(_pages(office, clinic_id, read)),
        expected=expected,
        key=TREATMENTS_KEY,
    )


def _pages(office: Office, clinic_id: int, read: Callable[[Database, int], Iterable[T]]) -> Iterator[list[T]]:
    """What is read of some patients at a time, each page in a transaction of its own."""
    after = 0
    while True:
        with office.store.reading() as db:
            ids = row_exports.next_patients(db, clinic_id, after=after, limit=PATIENTS_AT_A_TIME)
            page = [each for patient_id in ids for each in read(db, patient_id)]
        if not ids:
            return
        after = ids[-1]
        yield page


def _blocks(db: Database, patient_id: int, *, clinic_id: int, group: Group, ends: Ends) -> Iterator[Block]:
    for treatment in row_exports.treatments_of_patient(db, clinic_id, group, patient_id=patient_id):
        told = {report.day: report for report in row_exports.told(db, clinic_id, treatment.treatment_id)}
        scores = row_exports.scores(db, clinic_id, treatment.treatment_id)
        whose = _whose(treatment)
        for day, some in groupby(scores, key=itemgetter(0)):
            yield Block((*whose, *_said(treatment, told[day])), [score[1:] for score in some], ends)


def _rows_of_treatments(db: Database, patient_id: int, *, clinic_id: int, group: Group) -> Iterator[Row]:
    for treatment in row_exports.treatments_of_patient(db, clinic_id, group, patient_id=patient_id):
        yield (*_whose(treatment), treatment.reports)


def _whose(treatment: Named) -> Row:
    return (
        treatment.code,
        treatment.name,
        treatment.year_of_birth,
        treatment.skin_type,
        as_text(treatment.treatment_id),
        treatment.method,
        treatment.areas,
        treatment.clinician,
        date.fromisoformat(treatment.procedure),
        date.fromisoformat(treatment.closed_on) if treatment.closed_on else None,
        date.fromisoformat(treatment.due_from),
    )


def _said(treatment: Named, report: Told) -> Row:
    return (
        report.day,
        date.fromisoformat(treatment.procedure) + timedelta(days=report.day),
        datetime.fromisoformat(report.reported_at),
        _sender(report.reported_by),
        bool(report.wants_call),
        report.red_flags or None,
        report.note or None,
    )


def _sender(who: str) -> str:
    kind = who.partition(":")[0]
    return kind if kind in PEOPLE else IMPORTED


def _end(catalogue: Catalogue, raw: Raw) -> Row:
    number, severity, area = raw
    where = Code.NOT_APPLICABLE if area is None and severity < ASKS_FOR_AREA else area
    return (catalogue.by_number[number].slug, severity, where)
