"""A patient's own data as files: JSON for programs, and a page that is read, printed and kept without a connection."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from recovery.domain.own_data import OwnData, as_plain
from recovery.domain.wording import at_time, on_date
from recovery.services.people.own_data import take
from recovery.web.pages import Visit
from recovery.web.rendering import render

JSON_TYPE = "application/json"


def as_json(visit: Visit) -> Response:
    """Everything that is held about the patient, as JSON."""
    taken = _taken(visit, form="json")
    text = json.dumps(as_plain(taken), ensure_ascii=False, indent=2)
    return Response(text, media_type=JSON_TYPE, headers=_named(taken, "json"))


def as_page(visit: Visit) -> Response:
    """The same as a page of its own: nothing in it leads outside the file."""
    taken = _taken(visit, form="html")
    return render("own_data.html", headers=_named(taken, "html"), taken=taken, at=_clock_of(taken), on=on_date)


def _taken(visit: Visit, *, form: str) -> OwnData:
    return take(visit.office, visit.signed_in(), form=form, now=visit.now)


def _named(taken: OwnData, ending: str) -> Mapping[str, str]:
    """The file is named after the patient's code and the day, never the name."""
    made_on = taken.about.made_at.astimezone(ZoneInfo(taken.about.time_zone)).date()
    name = f"recovery-my-data-{taken.identity.code}-{made_on}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _clock_of(taken: OwnData) -> Callable[[datetime], str]:
    zone = ZoneInfo(taken.about.time_zone)
    return lambda moment: at_time(moment.astimezone(zone))
