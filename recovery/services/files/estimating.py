"""About how long a file of rows will be, before anybody waits for it."""

from collections.abc import Mapping
from typing import NamedTuple

from recovery.domain.access import Action, Visitor, require
from recovery.domain.groups import Group
from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from recovery.services.files.taker import ACTIONS
from recovery.services.office import Office
from recovery.store import group_courses, row_exports

BYTES_A_ROW: Mapping[Kind, Mapping[Format, float]] = {
    Kind.DEIDENTIFIED: {Format.ZIP: 5, Format.CSV: 81, Format.XLSX: 35, Format.PARQUET: 2},
    Kind.IDENTIFIED: {Format.ZIP: 9, Format.CSV: 170, Format.XLSX: 66, Format.PARQUET: 5},
}
"""Measured on a demo of 300 patients; notes of real ones make it longer (docs/decisions/0024-files-that-leave.md)."""


class Estimate(NamedTuple):
    """Reports, rows at most, and about how many bytes in each format."""

    reports: int
    rows: int
    size: Mapping[Format, float]


def estimate(office: Office, visitor: Visitor, *, kind: Kind, group: Group) -> Estimate:
    """About how long a file of this group's rows will be: each report asks for every side effect in use."""
    require(visitor, ACTIONS[kind])
    with office.store.reading() as db:
        reports = row_exports.count_reports(db, visitor.clinic_id, group)
    rows = reports * len(office.guide.catalogue.active)
    return Estimate(reports, rows, {form: rows * size for form, size in BYTES_A_ROW[kind].items()})


def has_treatments(office: Office, visitor: Visitor, *, group: Group) -> bool:
    """Whether any treatment is in a group."""
    require(visitor, Action.TAKE_FILES)
    with office.store.reading() as db:
        return group_courses.treatments(db, visitor.clinic_id, group) > 0
