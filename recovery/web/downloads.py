"""Files to take along."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from starlette.responses import Response, StreamingResponse

from recovery.domain.identifiers import from_text
from recovery.domain.summary import Filters
from recovery.errors import InvalidInput, NotFound, SignedOut
from recovery.services import exporting
from recovery.services.csv_files import CSV_TYPE
from recovery.web.identity import SIGN_IN_FIRST
from recovery.web.pages import Visit


def summary(visit: Visit) -> Response:
    """The summary as CSV, for the filters in the address; those left out mean everything."""
    return _file(visit, "summary", exporting.take_summary)


def alerts(visit: Visit) -> Response:
    """The figures of alerts as CSV, for the same filters."""
    return _file(visit, "alerts", exporting.take_alerts)


def _file(visit: Visit, name: str, take: Callable[..., Iterator[str]]) -> Response:
    visitor = visit.visitor()
    if visitor is None:
        raise SignedOut(SIGN_IN_FIRST)
    everything = exporting.default_filters(visit.office, visitor, now=visit.now)
    filters = read_filters(visit.asked, everything)
    lines = take(visit.office, visitor, filters=filters, now=visit.now)
    disposition = f'attachment; filename="recovery-{name}-{filters.since}-{filters.until}.csv"'
    return StreamingResponse(lines, media_type=CSV_TYPE, headers={"Content-Disposition": disposition})


def read_filters(asked: Mapping[str, str], everything: Filters) -> Filters:
    """The filters that an address names; InvalidInput for what cannot be one."""
    return replace(
        everything,
        since=_day(asked, "since") or everything.since,
        until=_day(asked, "until") or everything.until,
        method=asked.get("method") or None,
        clinician_id=_clinician(asked.get("clinician", "")),
    )


def _day(asked: Mapping[str, str], name: str) -> date | None:
    text = asked.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(f"“{name}” must be a date such as 2026-03-31.", field=name) from None


def _clinician(text: str) -> int | None:
    try:
        return from_text(text) if text else None
    except NotFound:
        raise InvalidInput("There is no such clinician; choose one on the export page.", field="clinician") from None
