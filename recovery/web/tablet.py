"""The tablet at the desk: handed to a patient for one report, and given back."""

from starlette.responses import RedirectResponse, Response

from recovery.domain.identifiers import as_text, from_text
from recovery.domain.wording.consent import AGREES, statement
from recovery.errors import InvalidInput, SignInRefused
from recovery.services.entry import lending
from recovery.web import entry_steps, remembered
from recovery.web.cookies import LENT, SESSION, put_cookie, sent
from recovery.web.pages import Visit, require_private
from recovery.web.personal_link import ARRIVAL
from recovery.web.rendering import render

PATH = "/auth/tablet"

AGREE = f"{PATH}/agree"

DONE = f"{PATH}/done"


def ask(visit: Visit) -> Response:
    """What handing the tablet over will do, and the button that does it."""
    require_private(visit)
    patient_id = from_text(visit.asked.get("patient"))
    found = lending.lending(visit.office, visit.signed_in(), patient_id=patient_id)
    return render("tablet_ask.html", name=found.patient.name, person=as_text(patient_id))


def hand_over(visit: Visit) -> Response:
    """Sign the clinician out, and lead the patient to the report, or first to what they agree to.

    Patients whom this device remembers are signed out as well: whoever holds it now is none of them.
    """
    require_private(visit)
    handed = lending.lend(
        visit.office,
        visit.signed_in(),
        patient_id=from_text(visit.entries.get("patient")),
        device=visit.device,
        now=visit.now,
    )
    if handed.has_agreed:
        return _in_other_hands(visit, _lent(visit, handed.token))
    response = entry_steps.go_on(visit, handed.token, to=AGREE, until=handed.until)
    put_cookie(visit.request.scope, response, SESSION, "", max_age=0)
    return _in_other_hands(visit, _marked(visit, response))


def show_statement(visit: Visit) -> Response:
    """What the patient agrees to who has the tablet."""
    return _statement(visit)


def agree(visit: Visit) -> Response:
    """Lead to the report once the patient agrees."""
    require_private(visit)
    agrees = visit.entries.get("agrees") == "yes"
    try:
        token, _ = lending.agree(
            visit.office, step=entry_steps.step_of(visit), agrees=agrees, device=visit.device, now=visit.now
        )
    except InvalidInput as refusal:
        return _statement(visit, errors={refusal.field: str(refusal)}, status=400)
    except SignInRefused:
        return _thanks(visit)
    return entry_steps.drop(visit, _lent(visit, token))


def done(_visit: Visit) -> Response:
    """Thanks, and nothing of the patient; from here only staff go on."""
    return render("tablet_done.html")


def was_lent(visit: Visit) -> bool:
    """Whether this browser was lent, and nobody has signed in since."""
    return bool(sent(visit.request.scope, LENT))


def give_back(visit: Visit) -> Response:
    """Lead to the thanks, and take all that the turn left in the browser."""
    response = RedirectResponse(DONE, status_code=303)
    for cookie in (SESSION, LENT):
        put_cookie(visit.request.scope, response, cookie, "", max_age=0)
    return entry_steps.drop(visit, response)


def _in_other_hands(visit: Visit, response: Response) -> Response:
    return remembered.forget_all(visit.office, visit.request.scope, response, now=visit.now)


def _lent(visit: Visit, token: str) -> Response:
    """The session for this window only: the cookie goes when the browser is closed."""
    response = RedirectResponse(ARRIVAL, status_code=303)
    put_cookie(visit.request.scope, response, SESSION, token, max_age=None)
    return _marked(visit, response)


def _marked(visit: Visit, response: Response) -> Response:
    put_cookie(visit.request.scope, response, LENT, "1", max_age=None)
    return response


def _statement(visit: Visit, *, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    found = lending.waiting_for_consent(visit.office, step=entry_steps.step_of(visit), now=visit.now)
    if found is None:
        return _thanks(visit)
    return render(
        "tablet_agree.html",
        status=status,
        name=found.patient.first_name,
        clinic=found.clinic,
        statement=statement(found.clinic),
        agrees=AGREES,
        errors=errors or {},
    )


def _thanks(visit: Visit) -> Response:
    here = visit.visitor()
    return RedirectResponse("/", status_code=303) if here is not None else give_back(visit)
