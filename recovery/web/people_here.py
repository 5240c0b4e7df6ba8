"""A carer's phone: several patients' sessions in one browser, one of them at a time the present one."""

from collections.abc import Sequence

from starlette.responses import RedirectResponse, Response

from recovery.domain.access import Role, Visitor
from recovery.domain.identifiers import BETWEEN_TOKENS, as_text, from_text
from recovery.domain.lifetimes import LIFETIMES
from recovery.errors import NotFound
from recovery.services.entry import carers, visiting
from recovery.services.entry.carers import MOST_OTHERS, Remembered, names_of
from recovery.web.cookies import OTHERS, SESSION, put_cookie, sent
from recovery.web.identity import session_token
from recovery.web.pages import Visit, require_private
from recovery.web.remembered import tokens_in
from recovery.web.rendering import render

PATH = "/auth/people"

SAID = {
    "signed-out": "Signed out. The others stay remembered on this phone.",
    "ended": "One of you is not remembered on this phone any more: open their personal link and enter the PIN. "
    "If the link does not open any more, call the practice for a new one.",
}
"""What the page says at its top, by the word in its address."""


def others(visit: Visit) -> list[Remembered]:
    """Who else is remembered on this phone."""
    tokens = tokens_in(sent(visit.request.scope, OTHERS))
    present = session_token(visit.request.scope)
    found = carers.remembered(visit.office, [token for token in tokens if token != present], now=visit.now)
    own = visit.visitor()
    return [each for each in found if own is None or not _same(each.visitor, own)]


def show(visit: Visit) -> Response:
    """Who is remembered here, and going on as somebody else; the page for opening a link, when nobody is."""
    require_private(visit)
    present, found = visit.visitor(), others(visit)
    if present is not None and (present.is_staff or present.lent or not found):
        return RedirectResponse("/", status_code=303)
    if not found:
        return RedirectResponse("/auth/patient", status_code=303)
    shown = [each.visitor for each in found]
    names = names_of([*shown, *([present] if present else [])])
    return render(
        "people_here.html",
        present=names[-1] if present else "",
        said=SAID.get(visit.asked.get("said", ""), ""),
        clinic=visit.office.clinic(),
        people=[(as_text(each.subject_id), name) for each, name in zip(shown, names, strict=False)],
    )


def switch(visit: Visit) -> Response:
    """Go on as somebody else who is remembered here; the one before stays remembered."""
    require_private(visit)
    wanted, present = from_text(visit.entries.get("person")), visit.visitor()
    is_a_patients = present is None or not (present.is_staff or present.lent)
    found = others(visit) if is_a_patients else []
    chosen = next((each for each in found if each.visitor.subject_id == wanted), None)
    if chosen is None:
        raise NotFound(
            "This phone does not remember them any more. Open their personal link and enter the PIN. "
            "If the link does not open any more, call the practice for a new one."
        )
    return _go_on_as(visit, chosen, to="/")


def as_this_patient(visit: Visit, clinic_id: int, patient_id: int, *, to: str) -> Response | None:
    """Straight on for a phone that remembers this very patient; None for any other."""
    present = visit.visitor()
    if present is not None and _is(present, clinic_id, patient_id) and not present.lent:
        return RedirectResponse(to, status_code=303)
    if present is not None and (present.is_staff or present.lent):
        return None
    found = next((each for each in others(visit) if _is(each.visitor, clinic_id, patient_id)), None)
    return _go_on_as(visit, found, to=to) if found else None


def let_in_beside(visit: Visit, token: str, visitor: Visitor, *, to: str) -> Response:
    """Give the browser a patient's new session; another patient's stays remembered, staff's ends."""
    response = RedirectResponse(to, status_code=303)
    found = _present_patient(visit) + others(visit)
    kept = [each for each in found if not _same(each.visitor, visitor)][:MOST_OTHERS]
    before = visit.visitor()
    held = {each.visitor.session for each in found} | ({before.session} if before else set())
    for session in held - {each.visitor.session for each in kept}:
        visiting.sign_out(visit.office, session, now=visit.now)
    _put(visit, response, token, [each.token for each in kept])
    return response


def _go_on_as(visit: Visit, chosen: Remembered, *, to: str) -> Response:
    response = RedirectResponse(to, status_code=303)
    rest = [each for each in _present_patient(visit) + others(visit) if not _same(each.visitor, chosen.visitor)]
    _put(visit, response, chosen.token, [each.token for each in rest])
    return response


def _present_patient(visit: Visit) -> list[Remembered]:
    visitor, token = visit.visitor(), session_token(visit.request.scope)
    if visitor is None or token is None or visitor.is_staff or visitor.lent:
        return []
    return [Remembered(token, visitor)]


def _put(visit: Visit, response: Response, token: str, rest: Sequence[str]) -> None:
    lasts = int(LIFETIMES[Role.PATIENT].absolute.total_seconds())
    put_cookie(visit.request.scope, response, SESSION, token, max_age=lasts)
    put_cookie(visit.request.scope, response, OTHERS, BETWEEN_TOKENS.join(rest), max_age=lasts if rest else 0)


def _is(visitor: Visitor, clinic_id: int, patient_id: int) -> bool:
    return not visitor.is_staff and (visitor.clinic_id, visitor.subject_id) == (clinic_id, patient_id)


def _same(one: Visitor, other: Visitor) -> bool:
    return not other.is_staff and _is(one, other.clinic_id, other.subject_id)
