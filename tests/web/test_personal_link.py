"""A patient's personal link."""

from datetime import timedelta

import pytest

from recovery.services import enrolling
from recovery.web.identity import COOKIE
from tests.conftest import Practice
from tests.web.conftest import CLINICIAN, Site, new_token


def test_the_link_signs_the_phone_in_and_leaves_the_address(site: Site, practice: Practice) -> None:
    answer = site.browser().get(f"/p/{practice.enrol().link}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/report")
    assert site.is_signed_in(new_token(answer))


def test_a_phone_is_remembered_for_the_course_of_weeks(site: Site, practice: Practice) -> None:
    cookie = site.browser().get(f"/p/{practice.enrol().link}").headers["set-cookie"].lower()
    assert {"max-age=31622400", "httponly", "samesite=lax"} <= set(cookie.split("; "))


def test_the_link_opens_again_and_ends_this_phones_session_before(site: Site, practice: Practice) -> None:
    link = practice.enrol().link
    first = new_token(site.browser().get(f"/p/{link}"))
    second = new_token(site.browser(first).get(f"/p/{link}"))
    assert (site.is_signed_in(first), site.is_signed_in(second)) == (False, True)


def test_a_session_that_somebody_planted_is_not_adopted(site: Site, practice: Practice) -> None:
    answer = site.browser("planted").get(f"/p/{practice.enrol().link}")
    assert new_token(answer) not in {None, "planted"}


def test_links_that_do_not_open_all_get_one_answer(site: Site, practice: Practice) -> None:
    revoked, replaced = practice.enrol(name="Bo Example"), practice.enrol(name="Cy Example")
    enrolling.revoke_link(
        site.open_office(), practice.clinician, patient_id=revoked.patient.patient_id, now=practice.now
    )
    enrolling.renew_link(
        site.open_office(), practice.clinician, patient_id=replaced.patient.patient_id, now=practice.now
    )
    old = practice.enrol(name="Di Example").link
    site.clock.forward(days=91)
    links = [revoked.link, replaced.link, old, "made-up", "x" * 5_000, "%00", "%F0%9F%99%82", "<script>"]
    answers = [site.browser().get(f"/p/{link}") for link in links]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert "Call +1 901 555 0100" in answers[0].text


def test_another_patient_on_the_same_phone_is_asked_too(site: Site, practice: Practice) -> None:
    own, other = practice.enrol(name="Ada Example").link, practice.enrol(name="Bea Example").link
    phone = site.browser()
    phone.get(f"/p/{own}")
    asked = phone.get(f"/p/{other}")
    assert "You are signed in here as Ada Example" in asked.text
    assert "set-cookie" not in asked.headers
    assert phone.get(f"/p/{own}").headers["location"] == "/report"


def test_a_member_of_staff_is_asked_before_being_signed_out(site: Site, practice: Practice) -> None:
    browser, link = site.of_staff(CLINICIAN), practice.enrol().link
    staff = browser.cookies[COOKIE]
    asked = browser.get(f"/p/{link}")
    assert (asked.status_code, "set-cookie" in asked.headers) == (200, False)
    assert "You are signed in here as Cleo Clinician" in asked.text
    assert site.is_signed_in(staff)
    opened = browser.post(f"/p/{link}", data={"": ""})
    assert (opened.status_code, opened.headers["location"]) == (303, "/report")
    assert (site.is_signed_in(staff), site.is_signed_in(new_token(opened))) == (False, True)


def test_another_site_cannot_answer_for_staff(site: Site, practice: Practice) -> None:
    browser, link = site.of_staff(CLINICIAN), practice.enrol().link
    answer = browser.post(f"/p/{link}", data={"": ""}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert site.is_signed_in(browser.cookies[COOKIE])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_is_let_in_in_the_clear(site: Site, practice: Practice, method: str) -> None:
    link = practice.enrol().link
    browser = site.browser(at="http://clinic.example")
    answer = browser.request(method, f"/p/{link}", data={"": ""} if method == "POST" else None)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "https://" in answer.text


def test_a_browser_that_guesses_ahead_opens_nothing(site: Site, practice: Practice) -> None:
    patient = practice.enrol()
    answer = site.browser().get(f"/p/{patient.link}", headers={"sec-purpose": "prefetch;prerender"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (503, False)


def test_a_session_of_a_link_ends_with_its_time(site: Site, practice: Practice) -> None:
    token = new_token(site.browser().get(f"/p/{practice.enrol().link}"))
    site.clock.time += timedelta(days=366)
    assert not site.is_signed_in(token)
