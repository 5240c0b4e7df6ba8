"""What is held about a patient as files: JSON for programs, and a page to read, print and keep without a connection.

They are the same whether the patient takes them or the practice does for one who asks.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from recovery.domain.identifiers import from_text
from recovery.domain.own_data import OwnData, as_plain
from recovery.domain.wording import at_time, on_date
from recovery.services.people.own_data import take, take_for
from recovery.web.pages import Visit
from recovery.web.rendering import render

JSON_TYPE = "application/json"


def as_json(visit: Visit) -> Response:
    """Everything that is held about the patient whose visit it is, as JSON."""
    return _json(take(visit.office, visit.signed_in(), form="json", now=visit.now))


def as_page(visit: Visit) -> Response:
    """The same as a page of its own: nothing in it leads outside the file."""
    return _page(take(visit.office, visit.signed_in(), form="html", now=visit.now))


def of_patient_as_json(visit: Visit) -> Response:
    """Everything that is held about the patient in the address, as JSON."""
    return _json(_taken_for(visit, form="json"))


def of_patient_as_page(visit: Visit) -> Response:
    """The same as a page."""
    return _page(_taken_for(visit, form="html"))


def _taken_for(visit: Visit, *, form: str) -> OwnData:
    patient_id = from_text(visit.asked.get("patient"))
    return take_for(visit.office, visit.signed_in(), patient_id=patient_id, form=form, now=visit.now)


def _json(taken: OwnData) -> Response:
    text = json.dumps(as_plain(taken), ensure_ascii=False, indent=2)
    return Response(text, media_type=JSON_TYPE, headers=_named(taken, "json"))


def _page(taken: OwnData) -> Response:
    return render("own_data.html", headers=_named(taken, "html"), taken=taken, at=_clock_of(taken), on=on_date)


def _named(taken: OwnData, ending: str) -> Mapping[str, str]:
    """The file is named after the patient's code and the day, never the name."""
    made_on = taken.about.made_at.astimezone(ZoneInfo(taken.about.time_zone)).date()
    name = f"recovery-data-{taken.identity.code}-{made_on}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _clock_of(taken: OwnData) -> Callable[[datetime], str]:
    zone = ZoneInfo(taken.about.time_zone)
    return lambda moment: at_time(moment.astimezone(zone))
