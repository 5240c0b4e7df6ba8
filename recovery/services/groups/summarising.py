"""Group figures of the whole practice: to look at, and to take along."""

from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.alert_figures import LEVELS
from recovery.domain.clinic import Clinic
from recovery.domain.rules import Rule
from recovery.domain.summary.alert_rows import AlertRow, alert_rows
from recovery.domain.summary.places import places_chosen
from recovery.domain.summary.rows import summary_rows
from recovery.domain.summary.summing import Choice, Gathered, Period
from recovery.services.files.export import Export, Filter, Kind
from recovery.services.files.table import Table
from recovery.services.groups.cohorts import once
from recovery.services.groups.group_filters import check, details_of, narrowed, period
from recovery.services.groups.summary_columns import ALERT_COLUMNS, SUMMARY_COLUMNS
from recovery.services.groups.summary_names import ALERT_KEY, SUMMARY_KEY, Names, clinicians_by_name
from recovery.services.groups.summary_notes import notes, split_in_words
from recovery.services.office import Office
from recovery.store import alert_cells, people, summary_cells, summary_treatments


@dataclass(frozen=True)
class Alerts:
    """What became of the alerts of those chosen; `rows` is None where there can be none.

    There can be none where nobody watches reports, and none is left from when somebody did.
    """

    clinic: Clinic
    rows: tuple[AlertRow, ...] | None
    limit: int


def alerts(office: Office, visitor: Visitor, *, choice: Choice, now: datetime) -> Alerts:
    """The figures of alerts, to look at; InvalidInput for a choice that cannot be.

    They are worked out anew after each report and each step of an alert, and every hour, as what is old enough to judge
    moves on with time.
    """
    require(visitor, Action.EXPORT_SUMMARY)
    limit = office.settings.small_cell_limit

    def work_out() -> Alerts:
        read = _read(office, visitor, choice, now=now)
        if read.gathered.alerts is None:
            return Alerts(read.clinic, None, limit)
        return Alerts(read.clinic, tuple(alert_rows(read.gathered, office.guide, choice, limit=limit)), limit)

    with office.store.reading() as db:
        clinic, events = people.clinic(db, visitor.clinic_id), alert_cells.events(db, visitor.clinic_id)
    hour = now.replace(minute=0, second=0, microsecond=0)
    return once(office, visitor, ("alerts", choice, clinic, events, hour), work_out)


def summary_file(office: Office, visitor: Visitor, *, choice: Choice, now: datetime) -> Export:
    """The summary to take along; InvalidInput for a choice that cannot be."""
    require(visitor, Action.EXPORT_SUMMARY)
    read = _read(office, visitor, choice, now=now)
    limit = office.settings.small_cell_limit
    table = Table(
        name="summary",
        title="What happened to each side effect",
        columns=read.names.columns(SUMMARY_COLUMNS),
        rows=map(read.names.summary_cells, summary_rows(read.gathered, office.guide, choice, limit=limit)),
        expected=places_chosen(read.gathered, choice) * len(office.guide.catalogue.side_effects),
        limit=limit,
        key=SUMMARY_KEY,
    )
    return _export(Kind.SUMMARY, table, choice, read)


def alerts_file(office: Office, visitor: Visitor, *, choice: Choice, now: datetime) -> Export:
    """The figures of alerts to take along; no rows where nobody watches and there is no alert from before."""
    require(visitor, Action.EXPORT_SUMMARY)
    read = _read(office, visitor, choice, now=now)
    limit, any_alerts = office.settings.small_cell_limit, read.gathered.alerts is not None
    rows = alert_rows(read.gathered, office.guide, choice, limit=limit) if any_alerts else ()
    table = Table(
        name="alerts",
        title="How many alerts there were, and what came of them",
        columns=read.names.columns(ALERT_COLUMNS),
        rows=map(read.names.alert_cells, rows),
        expected=places_chosen(read.gathered, choice) * ALERT_ROWS_A_PLACE if any_alerts else 0,
        limit=limit,
        key=ALERT_KEY,
    )
    return _export(Kind.ALERTS, table, choice, read)


ALERT_ROWS_A_PLACE = 1 + len(LEVELS) + len(Rule)
"""One for all alerts, one a level, one a rule."""


def _export(kind: Kind, table: Table, choice: Choice, read: "_Read") -> Export:
    catalogue = read.names.guide.catalogue
    return Export(
        kind=kind,
        title=table.title,
        tables=(table,),
        filters=(
            *period(choice.group),
            *(Filter(*each) for each in split_in_words(choice)),
            *narrowed(choice.group, catalogue, clinician=read.clinician),
        ),
        notes=notes(limit=table.limit, of_alerts=kind is Kind.ALERTS),
        details={
            **details_of(choice.group),
            "by": choice.period.value,
            "groups": " ".join(by.slug for by in choice.dimensions),
        },
        part=_split(choice),
    )


def _split(choice: Choice) -> str:
    """How it is split, as its name says it: by-quarter-clinician; nothing where it is not."""
    period = [] if choice.period is Period.ALL else [choice.period.value]
    return "-".join(["by", *split]) if (split := [*period, *(by.slug for by in choice.dimensions)]) else ""


@dataclass(frozen=True)
class _Read:
    """What a summary is made of, read in one transaction."""

    clinic: Clinic
    clinician: str
    names: Names
    gathered: Gathered


def _read(office: Office, visitor: Visitor, choice: Choice, *, now: datetime) -> _Read:
    guide, clinic_id = office.guide, visitor.clinic_id
    with office.store.reading() as db:
        clinician = check(db, clinic_id, choice.group, guide.catalogue)
        clinic = people.clinic(db, clinic_id)
        names = clinicians_by_name(people.clinicians(db, clinic_id, even_disabled=True))
        treatments = summary_treatments.treatments(db, clinic_id, choice.dimensions)
        tallies = alert_cells.tallies(db, clinic_id, treatments, guide.catalogue, now=now)
        gathered = Gathered(
            received=summary_cells.received(db, clinic_id, treatments, guide, today=clinic.today(now)),
            outcomes=summary_cells.outcomes(db, clinic_id, treatments, guide.catalogue),
            alerts=tallies if tallies or clinic.watched else None,
            clinicians=tuple(names),
        )
    return _Read(clinic, clinician, Names(guide, choice, names), gathered)
