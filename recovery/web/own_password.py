"""A member of staff's own password: changed by whoever knows the one before."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from recovery.domain.access import Visitor
from recovery.domain.passwords import SHORTEST
from recovery.errors import InvalidInput, SignInRefused
from recovery.services.entry import second_factor
from recovery.services.entry.own_password import change_own_password
from recovery.web.failures import refused
from recovery.web.own_pages import ACCOUNT_PATH, for_staff
from recovery.web.pages import Visit, give_session
from recovery.web.rendering import render


@for_staff
def show(visit: Visit, visitor: Visitor) -> Response:
    """The fields for the password that they have, and for a new one."""
    return _page(visit, visitor, {})


@for_staff
def change(visit: Visit, visitor: Visitor) -> Response:
    """Put the new password in force, here in a fresh session, and sign out everywhere else."""
    entries = visit.entries
    try:
        token, renewed = change_own_password(
            visit.office,
            visitor,
            current=entries.get("current", ""),
            password=entries.get("password", ""),
            password_again=entries.get("password_again", ""),
            whence=visit.whence,
            now=visit.now,
        )
    except InvalidInput as error:
        return _page(visit, visitor, {error.field: str(error)}, **refused(error))
    except SignInRefused as error:
        return _page(visit, visitor, {"current": str(error)}, **refused(error))
    page = render("own_password_changed.html", account=ACCOUNT_PATH)
    return give_session(visit, page, token, renewed)


def _page(visit: Visit, visitor: Visitor, errors: Mapping[str, str], **how: Any) -> Response:
    who = second_factor.standing(visit.office, visitor)
    return render("own_password.html", who=who, errors=errors, shortest=SHORTEST, account=ACCOUNT_PATH, **how)
