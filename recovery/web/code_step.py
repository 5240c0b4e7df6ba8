"""Between the right password and the session: the page that asks for a code, or sets the second factor up."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from recovery.errors import Conflict, InvalidInput, RecoveryError, SignedOut, SignInRefused
from recovery.services.entry import code_steps
from recovery.services.entry.signing_in import CodeAsked, SignedIn
from recovery.services.entry.visiting import Entered
from recovery.web.entry_steps import drop, go_on, step_of
from recovery.web.failures import refused
from recovery.web.identity import LOGIN_PATH
from recovery.web.pages import Visit, destination, give_session, let_in, require_private
from recovery.web.rendering import render
from recovery.web.second_factor import set_up_page

CODE_PATH = "/auth/code"


def go_in(visit: Visit, outcome: SignedIn | CodeAsked, *, to: str) -> Response:
    """Let a member of staff in, or lead them to the second factor first."""
    if isinstance(outcome, CodeAsked):
        return go_on(visit, outcome.token, to=CODE_PATH, until=outcome.until)
    return let_in(visit, outcome.token, outcome.visitor, to=to)


def show(visit: Visit) -> Response:
    """The field for the code; where there is no second factor yet, how to set one up."""
    require_private(visit)
    try:
        return _page(visit)
    except SignedOut:
        return _over(visit)


def enter(visit: Visit) -> Response:
    """Let in whoever has the code; ask again for a wrong one."""
    require_private(visit)
    try:
        try:
            return _let_in(visit, _entered(visit))
        except (SignInRefused, InvalidInput, Conflict) as refusal:
            return _page(visit, refusal)
    except SignedOut:
        return _over(visit)


def _entered(visit: Visit) -> Entered:
    step, entries, code = step_of(visit), visit.entries, visit.entries.get("code", "")
    if "sealed" in entries:
        sealed = entries["sealed"]
        return code_steps.set_up(visit.office, step, sealed=sealed, code=code, whence=visit.whence, now=visit.now)
    if "recovery_code" in entries:
        code = entries["recovery_code"]
        return code_steps.enter_recovery_code(visit.office, step, code=code, whence=visit.whence, now=visit.now)
    return code_steps.enter_code(visit.office, step, code=code, whence=visit.whence, now=visit.now)


def _page(visit: Visit, refusal: RecoveryError | None = None) -> Response:
    """The page of the step that this browser is at; SignedOut when it is at none."""
    who = code_steps.standing(visit.office, step_of(visit), now=visit.now)
    field = "recovery_code" if "recovery_code" in visit.entries else "code"
    how: dict[str, Any] = {"errors": {field: str(refusal)}, **refused(refusal)} if refusal else {"errors": {}}
    if who.is_on:
        return render("code.html", who=who, **how)
    if not who.is_required:
        raise SignedOut(code_steps.OVER)
    return set_up_page(visit, who, action=CODE_PATH, signed_in=False, **how)


def _let_in(visit: Visit, entered: Entered) -> Response:
    to = destination(entered.wanted)
    if not entered.new_codes and entered.codes_left is None:
        return drop(visit, let_in(visit, entered.token, entered.visitor, to=to))
    if entered.new_codes:
        page = render("recovery_codes.html", codes=entered.new_codes, to=to, said="Your second factor is on.")
    else:
        page = render("recovery_code_used.html", left=entered.codes_left, to=to)
    return drop(visit, give_session(visit, page, entered.token, entered.visitor))


def _over(visit: Visit) -> Response:
    """Back to the beginning; whoever pressed twice is in by now."""
    if visit.visitor() is not None:
        return RedirectResponse("/", status_code=303)
    return drop(visit, RedirectResponse(f"{LOGIN_PATH}?said=over", status_code=303))
