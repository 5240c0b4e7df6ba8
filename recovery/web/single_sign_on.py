"""Signing in at the practice's own provider: the way there, and the way back."""

import logging

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from recovery.domain.identities import REFUSED
from recovery.errors import ProviderUnreachable, SignInRefused
from recovery.services.entry import single_sign_on
from recovery.services.entry.local_sign_in import provider_for_staff
from recovery.services.entry.single_sign_on import AWAY, BEGIN_AGAIN
from recovery.settings import SingleSignOn
from recovery.web.cookies import STEP, put_cookie
from recovery.web.entry_steps import drop, step_of
from recovery.web.hosts import is_asked_at
from recovery.web.pages import Visit, destination, let_in, require_private, waits
from recovery.web.rendering import render

_LOG = logging.getLogger(__name__)


@waits
def lead(visit: Visit) -> Response:
    """A page that leads on to the provider at once, or by its link.

    No redirect: the policy `form-action 'self'` holds for where a form is redirected to as well.
    """
    require_private(visit)
    provider, address = _provider(visit), visit.office.settings.address or ""
    wanted = destination(visit.entries.get("next", ""))
    if not is_asked_at(visit.request.scope, address):
        return render("single_sign_on_elsewhere.html", status=409, provider=provider, address=address)
    try:
        leading = single_sign_on.begin(visit.office, wanted=wanted, now=visit.now)
    except ProviderUnreachable as trouble:
        return _unreachable(visit, trouble)
    response = render("single_sign_on.html", provider=provider, address=leading.address)
    put_cookie(visit.request.scope, response, STEP, leading.step, max_age=int(AWAY.total_seconds()))
    return response


@waits
def come_back(visit: Visit) -> Response:
    """Let in whom the provider vouches for; anyone else learns how to go on."""
    require_private(visit)
    _provider(visit)
    try:
        entered = single_sign_on.finish(
            visit.office, step=step_of(visit), answer=visit.asked, device=visit.device, now=visit.now
        )
    except ProviderUnreachable as trouble:
        return _unreachable(visit, trouble)
    except SignInRefused as refusal:
        # Whoever goes back to this address, or presses twice, is where they wanted to be.
        if str(refusal) == BEGIN_AGAIN and visit.visitor() is not None:
            return RedirectResponse("/", status_code=303)
        return _not_signed_in(visit, str(refusal), status=403, ask=str(refusal) == REFUSED)
    return drop(visit, let_in(visit, entered.token, entered.visitor, to=destination(entered.wanted)))


def _provider(visit: Visit) -> SingleSignOn:
    setting = provider_for_staff(visit.office)
    if setting is None:
        raise HTTPException(404, "There is no single sign-on here. Go back to the sign-in page.")
    return setting


def _unreachable(visit: Visit, trouble: ProviderUnreachable) -> Response:
    _LOG.error("Single sign-on: %s", trouble)
    said = f"{_provider(visit).name} cannot be reached at the moment. Try again in a minute."
    return _not_signed_in(visit, said, status=503, ask=False)


def _not_signed_in(visit: Visit, said: str, *, status: int, ask: bool) -> Response:
    return render(
        "single_sign_on_refused.html", status=status, provider=_provider(visit), said=said, ask=ask
    )  # fmt: skip
