"""Signing in and out, and looking around in a demo."""

from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from recovery.domain.access import Role
from recovery.domain.clinic import Clinic
from recovery.errors import InvalidInput, NotFound, SignInRefused, TooManyAttempts
from recovery.services import setting_up
from recovery.services.entry import code_steps, signing_in, visiting
from recovery.services.entry.local_sign_in import local_sign_in_is_off, provider_for_staff
from recovery.services.entry.passwords import fingerprint
from recovery.web import patient_entry
from recovery.web.code_step import go_in
from recovery.web.cookies import SESSION, put_cookie
from recovery.web.hosts import is_private_transport, same_origin
from recovery.web.identity import LOGIN_PATH, current_session, safe_next, session_token
from recovery.web.pages import Visit, destination, let_in, require_private
from recovery.web.prefetch import prefetch_links
from recovery.web.rendering import render
from recovery.web.set_up import SET_UP_PATH, may_set_up, put_set_up_cookie

SAID = {
    "signed-out": "You are signed out.",
    "over": code_steps.OVER,
    "ended": "Your session has ended. Sign in to go on where you were.",
}
"""What the sign-in page says at the top, by the word in its address: no text of an address is ever shown."""

_UNSUITABLE_TO_RETURN_TO = ("/auth/", "/p/")


def show(visit: Visit) -> Response:
    """The sign-in page; those who are signed in go on at once."""
    if visit.visitor() is not None:
        return RedirectResponse(destination(visit.asked.get("next", "")), status_code=303)
    if may_set_up(visit):
        return RedirectResponse(SET_UP_PATH, status_code=303)
    wanted = visit.asked.get("next", "")
    patients = patient_entry.instead_of_sign_in(visit, wanted=wanted)
    return patients or _sign_in_page(visit, wanted=wanted, said=SAID.get(visit.asked.get("said", "")))


def sign_in(visit: Visit) -> Response:
    """Let in whoever knows name and password."""
    require_private(visit)
    wanted, login = visit.entries.get("next", ""), visit.entries.get("login", "")
    password = visit.entries.get("password", "")
    try:
        outcome = signing_in.sign_in(
            visit.office,
            login=login,
            password=password,
            whence=visit.whence,
            wanted=destination(wanted),
            now=visit.now,
        )
    except TooManyAttempts as refusal:
        wait = {"Retry-After": str(refusal.wait_s)}
        return _sign_in_page(visit, wanted=wanted, login=login, error=str(refusal), status=429, headers=wait)
    except SignInRefused as refusal:
        return _sign_in_page(visit, wanted=wanted, login=login, error=str(refusal), status=401)
    return go_in(visit, outcome, to=destination(wanted))


def sign_in_to_demo(visit: Visit) -> Response:
    """Let anyone into a demo, in the role that they chose."""
    _demo_clinic(visit)
    require_private(visit)
    try:
        role = Role(visit.entries.get("role", ""))
    except ValueError:
        raise InvalidInput("Choose patient, clinician or manager on the sign-in page.", field="role") from None
    token, visitor = signing_in.sign_in_to_demo(visit.office, role=role, device=visit.device, now=visit.now)
    return let_in(visit, token, visitor, to=destination(visit.entries.get("next", "")))


def ask_to_discard_demo(visit: Visit) -> Response:
    """What would be lost with the demo, and the button that does it."""
    return render("discard_demo.html", clinic=_demo_clinic(visit))


def discard_demo(visit: Visit) -> Response:
    """Empty a demo, and lead to setting the real clinic up.

    No session is asked for: in a demo anyone becomes the manager by one click, so it would guard nothing. What guards
    a real clinic is the mark in its own row, read in the transaction that deletes.
    """
    _demo_clinic(visit)
    require_private(visit)
    code = setting_up.discard_demo(visit.office, now=visit.now)
    response = RedirectResponse(SET_UP_PATH, status_code=303)
    put_cookie(visit.request.scope, response, SESSION, "", max_age=0)
    put_set_up_cookie(visit, response, code)
    return response


def leave(visit: Visit) -> Response:
    """Where Streamlit's `st.logout` leads: to the sign-in page, from a session that is over.

    A session that is not over belongs to somebody who signed in after an old tab was left: the tab gets its page
    anew, in that session, and whoever typed the address is asked.
    """
    if current_session(visit.request.scope) is None:
        return sign_out(visit)
    back = page_before(visit.request) if same_origin(visit.request.scope) else ""
    return RedirectResponse(back, status_code=303) if back else render("sign_out.html")


def sign_out(visit: Visit) -> Response:
    """End the session of this browser; where it had ended already, remember the page that it was on."""
    scope = visit.request.scope
    session, holder = current_session(scope), visit.visitor()
    if session:
        visiting.sign_out(visit.office, session, now=visit.now)
    token = session_token(scope)
    expired = session is None and token is not None and visiting.has_expired(visit.office, fingerprint(token))
    said = "ended" if expired else "signed-out"
    # Whoever signs in after somebody signed out may be somebody else: only who was interrupted is led back.
    wanted = destination(visit.asked.get("next") or (page_before(visit.request) if expired else ""))
    query = "" if wanted == "/" else f"&next={quote(wanted, safe='/')}"
    page = wanted if expired else page_before(visit.request)
    patients = patient_entry.after_sign_out(visit, holder, page=page, said=said)
    response = patients or RedirectResponse(f"{LOGIN_PATH}?said={said}{query}", status_code=303)
    put_cookie(visit.request.scope, response, SESSION, "", max_age=0)
    return response


def page_before(request: Request) -> str:
    """The page of ours that led here, or nothing; Referrer-Policy keeps it from all others."""
    parts = urlsplit(request.headers.get("referer", ""))
    ours = parts.netloc == request.headers.get("host") and not parts.path.startswith(_UNSUITABLE_TO_RETURN_TO)
    # A path of two slashes is another host to whoever follows it.
    return safe_next(f"{parts.path}?{parts.query}".removesuffix("?")) if ours else ""


def _sign_in_page(
    visit: Visit, *, wanted: str, said: str | None = None, login: str = "", error: str | None = None,
    status: int = 200, headers: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    clinic = visit.office.clinic()
    if clinic is None:
        return render("not_set_up.html", status=status)
    return render(
        "sign_in.html",
        status=status,
        headers=headers,
        clinic=clinic,
        encrypted=is_private_transport(visit.request.scope),
        wanted=destination(wanted),
        said=said,
        signed_out=said == SAID["signed-out"],
        provider=provider_for_staff(visit.office),
        local=not local_sign_in_is_off(visit.office),
        login=login,
        error=error,
        prefetch=prefetch_links(),
    )


def _demo_clinic(visit: Visit) -> Clinic:
    """The demo's clinic; in a real installation this address does not exist."""
    try:
        clinic = visit.office.the_clinic()
    except NotFound:
        raise HTTPException(404, "There is no demo here. Go back to the sign-in page.") from None
    if not clinic.demo:
        raise HTTPException(404, "There is no demo here. Go back to the sign-in page.")
    return clinic
