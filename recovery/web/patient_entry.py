"""Where a personal link leads: agree and choose a PIN at first, enter it later; and words for who is not remembered."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from recovery.domain.access import Visitor
from recovery.domain.first_names import first_name
from recovery.domain.wording.consent import AGREES, statement
from recovery.errors import Conflict, InvalidInput, SignInRefused
from recovery.services.entry import personal_links
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.personal_links import TOO_LATE, Door, Entry
from recovery.web import entry_steps, people_here, tablet
from recovery.web.failures import refused
from recovery.web.identity import session_token
from recovery.web.pages import Visit, require_private
from recovery.web.personal_link import ARRIVAL, ENTRY
from recovery.web.prefetch import prefetch_links
from recovery.web.rendering import render

SAID = {
    "signed-out": "You are signed out on this phone.",
    "ended": "This phone is not remembered any more. Open your personal link and enter your PIN to go on. "
    "If the link does not open any more, call the practice for a new one.",
    "too-late": TOO_LATE,
}
"""What the page says at its top, by the word in its address: no text of an address is ever shown."""

PATIENTS_SCREENS = frozenset({"/report", "/my_recovery", "/my_data"})
"""Whoever is led away from one of these is a patient, also when nothing else is known of them any more."""


def show(visit: Visit) -> Response:
    """What is asked of whoever opened a link; without one, how to open it."""
    require_private(visit)
    door = personal_links.door(visit.office, step=entry_steps.step_of(visit), now=visit.now)
    if door is not None:
        return _form(visit, door)
    visitor = visit.visitor()
    if visitor is not None:
        return RedirectResponse("/", status_code=303)
    return away(visit, said=visit.asked.get("said", ""))


def come_in(visit: Visit) -> Response:
    """Let in whoever agrees and chooses a PIN, or knows it."""
    require_private(visit)
    step = entry_steps.step_of(visit)
    entry = Entry(
        pin=visit.entries.get("pin", ""),
        pin_again=visit.entries.get("pin_again", ""),
        agrees=visit.entries.get("agrees") == "yes",
    )
    try:
        token, visitor = personal_links.come_in(
            visit.office, step=step, entry=entry, device=visit.device, now=visit.now
        )
    except (InvalidInput, Conflict, SignInRefused) as refusal:
        return _refused(visit, step, refusal)
    return entry_steps.drop(visit, people_here.let_in_beside(visit, token, visitor, to=ARRIVAL))


def away(visit: Visit, *, said: str = "", status: int = 200) -> Response:
    """How a patient comes back in who is not signed in on this phone."""
    return render("patient_away.html", status=status, clinic=visit.office.clinic(), said=SAID.get(said, ""))


def instead_of_sign_in(visit: Visit, *, wanted: str) -> Response | None:
    """Where a patient is led who would see the staff's sign-in page; None for anybody else."""
    if visit.asked.get("staff"):
        return None
    return _led_away(visit, None, page=wanted, said="ended")


def after_sign_out(visit: Visit, holder: Visitor | None, *, page: str, said: str) -> Response | None:
    """Where a patient is led whose session is over, or who signed out on this page; None for anybody else.

    `holder` is whose session it was, as long as it lived.
    """
    return _led_away(visit, holder, page=page, said=said)


def _led_away(visit: Visit, holder: Visitor | None, *, page: str, said: str) -> Response | None:
    if holder is not None and holder.is_staff:
        return None
    if tablet.was_lent(visit):
        return tablet.give_back(visit)
    if not _is_a_patients(visit, holder, page=page):
        return None
    if people_here.others(visit):
        return RedirectResponse(f"{people_here.PATH}?said={said}", status_code=303)
    clinic = visit.office.clinic()
    if clinic is None or clinic.demo:
        return None  # a demo's sign-in page lets patients in by a click
    return RedirectResponse(f"{ENTRY}?said={said}", status_code=303)


def _is_a_patients(visit: Visit, holder: Visitor | None, *, page: str) -> bool:
    """Whether the session that is over was a patient's; where that is forgotten, whether the page is one of theirs."""
    if holder is not None:
        return not holder.is_staff
    token = session_token(visit.request.scope)
    known = personal_links.was_a_patients(visit.office, fingerprint(token)) if token else None
    return urlsplit(page).path in PATIENTS_SCREENS if known is None else known


def _refused(visit: Visit, step: str, refusal: InvalidInput | Conflict | SignInRefused) -> Response:
    """The form again with what was wrong; nothing that was typed into it comes back but the tick."""
    door = personal_links.door(visit.office, step=step, now=visit.now)
    if door is None:
        return away(visit, said="too-late", status=403)
    field = refusal.field if isinstance(refusal, InvalidInput) else "pin"
    return _form(visit, door, errors={field or "pin": str(refusal)}, **refused(refusal))


def _form(
    visit: Visit, door: Door, *, errors: Mapping[str, str] | None = None, status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    here = visit.visitor()
    return render(
        "patient_entry.html",
        status=status,
        headers=headers,
        door=door,
        name=door.patient.first_name,
        statement=statement(door.clinic),
        agrees=AGREES,
        ticked=visit.entries.get("agrees") == "yes",
        errors=errors or {},
        staff=here.name if here is not None and here.is_staff else "",
        other=first_name(here.name) if here is not None and not here.is_staff else "",
        prefetch=prefetch_links(),
    )
