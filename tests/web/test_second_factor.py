"""The pages of the second factor and of one's own password, as a browser meets them."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from starlette.testclient import TestClient

from tests.conftest import PASSWORD, Practice
from tests.cookies import DEVICE, SESSION, STEP
from tests.web.conftest import CLINICIAN, HERE, MANAGER, Site, new_token

NEW = "five quite other words here"


def secret_in(page: str) -> str:
    address = re.search(r'href="(otpauth:[^"]+)"', page)
    assert address is not None
    return parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)["secret"][0]


def sealed_in(page: str) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def codes_in(page: str) -> list[str]:
    return re.findall(r"<li>([0-9a-z-]{29})</li>", page)


def code_now(site: Site, secret: str, *, later_s: int = 0) -> str:
    return pyotp.TOTP(secret).at(site.clock() + timedelta(seconds=later_s))


def set_up(site: Site, browser: TestClient) -> tuple[str, list[str]]:
    """The secret and the recovery codes of whoever is signed in there, a minute before now."""
    page = browser.get("/auth/second-factor").text
    secret = secret_in(page)
    entries = {"sealed": sealed_in(page), "code": code_now(site, secret), "password": PASSWORD}
    answer = browser.post("/auth/second-factor", data=entries)
    assert answer.status_code == 200, answer.text
    site.clock.forward(minutes=1)
    return secret, codes_in(answer.text)


def with_password(site: Site, **entries: str) -> TestClient:
    """A browser in which the password was right."""
    browser = site.browser()
    answer = browser.post("/auth/login", data={"login": MANAGER, "password": PASSWORD} | entries)
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/code")
    assert new_token(answer) is None
    return browser


def require_codes(site: Site) -> None:
    with site.open_office().store.writing() as db:
        db.conn.execute("UPDATE clinic SET requires_code = 1")


def test_it_is_set_up_used_and_switched_off(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    secret, codes = set_up(site, browser)
    assert len(codes) == 10
    page = browser.get("/auth/second-factor").text
    assert "You have 10 left" in page
    other = with_password(site, next="/export?from=2026")
    answer = other.post("/auth/code", data={"code": code_now(site, secret)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/export?from=2026")
    assert site.is_signed_in(new_token(answer))
    assert STEP not in other.cookies
    answer = browser.post("/auth/second-factor/off", data={"password_for_off": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/second-factor?said=off")
    assert not site.is_signed_in(other.cookies[SESSION])
    page = browser.get(answer.headers["location"]).text
    assert ("Your second factor is off" in page, 'name="sealed"' in page) == (True, True)


def test_the_key_can_be_scanned_opened_and_typed(site: Site) -> None:
    page = site.of_staff(MANAGER).get("/auth/second-factor").text
    secret = secret_in(page)
    assert " ".join(secret[start : start + 4] for start in range(0, 32, 4)) in page
    assert 'src="data:image/svg+xml' in page
    assert "Corner%20Skin" in page
    assert 'autocomplete="one-time-code"' in page
    assert 'autocomplete="current-password"' in page
    assert "<script" not in page


def test_a_wrong_code_keeps_the_key_that_was_scanned(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    page = browser.get("/auth/second-factor").text
    entries = {"sealed": sealed_in(page), "code": "000000", "password": PASSWORD}
    answer = browser.post("/auth/second-factor", data=entries)
    assert (answer.status_code, "That code is wrong" in answer.text) == (400, True)
    assert secret_in(answer.text) == secret_in(page)
    answer = browser.post("/auth/second-factor", data=entries | {"password": "wrong"})
    assert (answer.status_code, "That is not your password" in answer.text) == (403, True)
    assert secret_in(answer.text) == secret_in(page)
    assert new_token(answer) is None


def test_a_step_survives_a_wrong_code_and_ends_with_a_right_one(site: Site) -> None:
    secret, _ = set_up(site, site.of_staff(MANAGER))
    browser = with_password(site)
    answer = browser.post("/auth/code", data={"code": "000000"})
    assert (answer.status_code, "That code is wrong" in answer.text) == (403, True)
    step = browser.cookies[STEP]
    assert new_token(browser.post("/auth/code", data={"code": code_now(site, secret)}))
    replayed = site.browser()
    replayed.cookies.set(STEP, step)
    answer = replayed.post("/auth/code", data={"code": code_now(site, secret, later_s=30)})
    assert (answer.headers["location"], new_token(answer)) == ("/auth/login?said=over", None)
    assert "done already" in replayed.get(answer.headers["location"]).text


def test_too_many_wrong_codes_wait(site: Site) -> None:
    set_up(site, site.of_staff(MANAGER))
    browser = with_password(site)
    for _ in range(5):
        browser.post("/auth/code", data={"code": "000000"})
    answer = browser.post("/auth/code", data={"code": "000000"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


def test_a_recovery_code_lets_in_and_says_what_is_left(site: Site) -> None:
    _, codes = set_up(site, site.of_staff(MANAGER))
    browser = with_password(site, next="/export")
    assert browser.post("/auth/code", data={"recovery_code": "made-up"}).status_code == 403
    answer = browser.post("/auth/code", data={"recovery_code": codes[0]})
    assert (answer.status_code, "You have 9 left" in answer.text) == (200, True)
    assert 'href="/export"' in answer.text
    assert site.is_signed_in(new_token(answer))
    again = with_password(site).post("/auth/code", data={"recovery_code": codes[0]})
    assert (again.status_code, new_token(again)) == (403, None)


def test_where_the_practice_asks_for_it_it_is_set_up_on_the_way_in(site: Site) -> None:
    require_codes(site)
    browser = with_password(site, next="/export")
    page = browser.get("/auth/code").text
    assert "Corner Skin asks all staff for a second factor" in page
    assert browser.get("/auth/second-factor").headers["location"] == "/auth/login"
    wrong = browser.post("/auth/code", data={"sealed": sealed_in(page), "code": "000000"})
    assert (wrong.status_code, secret_in(wrong.text)) == (400, secret_in(page))
    entries = {"sealed": sealed_in(page), "code": code_now(site, secret_in(page))}
    answer = browser.post("/auth/code", data=entries)
    assert (answer.status_code, len(codes_in(answer.text))) == (200, 10)
    assert 'href="/export"' in answer.text
    assert site.is_signed_in(new_token(answer))
    page = browser.get("/auth/second-factor").text
    assert "cannot be switched off here" in page
    answer = browser.post("/auth/second-factor/off", data={"password_for_off": PASSWORD})
    assert (answer.status_code, site.is_signed_in(browser.cookies[SESSION])) == (403, True)


def test_whoever_lost_the_app_sets_another_up_with_a_recovery_code(site: Site) -> None:
    old, codes = set_up(site, site.of_staff(MANAGER))
    require_codes(site)
    browser = with_password(site)
    browser.post("/auth/code", data={"recovery_code": codes[0]})
    assert 'href="/auth/second-factor/app"' in browser.get("/auth/second-factor").text
    page = browser.get("/auth/second-factor/app").text
    assert "Set up another app" in page
    entries = {"sealed": sealed_in(page), "code": code_now(site, secret_in(page)), "password": PASSWORD}
    wrong = browser.post("/auth/second-factor/app", data=entries | {"proof": codes[0]})
    assert (wrong.status_code, secret_in(wrong.text)) == (400, secret_in(page))
    assert 'id="proof_error"' in wrong.text
    answer = browser.post("/auth/second-factor/app", data=entries | {"proof": codes[1]})
    assert (answer.status_code, len(codes_in(answer.text)), site.is_signed_in(new_token(answer))) == (200, 10, True)
    site.clock.forward(minutes=1)
    other = with_password(site)
    assert new_token(other.post("/auth/code", data={"code": code_now(site, old)})) is None
    assert new_token(other.post("/auth/code", data={"code": code_now(site, secret_in(page))}))


def test_without_an_app_there_is_none_to_replace(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    assert browser.get("/auth/second-factor/app").headers["location"] == "/auth/second-factor"
    entries = {"sealed": "x", "code": "1", "proof": "1", "password": PASSWORD}
    answer = browser.post("/auth/second-factor/app", data=entries)
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/second-factor")


def test_codes_for_keeping_are_shown_for_copying_and_for_a_file(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    _, old = set_up(site, browser)
    answer = browser.post("/auth/second-factor/codes", data={"password_for_codes": PASSWORD})
    codes = codes_in(answer.text)
    assert (len(codes), set(codes) & set(old)) == (10, set())
    assert f'href="data:text/plain;charset=utf-8,{"%0D%0A".join(codes)}%0D%0A"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert site.is_signed_in(new_token(answer))
    assert not any(code in browser.get("/auth/second-factor").text for code in codes)


OWN_PAGES = [
    ("GET", "/auth/second-factor"), ("GET", "/auth/password"), ("POST", "/auth/second-factor"),
    ("POST", "/auth/second-factor/codes"), ("POST", "/auth/second-factor/off"), ("POST", "/auth/password"),
    ("GET", "/auth/second-factor/app"), ("POST", "/auth/second-factor/app"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), OWN_PAGES)
def test_own_pages_are_for_staff_who_are_signed_in(site: Site, practice: Practice, method: str, path: str) -> None:
    entries = {"password": PASSWORD} if method == "POST" else None
    answer = site.browser().request(method, path, data=entries)
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/login")
    patient = site.browser(practice.enrol().session)
    assert patient.request(method, path, data=entries).status_code == 403
    in_the_clear = site.browser(site.of_staff(MANAGER).cookies[SESSION], at="http://clinic.example")
    assert in_the_clear.request(method, path, data=entries).status_code == 403


@pytest.mark.parametrize("path", [path for method, path in OWN_PAGES if method == "POST"] + ["/auth/code"])
@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_forms_on_other_sites_do_nothing(site: Site, path: str, headers: dict[str, str]) -> None:
    browser = site.of_staff(MANAGER)
    entries = {"current": PASSWORD, "password": NEW, "password_again": NEW}
    answer = browser.post(path, data=entries, headers=headers)
    assert (answer.status_code, "another site" in answer.text) == (403, True)
    assert site.is_signed_in(browser.cookies[SESSION])


def test_nobody_is_sent_elsewhere_after_the_code(site: Site) -> None:
    """The table of hostile addresses stands in test_sign_in.py."""
    wanted = "//evil.example"
    secret, codes = set_up(site, site.of_staff(MANAGER))
    answer = with_password(site, next=wanted).post("/auth/code", data={"code": code_now(site, secret)})
    assert answer.headers["location"] == "/"
    page = with_password(site, next=wanted).post("/auth/code", data={"recovery_code": codes[0]}).text
    assert ("evil" in page, 'class="button" href="/"' in page) == (False, True)


def test_even_a_step_that_somebody_wrote_into_sends_nobody_elsewhere(site: Site) -> None:
    secret, _ = set_up(site, site.of_staff(MANAGER))
    browser = with_password(site)
    with site.open_office().store.writing() as db:
        db.conn.execute("UPDATE entry_step SET wanted = '//evil.example'")
    assert browser.post("/auth/code", data={"code": code_now(site, secret)}).headers["location"] == "/"


def test_without_a_step_there_is_no_page_for_a_code(site: Site) -> None:
    for browser in (site.browser(), site.browser("made-up")):
        assert browser.get("/auth/code").headers["location"] == "/auth/login?said=over"
        assert browser.post("/auth/code", data={"code": "123456"}).headers["location"] == "/auth/login?said=over"
    signed_in = site.of_staff(CLINICIAN)
    assert signed_in.get("/auth/code").headers["location"] == "/"


def test_the_step_is_no_session_and_a_session_no_step(site: Site) -> None:
    set_up(site, site.of_staff(MANAGER))
    browser = with_password(site)
    assert not site.is_signed_in(browser.cookies[STEP])
    swapped = site.browser()
    swapped.cookies.set(STEP, site.of_staff(MANAGER).cookies[SESSION])
    assert swapped.get("/auth/code").headers["location"] == "/auth/login?said=over"


def test_a_browser_is_known_once_somebody_signed_in_there(site: Site) -> None:
    browser = site.browser()
    browser.post("/auth/login", data={"login": MANAGER, "password": "five plain words instead"})
    assert DEVICE not in browser.cookies
    answer = browser.post("/auth/login", data={"login": MANAGER, "password": PASSWORD})
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(DEVICE)).lower()
    assert {"httponly", "samesite=lax", "path=/auth", f"max-age={180 * 86_400}"} <= set(cookie.split("; "))
    for _ in range(5):
        site.browser().post("/auth/login", data={"login": MANAGER, "password": "wrong"})
    stranger = site.browser().post("/auth/login", data={"login": MANAGER, "password": PASSWORD})
    owner = browser.post("/auth/login", data={"login": MANAGER, "password": PASSWORD})
    assert (stranger.status_code, owner.status_code) == (429, 303)


def test_a_patients_phone_is_no_device_of_staff(site: Site, practice: Practice) -> None:
    patient = practice.enrol()
    answer = site.browser().get(f"/p/{patient.link}")
    assert not any(one.startswith(DEVICE) for one in answer.headers.get_list("set-cookie"))


def test_a_password_is_changed_here_and_ends_what_is_open_elsewhere(site: Site) -> None:
    browser, other = site.of_staff(MANAGER), site.of_staff(MANAGER)
    page = browser.get("/auth/password").text
    assert page.count('autocomplete="new-password"') == 2
    assert 'autocomplete="current-password"' in page
    assert f'value="{MANAGER}"' in page
    before = browser.cookies[SESSION]
    answer = browser.post("/auth/password", data={"current": PASSWORD, "password": NEW, "password_again": NEW})
    assert (answer.status_code, "Your password is changed" in answer.text) == (200, True)
    assert [site.is_signed_in(one) for one in (before, other.cookies[SESSION], new_token(answer))] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"current": "wrong"}, 403, "That is not your password"),
        ({"password": "aaaaaaaaaaaa", "password_again": "aaaaaaaaaaaa"}, 400, "it repeats itself"),
        ({"password_again": "<script>"}, 400, "The two passwords differ"),
    ],
)
def test_a_password_that_will_not_do_is_not_shown_again(
    site: Site, wrong: dict[str, str], status: int, said: str
) -> None:  # fmt: skip
    browser = site.of_staff(MANAGER)
    answer = browser.post("/auth/password", data={"current": PASSWORD, "password": NEW, "password_again": NEW} | wrong)
    assert (answer.status_code, said in answer.text, new_token(answer)) == (status, True, None)
    assert not any(typed in answer.text for typed in (PASSWORD, NEW, "<script>"))
    assert f'href="{HERE}' not in answer.text


def test_whoever_has_no_password_here_is_told_so(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    with site.open_office().store.writing() as db:
        db.conn.execute("UPDATE account SET password_hash = '', sso_subject = 'x'")
    assert "You sign in without a password of ours" in browser.get("/auth/password").text
    assert "You sign in without a password of ours" in browser.get("/auth/second-factor").text
    answer = browser.post("/auth/password", data={"current": "", "password": NEW, "password_again": NEW})
    assert (answer.status_code, new_token(answer)) == (403, None)
