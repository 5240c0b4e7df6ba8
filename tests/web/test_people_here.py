"""A carer's phone that remembers several patients."""

import pytest

from recovery.domain.identifiers import as_text
from recovery.services.entry.carers import MOST_OTHERS
from recovery.services.people import handing_out
from recovery.web.people_here import tokens_in
from tests.conftest import Practice
from tests.cookies import OTHERS, SESSION
from tests.web.conftest import CLINICIAN, MANAGER, Site
from tests.web.test_personal_link import enter


@pytest.fixture
def ada(practice: Practice):
    return practice.enrol(name="Ada Example")


@pytest.fixture
def bea(practice: Practice):
    return practice.enrol(name="Bea Other")


@pytest.fixture
def shared(site: Site, ada, bea):
    """A phone on which first Ada, then Bea came in."""
    phone = site.browser()
    enter(phone, ada.link)
    phone.get(f"/p/{bea.link}")
    assert "Ada stays remembered on this phone. This is about Bea" in phone.get("/auth/patient").text
    enter(phone, bea.link)
    return phone


def person(patient):
    return {"person": as_text(patient.patient.patient_id)}


def who(site, phone):
    """Whose session the phone holds."""
    from recovery.services.entry.passwords import fingerprint  # noqa: PLC0415
    from recovery.services.entry.visiting import visitor_of  # noqa: PLC0415

    return visitor_of(site.open_office(), fingerprint(phone.cookies[SESSION]), now=site.clock()).name


def test_opening_anothers_link_keeps_the_one_before(site: Site, shared) -> None:
    assert who(site, shared) == "Bea Other"
    page = shared.get("/auth/people").text
    assert ("Go on as Ada" in page, "Stay with Bea" in page, "Example" in page) == (True, True, False)


def test_going_on_as_somebody_else_and_back_needs_no_pin(site: Site, shared, ada, bea) -> None:
    tokens = {shared.cookies[SESSION], *tokens_in(shared.cookies[OTHERS])}
    assert shared.post("/auth/people", data=person(ada)).headers["location"] == "/"
    assert who(site, shared) == "Ada Example"
    assert shared.get(f"/p/{bea.link}").headers["location"] == "/report"
    assert who(site, shared) == "Bea Other"
    assert {shared.cookies[SESSION], *tokens_in(shared.cookies[OTHERS])} == tokens


def test_signing_out_ends_this_one_only_and_offers_the_others(site: Site, shared, ada, bea) -> None:
    before = shared.cookies[SESSION]
    led = shared.post("/auth/logout", data={"": ""})
    assert led.headers["location"] == "/auth/people?said=signed-out"
    assert not site.is_signed_in(before)
    page = shared.get(led.headers["location"]).text
    assert ("Signed out. The others stay" in page, "Go on as Ada" in page, "Bea" in page) == (True, True, False)
    shared.post("/auth/people", data=person(ada))
    assert who(site, shared) == "Ada Example"
    assert shared.get("/auth/people").headers["location"] == "/"


def test_whoever_is_not_remembered_here_cannot_be_chosen(site: Site, practice: Practice, shared) -> None:
    stranger = practice.enrol(name="Cyd Stranger")
    for entries in (person(stranger), {"person": "nonsense"}, {"": ""}):
        answer = shared.post("/auth/people", data=entries)
        assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)
    assert who(site, shared) == "Bea Other"


@pytest.mark.parametrize("login", [CLINICIAN, MANAGER])
def test_a_session_of_staff_in_the_cookie_is_nobody_to_choose(login, site: Site, ada) -> None:
    staff = site.of_staff(login).cookies[SESSION]
    phone = site.browser()
    enter(phone, ada.link)
    phone.cookies.set(OTHERS, staff)
    assert phone.get("/auth/people").headers["location"] == "/"


PLANTED = ["planted", ".", "....", "x" * 9_000, "a.b.c.d.e.f.g", '"', "%00"]


@pytest.mark.parametrize("value", PLANTED)
def test_nonsense_in_the_cookie_is_nobody(value, site: Site, ada) -> None:
    phone = site.browser()
    enter(phone, ada.link)
    phone.cookies.set(OTHERS, value)
    assert phone.get("/auth/people").headers["location"] == "/"
    assert len(tokens_in(value)) <= MOST_OTHERS


def test_a_patient_whose_link_was_renewed_is_gone_from_the_phone(site: Site, practice: Practice, shared, ada) -> None:
    handing_out.renew_link(practice.office, practice.clinician, patient_id=ada.patient.patient_id, now=practice.now)
    assert shared.get("/auth/people").headers["location"] == "/"


def test_a_phone_keeps_five_others_and_signs_out_whom_it_forgets(site: Site, practice: Practice) -> None:
    phone, tokens = site.browser(), []
    for number in range(MOST_OTHERS + 2):
        enter(phone, practice.enrol(name=f"Patient{number} Example").link)
        tokens.append(phone.cookies[SESSION])
    assert len(tokens_in(phone.cookies[OTHERS])) == MOST_OTHERS
    assert [site.is_signed_in(token) for token in tokens] == [False] + [True] * (MOST_OTHERS + 1)


def test_two_of_the_same_first_name_are_told_apart(site: Site, practice: Practice) -> None:
    phone = site.browser()
    for name in ("Ada Example", "Ada <b>Other", "Bea Third"):
        enter(phone, practice.enrol(name=name).link)
    page = phone.get("/auth/people").text
    assert "Go on as Ada Example" in page
    assert "Go on as Ada &lt;b&gt;Other" in page


def test_staff_have_no_such_page(site: Site, practice: Practice) -> None:
    assert site.of_staff(CLINICIAN).get("/auth/people").headers["location"] == "/"
    assert site.browser().get("/auth/people").headers["location"] == "/auth/patient"


def test_who_is_not_remembered_any_more_reads_whom_to_call_when_the_link_is_dead_too(site: Site, shared) -> None:
    page = shared.get("/auth/people?said=ended").text
    assert "If the link does not open any more, call the practice for a new one." in page
    assert 'href="tel:+19015550100"' in page
