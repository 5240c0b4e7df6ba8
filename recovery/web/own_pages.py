"""What the pages have in common on which members of staff change how they themselves sign in."""

from collections.abc import Callable
from functools import wraps

from starlette.responses import RedirectResponse, Response

from recovery.domain.access import Action, Visitor, require
from recovery.errors import SignedOut
from recovery.services.entry.local_sign_in import require_local_sign_in
from recovery.web.identity import LOGIN_PATH
from recovery.web.pages import Answer, Visit, require_private

ACCOUNT_PATH = "/account"


def for_staff(answer: Callable[[Visit, Visitor], Response]) -> Answer:
    """The answer, for members of staff who are signed in; others are led to the sign-in page, patients refused."""

    @wraps(answer)
    def asked(visit: Visit) -> Response:
        require_private(visit)
        visitor = visit.visitor()
        if visitor is None:
            return RedirectResponse(LOGIN_PATH, status_code=303)
        require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
        require_local_sign_in(visit.office)
        try:
            return answer(visit, visitor)
        except SignedOut:
            return RedirectResponse(LOGIN_PATH, status_code=303)

    return asked
