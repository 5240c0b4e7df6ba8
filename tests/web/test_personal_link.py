"""A patient's personal link and where it leads, as a browser meets them."""

import logging
import re
from datetime import timedelta

import pytest

from recovery.domain.devices import UNKNOWN
from recovery.services.entry import pins
from recovery.services.people import handing_out
from recovery.web.routes import without_secrets
from tests.conftest import PIN, Practice
from tests.cookies import OTHERS, SESSION, STEP
from tests.web.conftest import CLINICIAN, HERE, Site, new_token

FIRST = {"agrees": "yes", "pin": PIN, "pin_again": PIN}


def enter(phone, link, entries=FIRST):
    """Open a link and fill in what it leads to."""
    assert phone.get(f"/p/{link}").headers["location"] == "/auth/patient"
    return phone.post("/auth/patient", data=entries)


def opened(site, practice, **enrolled):
    """A phone that has come in, and whose it is."""
    patient = practice.enrol(**enrolled)
    phone = site.browser()
    assert enter(phone, patient.link).headers["location"] == "/report"
    return phone, patient


def test_the_link_is_exchanged_at_once_and_its_token_stands_nowhere_after(site: Site, practice: Practice) -> None:
    link = practice.enrol().link
    phone = site.browser()
    exchanged = phone.get(f"/p/{link}")
    assert (exchanged.status_code, exchanged.headers["location"]) == (303, "/auth/patient")
    assert (SESSION in exchanged.cookies, STEP in exchanged.cookies) == (False, True)
    asked = phone.get("/auth/patient")
    everything = [*exchanged.headers.values(), exchanged.text, *asked.headers.values(), asked.text]
    assert not any(link in text for text in everything)
    assert (asked.headers["referrer-policy"], asked.headers["cache-control"]) == ("same-origin", "no-store")


def test_the_first_use_asks_for_consent_and_a_pin_and_signs_the_phone_in(site: Site, practice: Practice) -> None:
    phone, patient = site.browser(), practice.enrol(name="Ada Example")
    phone.get(f"/p/{patient.link}")
    page = phone.get("/auth/patient").text
    for words in ("Hello Ada", "Who sees this", "Nobody at the practice looks", "10 years", "911", "erase", "I agree"):
        assert words in page
    assert page.count('inputmode="numeric"') == page.count('autocomplete="new-password"') == 2
    assert (page.count("<script"), "maxlength" in page, "onpaste" in page) == (0, False, False)
    answer = phone.post("/auth/patient", data=FIRST)
    assert (answer.status_code, answer.headers["location"]) == (303, "/report")
    assert site.is_signed_in(new_token(answer))
    assert STEP not in phone.cookies


def test_a_phone_is_remembered_for_the_course_of_weeks(site: Site, practice: Practice) -> None:
    cookies = enter(site.browser(), practice.enrol().link).headers.get_list("set-cookie")
    ours = next(cookie.lower() for cookie in cookies if cookie.startswith(SESSION))
    assert {"max-age=31622400", "httponly", "samesite=lax", "path=/"} <= set(ours.split("; "))


def test_another_phone_is_asked_for_the_pin_and_a_remembered_one_is_not(site: Site, practice: Practice) -> None:
    phone, patient = opened(site, practice)
    straight = phone.get(f"/p/{patient.link}")
    assert (straight.headers["location"], "set-cookie" in straight.headers) == ("/report", False)
    second = site.browser()
    second.get(f"/p/{patient.link}")
    asked = second.get("/auth/patient").text
    assert ("I agree" in asked, 'autocomplete="current-password"' in asked) == (False, True)
    wrong = second.post("/auth/patient", data={"pin": "739182"})
    assert (wrong.status_code, SESSION in wrong.cookies) == (403, False)
    assert "This PIN is not right" in wrong.text
    assert "739182" not in wrong.text
    assert second.post("/auth/patient", data={"pin": PIN}).headers["location"] == "/report"


MISTAKES = [
    ({"pin": PIN, "pin_again": PIN}, "tick that you agree"),
    ({**FIRST, "pin": "111111", "pin_again": "111111"}, "too easy to guess"),
    ({**FIRST, "pin_again": "739182"}, "not the same"),
    ({}, "tick that you agree"),
]


@pytest.mark.parametrize(("entries", "said"), MISTAKES)
def test_a_mistake_at_first_use_is_said_beside_its_field(entries, said, site: Site, practice: Practice) -> None:
    phone = site.browser()
    answer = enter(phone, practice.enrol().link, entries or {"": ""})
    assert (answer.status_code, SESSION in answer.cookies) == (400, False)
    assert re.search(rf'class="error" id="(agrees|pin|pin_again)_error">[^<]*{said}', answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert PIN not in answer.text
    assert phone.post("/auth/patient", data=FIRST).headers["location"] == "/report"


def test_too_many_wrong_pins_say_how_long_to_wait(site: Site, practice: Practice) -> None:
    _, patient = opened(site, practice)
    for _ in range(pins.FREE_TRIES):
        guessing = site.browser()  # each with a step of its own: they count at the patient
        assert enter(guessing, patient.link, {"pin": "739182"}).status_code == 403
    waiting = enter(site.browser(), patient.link, {"pin": PIN})
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "30")
    assert "Wait 30 seconds" in waiting.text
    site.clock.forward(seconds=31)
    assert enter(site.browser(), patient.link, {"pin": PIN}).headers["location"] == "/report"


