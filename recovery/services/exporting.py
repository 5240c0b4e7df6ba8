"""Group figures that managers take along as CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recovery.domain.access import Action, Visitor, require
from recovery.domain.alert_figures import AlertFigures, alert_rows
from recovery.domain.clinic import Staff
from recovery.domain.summary import Filters, SummaryRow, summarise_group
from recovery.errors import InvalidInput
from recovery.services.csv_files import csv_lines
from recovery.services.export_columns import (
    ALERT_COLUMNS,
    ALL,
    SUMMARY_COLUMNS,
    Choice,
    alert_cells,
    summary_cells,
)
from recovery.services.office import Office
from recovery.store import alert_counts, audit, people, summaries
from recovery.store.database import Database


@dataclass(frozen=True)
class Summary:
    """The rows for what was chosen, as they stood on `today`.

    `alerts` is None where there can be none: nobody watches reports, and none is left from when somebody did.
    """

    choice: Choice
    rows: tuple[SummaryRow, ...]
    alerts: AlertFigures | None
    today: date


def default_filters(office: Office, visitor: Visitor, *, now: datetime) -> Filters:
    """Everything up to today, from the first procedure on record."""
    require(visitor, Action.EXPORT_SUMMARY)
    with office.store.reading() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
        first = summaries.first_procedure(db, visitor.clinic_id) or today
        return Filters(since=min(first, today), until=today)


def clinicians(office: Office, visitor: Visitor) -> list[Staff]:
    """The clinicians whose treatments can be chosen, those who have left too."""
    require(visitor, Action.EXPORT_SUMMARY)
    with office.store.reading() as db:
        return people.clinicians(db, visitor.clinic_id, even_disabled=True)


def summary(office: Office, visitor: Visitor, *, filters: Filters, now: datetime) -> Summary:
    """The summary of the treatments that the filters choose; InvalidInput for filters that cannot be."""
    require(visitor, Action.EXPORT_SUMMARY)
    with office.store.reading() as db:
        choice = _choose(db, office, visitor, filters)
        today = choice.clinic.today(now)
        rows = _rows(db, choice, today=today)
        reports = {row.method: row.reports for row in rows}
        return Summary(choice, rows, _alerts(db, choice, reports=reports, now=now), today)


def take_summary(office: Office, visitor: Visitor, *, filters: Filters, now: datetime) -> Iterator[str]:
    """The summary as CSV text, piece by piece; the trail says who took it with which filters."""
    taken = summary(office, visitor, filters=filters, now=now)
    _audit(office, visitor, "summary", filters, rows=len(taken.rows), now=now)
    cells = (summary_cells(row, alerts=taken.alerts, choice=taken.choice) for row in taken.rows)
    return csv_lines(SUMMARY_COLUMNS, cells)


def take_alerts(office: Office, visitor: Visitor, *, filters: Filters, now: datetime) -> Iterator[str]:
    """The figures of alerts as CSV text, piece by piece; the trail says who took it with which filters.

    No rows where nobody watches reports and there is no alert from before.
    """
    require(visitor, Action.EXPORT_SUMMARY)
    with office.store.reading() as db:
        choice = _choose(db, office, visitor, filters)
        reports = alert_counts.reports(db, visitor.clinic_id, filters)
        figures = _alerts(db, choice, reports=reports, now=now) or AlertFigures({}, {})
    methods = [method.slug for method in choice.guide.catalogue.methods if method.slug in figures.methods]
    rows = list(alert_rows(figures, methods=methods))
    _audit(office, visitor, "alerts", filters, rows=len(rows), now=now)
    cells = (alert_cells(row, figures=figures, choice=choice) for row in rows)
    return csv_lines(ALERT_COLUMNS, cells)


def _choose(db: Database, office: Office, visitor: Visitor, filters: Filters) -> Choice:
    if filters.since > filters.until:
        raise InvalidInput("The period ends before it begins; choose a later end.", field="period")
    guide = office.guide
    if filters.method is not None:
        guide.catalogue.method(filters.method)
    clinician = ALL if filters.clinician_id is None else _clinician(db, visitor, filters.clinician_id)
    return Choice(filters, people.clinic(db, visitor.clinic_id), clinician, guide)


def _clinician(db: Database, visitor: Visitor, clinician_id: int) -> str:
    staff = {person.account_id: person.name for person in people.clinicians(db, visitor.clinic_id, even_disabled=True)}
    if clinician_id not in staff:
        raise InvalidInput("There is no such clinician; choose one from the list.", field="clinician")
    return staff[clinician_id]


def _rows(db: Database, choice: Choice, *, today: date) -> tuple[SummaryRow, ...]:
    clinic_id, filters, guide = choice.clinic.clinic_id, choice.filters, choice.guide
    recent = today - timedelta(days=guide.last_band_day)
    return summarise_group(
        treatments=summaries.treatments(db, clinic_id, filters),
        reports=summaries.reports(db, clinic_id, filters),
        courses=summaries.courses(db, clinic_id, filters, guide.catalogue, recent=recent),
        guide=guide,
        today=today,
    )


def _alerts(db: Database, choice: Choice, *, reports: Mapping[str, int], now: datetime) -> AlertFigures | None:
    clinic = choice.clinic
    tallies = alert_counts.tallies(db, clinic.clinic_id, choice.filters, choice.guide.catalogue, now=now)
    return AlertFigures(tallies, reports) if tallies or clinic.watched else None


def _audit(office: Office, visitor: Visitor, what: str, filters: Filters, *, rows: int, now: datetime) -> None:
    with office.store.writing() as db:
        audit.add(
            db,
            clinic_id=visitor.clinic_id,
            now=now,
            actor=audit.actor(visitor),
            action=f"took the {what}",
            subject=f"{what}.csv",
            details={
                "since": filters.since.isoformat(),
                "until": filters.until.isoformat(),
                "method": filters.method,
                "clinician": filters.clinician_id,
                "rows": rows,
            },
        )
