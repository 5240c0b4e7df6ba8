"""From what somebody asks for, in an address or on a command line, to the export that it names."""

from collections.abc import Mapping
from datetime import datetime

from recovery.domain.access import require
from recovery.domain.cohort_choice import read_choice
from recovery.domain.groups import Group
from recovery.errors import InvalidInput
from recovery.services import row_exports
from recovery.services.cohorts import everything
from recovery.services.files.export import Export, Kind
from recovery.services.files.taker import ACTIONS, Taker
from recovery.services.office import Office

REASON = "reason"
"""What rows with names are asked for with, beside the filters."""


def export_of(office: Office, taker: Taker, kind: Kind, asked: Mapping[str, str], *, now: datetime) -> Export:
    """The export that is asked for; InvalidInput for what cannot be one."""
    visitor = taker.visitor
    require(visitor, ACTIONS[kind])
    group = group_of(office, taker, asked, now=now)
    if kind is Kind.DEIDENTIFIED:
        return row_exports.deidentified(office, visitor, group=group, now=now)
    return row_exports.identified(office, visitor, group=group, reason=asked.get(REASON, ""))


def group_of(office: Office, taker: Taker, asked: Mapping[str, str], *, now: datetime) -> Group:
    """The treatments that are asked for; all of them where nothing narrows them."""
    return read_choice(asked, office.guide.catalogue).group(everything(office, taker.visitor, now=now))


def read_kind(text: str) -> Kind:
    """The kind of this name; InvalidInput for another."""
    found = next((kind for kind in Kind if kind.slug == text), None)
    if found is None:
        raise InvalidInput(f"Choose one of these: {', '.join(kind.slug for kind in Kind)}.", field="kind")
    return found


def only(export: Export, name: str) -> Export:
    """The export with one of its tables alone, for formats that hold one; InvalidInput for a name of none."""
    tables = tuple(table for table in export.tables if table.name == name)
    if not tables:
        names = ", ".join(table.name for table in export.tables)
        raise InvalidInput(f"The table must be one of: {names}.", field="table")
    return Export(export.kind, export.title, tables, export.filters, export.notes, {**export.details, "table": name})
