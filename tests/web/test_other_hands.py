"""A device that remembers patients, in the hands of staff and on loan: nobody there becomes one of those patients."""

import pytest
from starlette.testclient import TestClient

from recovery.domain.identifiers import as_text
from recovery.web.cookies import OTHERS, SESSION
from tests.conftest import PASSWORD, Enrolled, Practice, come_in
from tests.web.conftest import CLINICIAN, Site


@pytest.fixture
def ada(practice: Practice) -> Enrolled:
    return practice.enrol(name="Ada Example")


@pytest.fixture
def adas(practice: Practice, ada: Enrolled) -> str:
    """The token of a session by which the device remembers Ada."""
    return come_in(practice.office, ada.link, now=practice.now)[0]


@pytest.fixture
def desk(site: Site, adas: str) -> TestClient:
    """A device on which a clinician is signed in, after Ada was."""
    browser = site.browser(site.of_staff(CLINICIAN).cookies[SESSION.name])
    browser.cookies.set(OTHERS.name, adas)
    return browser


def person(patient: Enrolled, field: str) -> dict[str, str]:
    return {field: as_text(patient.patient.patient_id)}


def goes_on_as(browser: TestClient, patient: Enrolled) -> bool:
    return browser.post("/auth/people", data=person(patient, "person")).status_code == 303


@pytest.mark.parametrize("agreed", [True, False])
def test_handing_a_device_over_signs_out_the_patients_whom_it_remembers(
    agreed, site: Site, practice: Practice, desk: TestClient, adas: str
) -> None:
    bea = practice.enrol(name="Bea Other")
    if agreed:
        come_in(practice.office, bea.link, now=practice.now)
    handed = desk.post("/auth/tablet", data=person(bea, "patient"))
    assert handed.status_code == 303
    assert any(each.startswith(f'{OTHERS.name}=""') for each in handed.headers.get_list("set-cookie"))
    assert not site.is_signed_in(adas)


def test_whoever_holds_a_lent_device_goes_on_as_nobody_else(
    site: Site, practice: Practice, ada: Enrolled, adas: str
) -> None:
    bea = practice.enrol(name="Bea Other")
    come_in(practice.office, bea.link, now=practice.now)
    handed = site.of_staff(CLINICIAN).post("/auth/tablet", data=person(bea, "patient"))
    tablet = site.browser(handed.cookies[SESSION.name])
    tablet.cookies.set(OTHERS.name, adas)
    assert not goes_on_as(tablet, ada)


def test_staff_go_on_as_no_patient(desk: TestClient, ada: Enrolled) -> None:
    assert not goes_on_as(desk, ada)


def test_staff_who_sign_in_and_out_leave_no_patient_remembered(site: Site, ada: Enrolled, adas: str) -> None:
    desk = site.browser()
    desk.cookies.set(OTHERS.name, adas)
    let_in = desk.post("/auth/login", data={"login": CLINICIAN, "password": PASSWORD})
    assert let_in.status_code == 303
    assert any(each.startswith(f'{OTHERS.name}=""') for each in let_in.headers.get_list("set-cookie"))
    assert not site.is_signed_in(adas)
    desk.post("/auth/logout")
    assert not goes_on_as(desk, ada)


def test_a_refused_sign_in_leaves_patients_remembered(site: Site, adas: str) -> None:
    desk = site.browser()
    desk.cookies.set(OTHERS.name, adas)
    assert desk.post("/auth/login", data={"login": CLINICIAN, "password": "not the password"}).status_code == 401
    assert site.is_signed_in(adas)
