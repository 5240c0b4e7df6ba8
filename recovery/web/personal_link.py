"""A patient's personal link: exchanged at once for a step, so that its token stays nowhere in the browser."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from recovery.domain.identifiers import LONGEST_TOKEN
from recovery.errors import SignInRefused
from recovery.services.entry import personal_links
from recovery.web import entry_steps, people_here
from recovery.web.pages import Visit, require_private
from recovery.web.rendering import render

ARRIVAL = "/report"

ENTRY = "/auth/patient"


def follow(visit: Visit) -> Response:
    """Lead to the PIN; a phone that is signed in as this very patient goes straight on."""
    if "prefetch" in visit.request.headers.get("sec-purpose", ""):
        raise HTTPException(503, "Open the link when you want to use it.")  # a guess of the browser's is no visit
    require_private(visit)
    try:
        clinic_id, patient_id = personal_links.patient_of(visit.office, token=_token(visit), now=visit.now)
        remembered = people_here.as_this_patient(visit, clinic_id, patient_id, to=ARRIVAL)
        if remembered is not None:
            return remembered
        step, until = personal_links.arrive(visit.office, token=_token(visit), now=visit.now)
    except SignInRefused as refusal:
        return _closed(visit, closed_recovery=str(refusal) == personal_links.CLOSED)
    return entry_steps.go_on(visit, step, to=ENTRY, until=until)


def _token(visit: Visit) -> str:
    token: str = visit.request.path_params["token"]
    return token if len(token) <= LONGEST_TOKEN else ""


def _closed(visit: Visit, *, closed_recovery: bool) -> Response:
    """One answer for links that are too old, revoked, mistyped or made up, and one for recoveries that are over."""
    return render("link_closed.html", status=404, clinic=visit.office.clinic(), closed_recovery=closed_recovery)
