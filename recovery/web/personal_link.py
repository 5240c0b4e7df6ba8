"""A patient's personal link: opened once, it signs this phone in."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from recovery.errors import SignInRefused
from recovery.services import personal_links
from recovery.web.identity import MAX_TOKEN_LENGTH
from recovery.web.pages import Visit, let_in, render, require_private

ARRIVAL = "/report"


def follow(visit: Visit) -> Response:
    """Sign the patient in; whoever is signed in here as somebody else is asked first."""
    if "prefetch" in visit.request.headers.get("sec-purpose", ""):
        raise HTTPException(503, "Open the link when you want to use it.")  # a guess of the browser's is no visit
    require_private(visit)
    visitor = visit.visitor()
    if visitor is None or personal_links.is_own_link(visit.office, visitor, token=_token(visit), now=visit.now):
        return open_link(visit)
    return render("open_as_patient.html", name=visitor.name)


def open_link(visit: Visit) -> Response:
    """Sign the patient of this link in, in place of whoever was signed in here."""
    require_private(visit)
    try:
        session, visitor = personal_links.open_personal_link(
            visit.office, token=_token(visit), device=visit.device, now=visit.now
        )
    except SignInRefused:
        return _closed(visit)
    return let_in(visit, session, visitor, to=ARRIVAL)


def _token(visit: Visit) -> str:
    token: str = visit.request.path_params["token"]
    return token if len(token) <= MAX_TOKEN_LENGTH else ""


def _closed(visit: Visit) -> Response:
    """One answer for links that are too old, revoked, mistyped or made up."""
    return render("link_closed.html", status=404, clinic=visit.office.clinic())
