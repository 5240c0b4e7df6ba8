"""A member of staff's link: opened, it leaves the address at once; then they choose a password and are in."""

from starlette.responses import Response

from recovery.domain.identifiers import LONGEST_TOKEN
from recovery.domain.passwords import SHORTEST
from recovery.domain.wording.english import uncapital
from recovery.domain.wording.staff import roles_in_words
from recovery.errors import InvalidInput, SignInRefused
from recovery.services.entry import joining
from recovery.services.entry.local_sign_in import local_sign_in_is_off, provider_for_staff
from recovery.services.entry.signing_in import SignedIn
from recovery.web.code_step import go_in
from recovery.web.entry_steps import drop, go_on, step_of
from recovery.web.pages import Visit, require_private
from recovery.web.rendering import render

JOIN_PATH = "/auth/join"


def follow(visit: Visit) -> Response:
    """Take the token out of the address, and lead to the page that asks for a password."""
    require_private(visit)
    token: str = visit.request.path_params["token"]
    try:
        step, until = joining.open_link(visit.office, token=token if len(token) <= LONGEST_TOKEN else "", now=visit.now)
    except SignInRefused:
        return _closed(visit)
    return go_on(visit, step, to=JOIN_PATH, until=until)


def show(visit: Visit) -> Response:
    """Whose account it is, and the fields for a password of their own."""
    require_private(visit)
    return _form(visit, {})


def join(visit: Visit) -> Response:
    """Set the password, and let its owner in; ask again for one that will not do."""
    require_private(visit)
    entries = visit.entries
    try:
        joined = joining.join(
            visit.office,
            step_of(visit),
            password=entries.get("password", ""),
            password_again=entries.get("password_again", ""),
            device=visit.device,
            now=visit.now,
        )
    except InvalidInput as error:
        return _form(visit, {error.field: str(error)})
    except SignInRefused:
        return _closed(visit)
    response = go_in(visit, joined, to="/")
    return drop(visit, response) if isinstance(joined, SignedIn) else response


def _form(visit: Visit, errors: dict[str, str]) -> Response:
    try:
        who = joining.joining(visit.office, step_of(visit), now=visit.now)
    except SignInRefused:
        return _closed(visit)
    provider, here = provider_for_staff(visit.office), visit.visitor()
    return render(
        "join.html",
        status=400 if errors else 200,
        who=who,
        roles=uncapital(roles_in_words(who.roles)),
        shortest=SHORTEST,
        errors=errors,
        provider=provider.name if provider else "",
        local=not local_sign_in_is_off(visit.office),
        here=here.name if here else "",
    )


def _closed(visit: Visit) -> Response:
    return render("invitation_closed.html", status=404, clinic=visit.office.clinic())
