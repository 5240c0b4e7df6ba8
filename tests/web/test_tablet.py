"""Lending the tablet, as its browser meets it."""

import pytest

from recovery.domain.identifiers import as_text
from recovery.domain.report import Draft
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.visiting import visitor_of
from recovery.services.people import handing_out
from recovery.services.recoveries import reporting
from tests.conftest import Practice, come_in
from tests.cookies import LENT, SESSION, STEP
from tests.web.conftest import CLINICIAN, HERE, MANAGER, Site


@pytest.fixture
def patient(practice: Practice):
    return practice.enrol(name="Ada Example")


@pytest.fixture
def agreed(practice: Practice, patient):
    """Somebody who has agreed before."""
    come_in(practice.office, patient.link, now=practice.now)
    return patient


def person(patient):
    return {"patient": as_text(patient.patient.patient_id)}


def at_the_desk(site):
    """A tablet on which the clinician is signed in, with a cookie that answers can replace as in a browser."""
    return hold(site.browser(), site.of_staff(CLINICIAN).cookies[SESSION])


def hold(tablet, token):
    if SESSION in tablet.cookies:
        tablet.cookies.delete(SESSION)
    tablet.cookies.set(SESSION, token, domain="localhost.local", path="/")
    return tablet


def lent(site, patient):
    """A tablet in the patient's hands."""
    tablet = at_the_desk(site)
    tablet.post("/auth/tablet", data=person(patient))
    return tablet


def send(site, tablet, patient):
    visitor = visitor_of(site.open_office(), fingerprint(tablet.cookies[SESSION]), now=site.clock())
    reporting.submit(
        site.open_office(), visitor, treatment_id=patient.treatment_id, draft=Draft(day=3), now=site.clock()
    )


def test_the_page_says_what_will_happen_and_changes_nothing(site: Site, agreed) -> None:
    tablet = at_the_desk(site)
    page = tablet.get("/auth/tablet", params=person(agreed))
    assert "Hand this device to Ada Example?" in page.text
    for words in (
        "You are signed out here first",
        "stands in it already",
        "After sending it shows how the recovery stands",
    ):
        assert words in page.text
    assert site.is_signed_in(tablet.cookies[SESSION])


def test_the_clinicians_session_gives_way_to_one_for_this_window_only(site: Site, agreed) -> None:
    tablet = at_the_desk(site)
    staff = tablet.cookies[SESSION]
    handed = tablet.post("/auth/tablet", data=person(agreed))
    assert handed.headers["location"] == "/report"
    ours = next(cookie for cookie in handed.headers.get_list("set-cookie") if cookie.startswith(SESSION)).lower()
    assert ("max-age" in ours, "expires" in ours, "httponly" in ours) == (False, False, True)
    assert (site.is_signed_in(staff), site.is_signed_in(tablet.cookies[SESSION])) == (False, True)


def test_who_never_agreed_reads_the_statement_first_and_nobody_is_signed_in_meanwhile(site: Site, patient) -> None:
    tablet = at_the_desk(site)
    handed = tablet.post("/auth/tablet", data=person(patient))
    assert handed.headers["location"] == "/auth/tablet/agree"
    assert SESSION not in tablet.cookies
    page = tablet.get("/auth/tablet/agree").text
    assert ("Hello Ada" in page, "I agree" in page, 'name="pin"' in page) == (True, True, False)
    assert tablet.post("/auth/tablet/agree", data={"": ""}).status_code == 400
    went = tablet.post("/auth/tablet/agree", data={"agrees": "yes"})
    assert went.headers["location"] == "/report"
    assert site.is_signed_in(tablet.cookies[SESSION])
    assert STEP not in tablet.cookies
    assert tablet.get("/auth/tablet/agree").headers["location"] == "/"


def test_after_sending_everything_leads_to_thanks_that_show_nothing_of_the_patient(site: Site, agreed) -> None:
    tablet = lent(site, agreed)
    send(site, tablet, agreed)
    led = tablet.get("/auth/logout", headers={"referer": f"{HERE}/report"})
    assert led.headers["location"] == "/auth/tablet/done"
    assert not {SESSION, LENT, STEP} & set(tablet.cookies)
    thanks = tablet.get("/auth/tablet/done")
    assert ("Thank you" in thanks.text, "Ada" in thanks.text) == (True, False)
    assert 'name="password"' not in thanks.text
    assert thanks.headers["cache-control"] == "no-store"
    assert 'name="password"' in tablet.get("/auth/login?staff=yes").text


@pytest.mark.parametrize("how", ["sent", "idle", "renewed", "given back"])
def test_however_the_turn_ends_the_next_page_is_the_thanks(how, site: Site, practice: Practice, agreed) -> None:
    tablet = lent(site, agreed)
    if how == "sent":
        send(site, tablet, agreed)
    elif how == "idle":
        site.clock.forward(minutes=11)
    elif how == "renewed":
        key = {"patient_id": agreed.patient.patient_id, "now": site.clock()}
        handing_out.renew_link(practice.office, practice.clinician, **key)
    else:
        assert tablet.post("/auth/logout", data={"": ""}).headers["location"] == "/auth/tablet/done"
        return
    first = tablet.get("/report")
    assert first.headers["location"].startswith("/auth/login")
    assert tablet.get(first.headers["location"]).headers["location"] == "/auth/tablet/done"


def test_going_back_after_the_end_shows_nothing(site: Site, agreed) -> None:
    tablet = lent(site, agreed)
    send(site, tablet, agreed)
    tablet.get("/auth/logout")
    for address in ("/report", "/auth/tablet/agree", "/auth/tablet?patient=" + person(agreed)["patient"], "/people"):
        answer = tablet.get(address)
        assert answer.status_code in {303, 401}
        assert "Ada" not in answer.text


def test_a_lent_tablet_reaches_no_page_of_staff_and_cannot_be_lent_on(site: Site, agreed) -> None:
    tablet = lent(site, agreed)
    assert tablet.get("/auth/tablet", params=person(agreed)).status_code == 403
    assert tablet.post("/auth/tablet", data=person(agreed)).status_code == 403
    assert site.is_signed_in(tablet.cookies[SESSION])


@pytest.mark.parametrize("login", [MANAGER, None])
def test_only_clinicians_hand_over(login, site: Site, agreed) -> None:
    browser = site.of_staff(login) if login else site.browser()
    for answer in (
        browser.get("/auth/tablet", params=person(agreed)),
        browser.post("/auth/tablet", data=person(agreed)),
    ):
        assert answer.status_code == (403 if login else 401)
        assert "Ada" not in answer.text


@pytest.mark.parametrize("entries", [{"patient": "nonsense"}, {"": ""}, {"patient": "0000000000001"}])
def test_an_address_of_nobody_leads_nowhere_and_signs_nobody_out(entries, site: Site, agreed) -> None:
    tablet = at_the_desk(site)
    assert tablet.post("/auth/tablet", data=entries).status_code == 404
    assert site.is_signed_in(tablet.cookies[SESSION])


def test_when_staff_sign_in_on_the_tablet_again_they_sign_out_as_staff(site: Site, agreed) -> None:
    tablet = lent(site, agreed)
    hold(tablet, site.of_staff(CLINICIAN).cookies[SESSION])
    assert tablet.post("/auth/logout", data={"": ""}).headers["location"].startswith("/auth/login")
