"""The trail to take along."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from starlette.responses import Response, StreamingResponse

from recovery.domain.identifiers import from_text
from recovery.domain.trail import Kind, TrailFilters, Whose
from recovery.errors import InvalidInput, NotFound
from recovery.services.audit import trail as trails
from recovery.services.files.csv_files import CSV_TYPE, in_pieces
from recovery.web.pages import Visit

Choice = TypeVar("Choice", bound=StrEnum)


def trail(visit: Visit) -> Response:
    """The trail as CSV, for the filters in the address; those left out mean everything."""
    lines = trails.take_trail(visit.office, visit.signed_in(), filters=read_trail_filters(visit.asked), now=visit.now)
    headers = {"Content-Disposition": f'attachment; filename="recovery-trail-{visit.now:%Y-%m-%d}.csv"'}
    return StreamingResponse(in_pieces(lines), media_type=CSV_TYPE, headers=headers)


def read_trail_filters(asked: Mapping[str, str]) -> TrailFilters:
    """The filters of the trail that an address names; InvalidInput for what cannot be one."""
    return TrailFilters(
        since=_day(asked, "since"),
        until=_day(asked, "until"),
        whose=_one_of(Whose, asked, "whose"),
        account_id=_account(asked.get("who", ""), field="who"),
        kind=_one_of(Kind, asked, "kind"),
        about=asked.get("about", ""),
        session=asked.get("session", ""),
    )


def _one_of(choices: type[Choice], asked: Mapping[str, str], name: str) -> Choice | None:
    try:
        return choices(asked[name]) if asked.get(name) else None
    except ValueError:
        raise InvalidInput(f"“{name}” must be one of: {', '.join(choices)}.", field=name) from None


def _day(asked: Mapping[str, str], name: str) -> date | None:
    text = asked.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(f"“{name}” must be a date such as 2026-03-31.", field=name) from None


def _account(text: str, *, field: str) -> int | None:
    try:
        return from_text(text) if text else None
    except NotFound:
        raise InvalidInput(f"There is no such {field}; choose one on the page.", field=field) from None
