"""A signed-in member of staff's second factor: set up, given new recovery codes, switched off."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import RedirectResponse, Response

from recovery.domain.access import Visitor
from recovery.errors import Conflict, InvalidInput, SignInRefused
from recovery.services.entry import another_app, second_factor
from recovery.services.entry.second_factor import Renewed, Standing
from recovery.web.failures import refused
from recovery.web.own_pages import ACCOUNT_PATH, for_staff
from recovery.web.pages import Visit, give_session
from recovery.web.qr import qr_picture
from recovery.web.rendering import render

PATH = "/auth/second-factor"
ANOTHER_PATH = f"{PATH}/app"

ON = "Your second factor is on. Wherever else you were signed in, you are signed out."
SAID = {"off": "Your second factor is off. You are signed out everywhere else."}
"""What the page says at the top, by the word in its address."""

ANOTHER = "Codes now come from the new app; those of the old one work no longer, nor do the recovery codes from before."

NEW_CODES = "You have ten new codes. Those from before work no longer."


@for_staff
def show(visit: Visit, visitor: Visitor) -> Response:
    """How the second factor stands, and what can be done about it."""
    return _page(visit, visitor, {})


@for_staff
def set_up(visit: Visit, visitor: Visitor) -> Response:
    """Turn it on once password and code are right, and show the recovery codes."""

    def put() -> Renewed:
        return second_factor.confirm_set_up(
            visit.office,
            visitor,
            sealed=visit.entries.get("sealed", ""),
            code=visit.entries.get("code", ""),
            password=visit.entries.get("password", ""),
            whence=visit.whence,
            now=visit.now,
        )

    return _changed(visit, visitor, put, said=ON, field="password")


@for_staff
def show_another(visit: Visit, visitor: Visitor) -> Response:
    """How to set another app up in place of the one that is there; without one, how to set the first one up."""
    return _another_page(visit, visitor, {})


@for_staff
def set_up_another(visit: Visit, visitor: Visitor) -> Response:
    """Put another app in place of the present one, and show the recovery codes that go with it."""

    def put() -> Renewed:
        entered = {name: visit.entries.get(name, "") for name in ("sealed", "code", "proof", "password")}
        return another_app.replace_app(visit.office, visitor, **entered, whence=visit.whence, now=visit.now)

    return _changed(visit, visitor, put, said=ANOTHER, field="password", page=_another_page)


@for_staff
def new_codes(visit: Visit, visitor: Visitor) -> Response:
    """Show ten new recovery codes in place of those that were left."""
    field = "password_for_codes"

    def put() -> Renewed:
        password = visit.entries.get(field, "")
        return second_factor.new_codes(visit.office, visitor, password=password, whence=visit.whence, now=visit.now)

    return _changed(visit, visitor, put, said=NEW_CODES, field=field)


@for_staff
def switch_off(visit: Visit, visitor: Visitor) -> Response:
    """Go back to the password alone."""
    field = "password_for_off"

    def put() -> Renewed:
        password = visit.entries.get(field, "")
        return second_factor.switch_off(visit.office, visitor, password=password, whence=visit.whence, now=visit.now)

    return _changed(visit, visitor, put, said="", field=field)


def _page(visit: Visit, visitor: Visitor, errors: Mapping[str, str], **how: Any) -> Response:
    who = second_factor.standing(visit.office, visitor)
    if who.is_on or not who.account.password_hash:
        return render("second_factor.html", who=who, errors=errors, account=ACCOUNT_PATH, another=ANOTHER_PATH, **how)
    said = SAID.get(visit.asked.get("said", ""), "")
    return set_up_page(visit, who, action=PATH, signed_in=True, said=said, errors=errors, **how)


def _another_page(visit: Visit, visitor: Visitor, errors: Mapping[str, str], **how: Any) -> Response:
    who = second_factor.standing(visit.office, visitor)
    if not who.is_on or not who.account.password_hash:
        return RedirectResponse(PATH, status_code=303)
    return set_up_page(visit, who, action=ANOTHER_PATH, signed_in=True, errors=errors, **how)


def _changed(
    visit: Visit, visitor: Visitor, put: Callable[[], Renewed], *, said: str, field: str,
    page: Callable[..., Response] = _page,
) -> Response:  # fmt: skip
    """What follows on a change: the codes to keep, or the `page` as it stands now; `field` asked for the password."""
    try:
        renewed = put()
    except InvalidInput as error:
        return page(visit, visitor, {error.field: str(error)}, **refused(error))
    except SignInRefused as error:
        return page(visit, visitor, {field: str(error)}, **refused(error))
    except Conflict:  # another tab was faster: the page shows how it stands
        return RedirectResponse(PATH, status_code=303)
    if renewed.codes:
        answer = render("recovery_codes.html", codes=renewed.codes, to=ACCOUNT_PATH, said=said)
    else:
        answer = RedirectResponse(f"{PATH}?said=off", status_code=303)
    return give_session(visit, answer, renewed.token, renewed.visitor)


def set_up_page(visit: Visit, who: Standing, *, action: str, signed_in: bool, said: str = "", **how: Any) -> Response:
    """The key for an app, and the fields that confirm it; after a mistake the same key again."""
    sealed = visit.entries.get("sealed", "")
    made = second_factor.set_up(visit.office, who.account, clinic_name=who.clinic_name, sealed=sealed, now=visit.now)
    return render(
        "code_set_up.html", who=who, made=made, picture=qr_picture(made.address), action=action, signed_in=signed_in,
        said=said, account=ACCOUNT_PATH, **how,
    )  # fmt: skip
