"""A step of one way in, brought to the pages of another: it opens nothing, tells nothing, and is not used up."""

from datetime import timedelta

import pytest

from recovery.domain.identifiers import new_token
from recovery.services.entry.passwords import fingerprint
from recovery.store import steps
from recovery.store.steps import Kind, Step
from recovery.web.cookies import STEP
from tests.conftest import PIN, Practice
from tests.web.conftest import Site
from tests.web.conftest import new_token as session_in

NEW = "lamp zebra quartz motel"

ENTRIES = {
    Kind.CODE: ("/auth/code", {"code": "123456"}),
    Kind.INVITATION: ("/auth/join", {"password": NEW, "password_again": NEW}),
    Kind.PERSONAL_LINK: ("/auth/patient", {"pin": PIN, "pin_again": PIN, "agrees": "yes"}),
    Kind.LENT: ("/auth/tablet/agree", {"agrees": "yes"}),
}  # fmt: skip

SWAPPED = [(held, where) for held in Kind for where in ENTRIES if held is not where]


@pytest.mark.parametrize(("held", "where"), SWAPPED)
def test_a_step_opens_nothing_but_what_it_was_begun_for(
    held: Kind, where: Kind, site: Site, practice: Practice
) -> None:
    token, office, until = new_token(), practice.office, site.clock() + timedelta(minutes=5)
    patient = practice.enrol(name="Vera Secretname")
    of_staff = held in (Kind.CODE, Kind.INVITATION)
    step = Step(
        held,
        practice.clinic.clinic_id,
        until,
        account_id=practice.manager.subject_id if of_staff else None,
        patient_id=None if of_staff else patient.patient.patient_id,
    )
    with office.store.writing() as db:
        steps.add(db, fingerprint(token), step, now=site.clock())
    path, entries = ENTRIES[where]
    for form in (None, entries):
        browser = site.browser()
        browser.cookies.set(STEP.name, token)
        answer = browser.post(path, data=form) if form else browser.get(path)
        assert session_in(answer) is None
        assert "Vera" not in answer.text
    with office.store.reading() as db:
        assert steps.find(db, fingerprint(token), held, now=site.clock()) == step
