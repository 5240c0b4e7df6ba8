"""What a line of the trail says beside, in the patient's words: names for codes, dates as people write them."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, tzinfo

from recovery.domain.catalogue import Catalogue
from recovery.domain.own_names import Names
from recovery.domain.trail import TrailRow
from recovery.domain.wording.english import joined, on_date
from recovery.domain.wording.trail import Known, details_in_words
from recovery.errors import RecoveryError

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def own_details(row: TrailRow, known: Names, catalogue: Catalogue, *, zone: tzinfo) -> tuple[str, ...]:
    """The details of a row, a line each; what it names of others is said by role alone."""
    plain: Mapping[str, object] = {
        name: known.in_details(_in_words(name, value, catalogue)) for name, value in row.details.items()
    }
    return tuple(details_in_words(row._replace(details=plain), Known(zone=zone)))


def _in_words(name: str, value: object, catalogue: Catalogue) -> object:
    if isinstance(value, list):
        return [_in_words(name, each, catalogue) for each in value]
    if not isinstance(value, str):
        return value
    if name == "statement":
        return f"its words stand under “What you agreed to”; the trail knows them by the sign {value}"
    if name == "method":
        return _method(value, catalogue)
    if name == "areas":
        return joined([_area(slug, catalogue) for slug in value.split()]) if value else value
    return _date(value)


def _date(value: str) -> str:
    with suppress(ValueError):
        return on_date(date.fromisoformat(value)) if _DATE.fullmatch(value) else value
    return value


def _method(slug: str, catalogue: Catalogue) -> str:
    with suppress(RecoveryError):  # of an earlier guide: then its code says what it was
        return catalogue.method(slug).name
    return slug


def _area(slug: str, catalogue: Catalogue) -> str:
    with suppress(RecoveryError):
        return catalogue.area(slug).name.lower()
    return slug
