"""The first minutes: from the address that the terminal printed to a clinic and its manager, or to a demo."""

from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from recovery.domain.access import Role
from recovery.domain.clinic import Clinic, check_clinic
from recovery.domain.passwords import SHORTEST
from recovery.domain.time_zones import time_zones
from recovery.errors import InvalidInput
from recovery.services import setting_up
from recovery.store.accounts import Account
from recovery.web.code_step import go_in
from recovery.web.cookies import SET_UP, put_cookie, sent
from recovery.web.identity import LOGIN_PATH
from recovery.web.pages import Visit, require_private
from recovery.web.rendering import render

SET_UP_PATH = "/auth/set-up"

COOKIE_LASTS_S = 24 * 60 * 60
"""Seconds: whoever stops in the middle may go on the same day, or restart for a new code."""

DEMO_SEED = 1

LOCAL_TIME = Path("/etc/localtime")

TYPED = (
    "name", "time_zone", "phone", "emergency_number", "watched", "watched_when", "account_name", "login", "clinician",
)  # fmt: skip
"""Fields that are shown again after a mistake: all but the passwords."""


def show(visit: Visit) -> Response:
    """The set-up form; a code in the address moves into a cookie first, so that it does not stay there."""
    require_private(visit)
    code = visit.asked.get("code")
    if code is not None and setting_up.is_set_up_code(visit.office, code):
        response = RedirectResponse(SET_UP_PATH, status_code=303)
        put_set_up_cookie(visit, response, code)
        return response
    if code is not None or not may_set_up(visit):
        return _closed(visit)
    return _form({"time_zone": servers_time_zone()}, {})


def set_up(visit: Visit) -> Response:
    """Set the clinic up with its first manager, and sign them in."""
    require_private(visit)
    if not may_set_up(visit):
        return _closed(visit)
    entries = visit.entries
    errors: dict[str, str] = {}
    clinic, manager = read_clinic(entries, errors), read_manager(entries, errors)
    if clinic is None or manager is None:
        return _form(entries, errors, status=400)
    outcome = setting_up.set_up(
        visit.office,
        code=set_up_code(visit.request),
        clinic=clinic,
        manager=manager,
        device=visit.device,
        now=visit.now,
    )
    response = go_in(visit, outcome, to="/")
    put_cookie(visit.request.scope, response, SET_UP, "", max_age=0)
    return response


def look_around(visit: Visit) -> Response:
    """Fill the database as a demo clinic, and lead to its three doors."""
    require_private(visit)
    if not may_set_up(visit):
        return _closed(visit)
    from recovery.services import demonstrating  # noqa: PLC0415 - a real practice never needs it

    demonstrating.fill_demo(visit.office, patients=demonstrating.SMALL, seed=DEMO_SEED, now=visit.now)
    response = RedirectResponse(LOGIN_PATH, status_code=303)
    put_cookie(visit.request.scope, response, SET_UP, "", max_age=0)
    return response


def read_clinic(entries: Mapping[str, str], errors: dict[str, str]) -> Clinic | None:
    """The clinic that was entered, or None and what to change, by field."""
    watched = {"yes": True, "no": False}.get(entries.get("watched", ""))
    if watched is None:
        errors["watched"] = "Say whether somebody looks at the reports."
    try:
        clinic = check_clinic(
            clinic_id=setting_up.FIRST_CLINIC,
            name=entries.get("name", ""),
            time_zone=entries.get("time_zone", ""),
            phone=entries.get("phone", ""),
            emergency_number=entries.get("emergency_number", ""),
            watched=bool(watched),
            watched_when=entries.get("watched_when", ""),
        )
    except InvalidInput as error:
        errors[error.field] = str(error)
        return None
    return None if watched is None else clinic


def read_manager(entries: Mapping[str, str], errors: dict[str, str]) -> Account | None:
    """The first manager's account, or None and what to change, by field."""
    roles = {Role.MANAGER, Role.CLINICIAN} if entries.get("clinician") == "yes" else {Role.MANAGER}
    try:
        return setting_up.new_account(
            clinic_id=setting_up.FIRST_CLINIC,
            clinic_name=entries.get("name", ""),
            login=entries.get("login", ""),
            name=entries.get("account_name", ""),
            password=entries.get("password", ""),
            password_again=entries.get("password_again", ""),
            roles=frozenset(roles),
        )
    except InvalidInput as error:
        errors[error.field] = str(error)
        return None


def set_up_code(request: Request) -> str:
    """The code that this browser brought; empty when it has none."""
    return sent(request.scope, SET_UP)


def may_set_up(visit: Visit) -> bool:
    """Whether this browser came in by the address that the terminal printed last."""
    code = set_up_code(visit.request)
    return bool(code) and setting_up.is_set_up_code(visit.office, code)


def put_set_up_cookie(visit: Visit, response: Response, code: str) -> None:
    """Let this browser set the clinic up."""
    put_cookie(visit.request.scope, response, SET_UP, code, max_age=COOKIE_LASTS_S)


def servers_time_zone() -> str:
    """The time zone of this machine, when it has one that a practice may be in; else nothing is proposed."""
    _, found, zone = LOCAL_TIME.resolve().as_posix().partition("/zoneinfo/")
    return zone if found and any(zone in zones for zones in time_zones().values()) else ""


def _form(entries: Mapping[str, str], errors: Mapping[str, str], *, status: int = 200) -> Response:
    return render(
        "set_up.html",
        status=status,
        typed={field: entries.get(field, "") for field in TYPED},
        errors=errors,
        time_zones=time_zones(),
        shortest=SHORTEST,
    )


def _closed(visit: Visit) -> Response:
    return render("set_up_closed.html", status=403, is_set_up=visit.office.clinic() is not None)