def test_the_second_of_two_at_first_use_is_asked_for_the_pin_of_the_first(site: Site, practice: Practice) -> None:
    link = practice.enrol().link
    first, second = site.browser(), site.browser()
    second.get(f"/p/{link}")
    enter(first, link)
    late = second.post("/auth/patient", data={**FIRST, "pin": "739182", "pin_again": "739182"})
    assert (late.status_code, SESSION in late.cookies) == (409, False)
    assert 'autocomplete="current-password"' in late.text
    assert second.post("/auth/patient", data={"pin": PIN}).headers["location"] == "/report"


def test_cookies_that_somebody_planted_are_not_adopted(site: Site, practice: Practice) -> None:
    link = practice.enrol().link
    phone = site.browser("planted")
    phone.cookies.set(STEP, "planted", path="/auth")
    exchanged = phone.get(f"/p/{link}")
    assert exchanged.cookies[STEP] != "planted"
    phone.cookies.delete(STEP)
    phone.cookies.set(STEP, exchanged.cookies[STEP], path="/auth")
    assert new_token(phone.post("/auth/patient", data=FIRST)) not in {None, "planted"}
    assert not site.is_signed_in("planted")


def test_a_step_that_is_planted_late_or_used_lets_nobody_in_and_says_what_to_do(site: Site, practice: Practice) -> None:
    link = practice.enrol().link
    used = site.browser()
    step = used.get(f"/p/{link}").cookies[STEP]
    used.post("/auth/patient", data=FIRST)
    late = site.browser()
    late.get(f"/p/{link}")
    site.clock.forward(minutes=20)
    for token in ("planted", "", "x" * 5_000, step, late.cookies[STEP]):
        browser = site.browser()
        browser.cookies.set(STEP, token, path="/auth")
        answer = browser.post("/auth/patient", data=FIRST)
        assert (answer.status_code, SESSION in answer.cookies) == (403, False)
        assert "Open your personal link again" in answer.text
        assert "Open your personal link" in browser.get("/auth/patient").text


def test_links_that_do_not_open_all_get_one_answer(site: Site, practice: Practice) -> None:
    revoked, replaced = practice.enrol(name="Bo Example"), practice.enrol(name="Cy Example")
    handing_out.revoke_link(
        site.open_office(), practice.clinician, patient_id=revoked.patient.patient_id, now=practice.now
    )
    handing_out.renew_link(
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


def test_the_link_of_a_recovery_that_is_over_says_that(site: Site, practice: Practice) -> None:
    patient = practice.enrol()
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = '2026-01-01'")
    answer = site.browser().get(f"/p/{patient.link}")
    assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)
    assert "This recovery is closed" in answer.text


def test_a_member_of_staff_is_told_that_going_on_signs_them_out(site: Site, practice: Practice) -> None:
    browser, link = site.of_staff(CLINICIAN), practice.enrol().link
    staff = browser.cookies[SESSION]
    browser.get(f"/p/{link}")
    asked = browser.get("/auth/patient")
    assert "You are signed in here as Cleo Clinician" in asked.text
    assert site.is_signed_in(staff)
    came = browser.post("/auth/patient", data=FIRST)
    assert came.headers["location"] == "/report"
    assert (site.is_signed_in(staff), site.is_signed_in(new_token(came))) == (False, True)


@pytest.mark.parametrize("address", ["/auth/patient", "/auth/people", "/auth/tablet", "/auth/tablet/agree"])
def test_another_site_can_send_none_of_these_forms(address, site: Site, practice: Practice) -> None:
    phone, patient = site.browser(), practice.enrol()
    phone.get(f"/p/{patient.link}")
    for origin in ("https://evil.example", "null", "http://localhost:9999"):
        answer = phone.post(address, data=FIRST, headers={"origin": origin})
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert phone.post("/auth/patient", data=FIRST).headers["location"] == "/report"


@pytest.mark.parametrize(("method", "address"), [("GET", "/p/{}"), ("GET", "/auth/patient"), ("POST", "/auth/patient"),
                                                 ("GET", "/auth/people"), ("POST", "/auth/people"),
                                                 ("POST", "/auth/tablet"), ("POST", "/auth/tablet/agree")])  # fmt: skip
def test_nobody_is_let_in_in_the_clear(site: Site, practice: Practice, method: str, address: str) -> None:
    link = practice.enrol().link
    browser = site.browser(at="http://clinic.example")
    answer = browser.request(method, address.format(link), data={"": ""} if method == "POST" else None)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "https://" in answer.text


