"""Group figures that managers take along as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Staff
from recovery.domain.guide import Guide
from recovery.domain.summary import Filters, SummaryRow, summarise_group
from recovery.errors import InvalidInput
from recovery.services.office import Office
from recovery.store import audit, people, summaries
from recovery.store.database import Database

CSV_TYPE = "text/csv; charset=utf-8; header=present"

COLUMNS = (
    "side_effect", "method", "clinician", "procedures_from", "procedures_until", "treatments", "reports", "reports_due",
    "reports_received_of_due", "share_received_of_due", "treatments_reporting", "ever_reported", "share_ever_reported",
    "median_peak_severity", "band_from_day", "band_to_day", "band_basis", "band_borrowed", "band_version",
    "evaluable_at_band_end", "clear_by_band_end", "share_clear_by_band_end",
)  # fmt: skip
"""The columns of the summary, one row a side effect and method; an empty cell means nothing to count."""


@dataclass(frozen=True)
class Summary:
    """The rows for the chosen filters, as they stood on `today`; `clinician` is a name, or "all"."""

    filters: Filters
    rows: tuple[SummaryRow, ...]
    clinician: str
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
    if filters.since > filters.until:
        raise InvalidInput("The period ends before it begins; choose a later end.", field="period")
    if filters.method is not None:
        office.guide.catalogue.method(filters.method)
    with office.store.reading() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
        clinician = _clinician(db, visitor, filters.clinician_id)
        rows = summarise_group(
            treatments=summaries.treatments(db, visitor.clinic_id, filters),
            reports=summaries.reports(db, visitor.clinic_id, filters),
            courses=summaries.courses(
                db,
                visitor.clinic_id,
                filters,
                office.guide.catalogue,
                recent=today - timedelta(days=office.guide.last_band_day),
            ),
            guide=office.guide,
            today=today,
        )
    return Summary(filters, rows, clinician, today)


def take_summary(office: Office, visitor: Visitor, *, filters: Filters, now: datetime) -> Iterator[str]:
    """The summary as CSV text, piece by piece; the trail says who took it with which filters."""
    taken = summary(office, visitor, filters=filters, now=now)
    with office.store.writing() as db:
        audit.add(
            db,
            clinic_id=visitor.clinic_id,
            now=now,
            actor=audit.actor(visitor),
            action="took the summary",
            subject="summary.csv",
            details={
                "since": filters.since.isoformat(),
                "until": filters.until.isoformat(),
                "method": filters.method,
                "clinician": filters.clinician_id,
                "rows": len(taken.rows),
            },
        )
    return csv_lines(COLUMNS, (_cells(row, taken, office.guide) for row in taken.rows))


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of CSV as RFC 4180 has it, with text cells that no spreadsheet takes for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([formula_safe(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def formula_safe(cell: object) -> object:
    """A text that begins like a formula gets a leading apostrophe (OWASP ASVS 5.0 1.2.10); the rest is unchanged."""
    if isinstance(cell, str) and cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "\0"):
        return "'" + cell if cell.lstrip(" ") else cell
    return cell


def _clinician(db: Database, visitor: Visitor, clinician_id: int | None) -> str:
    if clinician_id is None:
        return "all"
    staff = {person.account_id: person.name for person in people.clinicians(db, visitor.clinic_id, even_disabled=True)}
    if clinician_id not in staff:
        raise InvalidInput("There is no such clinician; choose one from the list.", field="clinician")
    return staff[clinician_id]


def _cells(row: SummaryRow, taken: Summary, guide: Guide) -> list[object]:
    return [
        guide.catalogue.side_effect(row.side_effect).name,
        guide.catalogue.method(row.method).name,
        taken.clinician,
        taken.filters.since.isoformat(),
        taken.filters.until.isoformat(),
        row.treatments,
        row.reports,
        row.due,
        row.received_of_due,
        _share(row.share_received),
        row.reported,
        row.ever,
        _share(row.share_ever),
        row.median_peak,
        row.band.from_day,
        row.band.to_day,
        row.band.basis.value,
        "yes" if row.band.borrowed else "no",
        row.band.version,
        row.evaluable,
        row.clear,
        _share(row.share_clear),
    ]


def _share(share: float | None) -> str | None:
    return None if share is None else f"{share:.4f}"
