"""From what somebody asks for, in an address or on a command line, to the export that it names."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from recovery.domain.access import require
from recovery.domain.cohort_choice import read_choice
from recovery.domain.groups import Group
from recovery.errors import InvalidInput
from recovery.services.files.export import Export, Kind
from recovery.services.files.formats import MANY, Format
from recovery.services.files.splitting import read_split
from recovery.services.files.taker import ACTIONS, Taker
from recovery.services.groups.cohort_numbers import numbers
from recovery.services.groups.cohorts import everything
from recovery.services.groups.summarising import alerts_file, summary_file
from recovery.services.office import Office
from recovery.services.rows import row_exports

REASON = "reason"
"""What rows with names are asked for with, beside the filters."""


def export_of(
    office: Office, taker: Taker, kind: Kind, asked: Mapping[str, str], *, form: Format, now: datetime
) -> Export:
    """The export that is asked for; InvalidInput for what cannot be one."""
    visitor = taker.visitor
    require(visitor, ACTIONS[kind])
    if kind is Kind.COHORT:
        wanted = read_choice(asked, office.guide.catalogue)
        return numbers(office, visitor, choice=wanted, picture=asked.get("picture", ""), now=now)
    group = group_of(office, taker, asked, now=now)
    if kind is Kind.DEIDENTIFIED:
        return row_exports.deidentified(office, visitor, group=group, now=now)
    if kind is Kind.IDENTIFIED:
        return row_exports.identified(office, visitor, group=group, reason=asked.get(REASON, ""))
    choice = read_split(group, asked)
    if kind is Kind.ALERTS:
        return alerts_file(office, visitor, choice=choice, now=now)
    summary = summary_file(office, visitor, choice=choice, now=now)
    return _with_alerts(summary, alerts_file(office, visitor, choice=choice, now=now)) if form in MANY else summary


def _with_alerts(summary: Export, alerts: Export) -> Export:
    """Both in one file."""
    notes = tuple(dict.fromkeys((*summary.notes, *alerts.notes)))
    return replace(summary, title="Figures of groups", tables=(*summary.tables, *alerts.tables), notes=notes)


def group_of(office: Office, taker: Taker, asked: Mapping[str, str], *, now: datetime) -> Group:
    """The treatments that are asked for; all of them where nothing narrows them."""
    return read_choice(asked, office.guide.catalogue).group(everything(office, taker.visitor, now=now))


def read_kind(text: str) -> Kind:
    """The kind of this name; InvalidInput for another."""
    found = next((kind for kind in Kind if kind.slug == text), None)
    if found is None:
        raise InvalidInput(f"Choose one of these: {', '.join(kind.slug for kind in Kind)}.", field="kind")
    return found