AHEAD = [
    ("GET", {"sec-purpose": "prefetch;prerender"}, 503),
    ("GET", {"sec-purpose": "prefetch"}, 503),
    ("HEAD", {}, 405),
    ("POST", {}, 405),
    ("GET", {"user-agent": "WhatsApp/2.23.20.0"}, 303),
    ("GET", {"user-agent": "facebookexternalhit/1.1", "accept": "*/*"}, 303),
    ("GET", {"user-agent": "<script>alert(1)</script>\u00ff" + "x" * 4_000}, 303),
]


@pytest.mark.parametrize(("method", "headers", "status"), AHEAD)
def test_a_bot_or_a_browser_that_fetches_ahead_opens_and_spends_nothing(
    method, headers, status, site: Site, practice: Practice
) -> None:
    patient = practice.enrol()
    bot = site.browser()
    headers = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = bot.request(method, f"/p/{patient.link}", headers=headers, data={"": ""} if method == "POST" else None)
    assert (answer.status_code, SESSION in answer.cookies) == (status, False)
    assert "Ada" not in answer.text
    with practice.office.store.reading() as db:
        used = db.conn.execute("SELECT count(*) FROM personal_link WHERE first_used_at IS NOT NULL").fetchone()[0]
    assert used == 0
    assert enter(site.browser(), patient.link).headers["location"] == "/report"


def test_what_a_browser_calls_itself_is_kept_in_a_few_known_words(site: Site, practice: Practice) -> None:
    phone = site.browser()
    phone.headers["user-agent"] = "<img src=x onerror=alert(1)> =cmd|' /C calc'!A0 " + "x" * 9_000
    enter(phone, practice.enrol().link)
    with practice.office.store.reading() as db:
        devices = [row[0] for row in db.conn.execute("SELECT device FROM session WHERE way = 'personal link'")]
    assert UNKNOWN in devices
    assert not any("<" in device or "=" in device for device in devices)


def test_neither_token_nor_pin_reaches_the_log(site: Site, practice: Practice, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    patient = practice.enrol()
    enter(site.browser(), patient.link, {**FIRST, "pin_again": "739182"})
    assert (PIN in caplog.text, "739182" in caplog.text) == (False, False)
    line = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, "%s %s", ("GET", f"/p/{patient.link}"), None)
    assert without_secrets(line)
    assert patient.link not in line.getMessage()


def test_a_session_of_a_link_ends_with_its_time(site: Site, practice: Practice) -> None:
    token = new_token(enter(site.browser(), practice.enrol().link))
    site.clock.time += timedelta(days=366)
    assert not site.is_signed_in(token)


def test_a_patient_whose_session_ended_reads_words_for_patients(site: Site, practice: Practice) -> None:
    phone, patient = opened(site, practice)
    handing_out.renew_link(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now)
    led = phone.get(phone.get("/my_recovery").headers["location"])
    assert led.headers["location"] == "/auth/patient?said=ended"
    page = phone.get(led.headers["location"]).text
    assert "This phone is not remembered any more. Open your personal link and enter your PIN" in page
    assert "If the link does not open any more, call the practice for a new one." in page
    assert "+1 901 555 0100" in page
    assert ('name="password"' in page, "Staff: sign in" in page) == (False, True)
    assert 'name="password"' in phone.get("/auth/login?staff=yes").text


def test_a_patients_tab_that_is_left_over_leads_to_the_same_words(site: Site, practice: Practice) -> None:
    phone, patient = opened(site, practice)
    handing_out.revoke_link(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now
    )
    led = phone.get("/auth/logout", headers={"referer": f"{HERE}/report"})
    assert led.headers["location"] == "/auth/patient?said=signed-out"
    assert SESSION not in phone.cookies


def test_a_session_that_ended_by_itself_is_known_as_a_patients_from_any_page(site: Site, practice: Practice) -> None:
    phone, _ = opened(site, practice)
    site.clock.forward(days=367)
    assert phone.get("/auth/login").headers["location"] == "/auth/patient?said=ended"
    assert phone.get("/auth/login?next=/worklist").headers["location"] == "/auth/patient?said=ended"


def test_staff_see_their_own_sign_in_page_as_ever(site: Site, practice: Practice) -> None:
    browser = site.of_staff(CLINICIAN)
    assert browser.get("/auth/logout", headers={"referer": f"{HERE}/worklist"}).headers["location"] == "/worklist"
    site.clock.forward(hours=3)
    for address in ("/auth/login", "/auth/login?next=/report"):
        assert 'name="password"' in browser.get(address).text
    assert 'name="password"' in site.browser().get("/auth/login?next=/worklist").text


def test_the_page_knows_every_screen_for_patients_alone() -> None:
    from recovery.domain.access import ALLOWED, Role  # noqa: PLC0415 - beside what they are compared with
    from recovery.ui.navigation import SCREENS  # noqa: PLC0415
    from recovery.web.patient_entry import PATIENTS_SCREENS  # noqa: PLC0415

    theirs = {f"/{screen.name}" for screen in SCREENS if ALLOWED[screen.action] == {Role.PATIENT}}
    assert theirs <= PATIENTS_SCREENS


def test_a_phone_of_one_patient_holds_no_others(site: Site, practice: Practice) -> None:
    phone, _ = opened(site, practice)
    assert OTHERS not in phone.cookies
