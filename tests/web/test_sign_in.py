"""Signing in and out, and what nobody gets by trying."""

import re

import pytest
from starlette.testclient import TestClient

from recovery.errors import DatabaseFull
from recovery.services.entry import visiting
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.signing_in import REFUSED
from recovery.services.office import Office
from recovery.web.forms import FORM_BYTES
from recovery.web.pages import destination
from tests.conftest import PASSWORD, Practice
from tests.cookies import SESSION
from tests.web.conftest import CLINICIAN, HERE, MANAGER, Site, new_token

RIGHT = {"login": MANAGER, "password": PASSWORD}
WRONG = {"login": MANAGER, "password": "five plain words instead"}


def sign_in(browser: TestClient, **entries: str):
    return browser.post("/auth/login", data=RIGHT | entries)


def test_the_page_names_the_clinic_and_whom_patients_call(site: Site) -> None:
    page = site.browser().get("/auth/login")
    assert page.status_code == 200
    assert "Corner Skin" in page.text
    assert 'href="tel:+19015550100"' in page.text
    assert 'rel="prefetch"' in page.text


def test_the_page_needs_no_script(site: Site) -> None:
    page = site.browser().get("/auth/login").text
    assert "<script" not in page
    assert not re.search(r"\son[a-z]+=", page)


def test_name_and_password_let_in(site: Site) -> None:
    answer = sign_in(site.browser())
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert site.is_signed_in(new_token(answer))


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    cookie = sign_in(site.browser()).headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/", "max-age=43200"} <= set(cookie.split("; "))
    assert "secure" not in cookie


def test_over_https_the_cookie_never_leaves_https(site: Site) -> None:
    answer = sign_in(site.browser(at="https://clinic.example"))
    assert "secure" in answer.headers["set-cookie"].lower().split("; ")


def test_a_wrong_password_keeps_the_name_and_says_nothing_more(site: Site) -> None:
    answer = site.browser().post("/auth/login", data=WRONG)
    assert answer.status_code == 401
    assert REFUSED in answer.text
    assert f'value="{MANAGER}"' in answer.text
    assert WRONG["password"] not in answer.text
    assert "set-cookie" not in answer.headers


def test_an_unknown_name_gets_the_same_answer(site: Site) -> None:
    known = site.browser().post("/auth/login", data=WRONG)
    unknown = site.browser().post("/auth/login", data=WRONG | {"login": "nobody"})
    assert unknown.status_code == known.status_code
    assert unknown.text.replace("nobody", MANAGER) == known.text


def test_after_many_wrong_tries_one_waits(site: Site) -> None:
    for _ in range(5):
        site.browser().post("/auth/login", data=WRONG)
    site.browser().post("/auth/login", data=WRONG)
    answer = sign_in(site.browser())
    assert answer.status_code == 429
    assert f"Wait {answer.headers['retry-after']} second" in answer.text
    site.clock.forward(seconds=int(answer.headers["retry-after"]))
    assert sign_in(site.browser()).status_code == 303


HOSTILE_ADDRESSES = [
    "https://evil.example",
    "HTTPS://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "report",
    "/report\r\nset-cookie: a=b",
    "/report\0",
    "/\u202ereport",
    "/auth/logout",
    "/auth/login?next=/auth/logout",
    "/p/some-token",
]


@pytest.mark.parametrize("wanted", HOSTILE_ADDRESSES)
def test_nobody_is_sent_elsewhere(site: Site, wanted: str) -> None:
    assert sign_in(site.browser(), next=wanted).headers["location"] == "/"
    page = site.browser().get("/auth/login", params={"next": wanted})
    assert 'name="next" value="/"' in page.text


@pytest.mark.parametrize(
    ("wanted", "arrives"),
    [
        ("/report", "/report"),
        ("/patient?treatment=a&day=3", "/patient?treatment=a&day=3"),
        ("/.//evil.example", "/.//evil.example"),  # a path on this host, whatever it looks like
        ("/" + "a" * 10_000, "/" + "a" * 1_999),
        ("", "/"),
    ],
)
def test_a_page_of_ours_is_where_one_arrives(wanted: str, arrives: str) -> None:
    assert destination(wanted) == arrives


def test_those_who_are_signed_in_need_not_sign_in(site: Site) -> None:
    answer = site.of_staff(MANAGER).get("/auth/login?next=/export")
    assert (answer.status_code, answer.headers["location"]) == (303, "/export")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"origin": "https://evil.example"}, id="another host"),
        pytest.param({"origin": "http://localhost:9999"}, id="another port of this machine"),
        pytest.param({"origin": "null"}, id="a hidden origin"),
        pytest.param({"sec-fetch-site": "cross-site"}, id="the browser says so"),
        pytest.param({"sec-fetch-site": "same-site"}, id="a sister host"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/auth/login", "/auth/logout", "/auth/demo", "/auth/discard-demo", "/auth/set-up", "/auth/look-around"]
)
def test_a_form_on_another_site_does_nothing(site: Site, path: str, headers: dict[str, str]) -> None:
    browser = site.of_staff(MANAGER)
    answer = browser.post(path, data=RIGHT, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert "set-cookie" not in answer.headers
    assert site.is_signed_in(browser.cookies[SESSION])


def test_a_cookie_that_a_browser_brings_is_never_adopted(site: Site) -> None:
    fixed = "chosen-by-somebody-else"
    answer = sign_in(site.browser(fixed))
    assert new_token(answer) not in {None, fixed}
    assert not site.is_signed_in(fixed)


def test_signing_in_again_ends_the_session_before(site: Site) -> None:
    first = new_token(sign_in(site.browser()))
    second = new_token(sign_in(site.browser(first)))
    assert (site.is_signed_in(first), site.is_signed_in(second)) == (False, True)


@pytest.mark.parametrize("header", ["x-recovery-session", "X-Recovery-Session"])
def test_an_identity_that_a_client_claims_counts_for_nothing(site: Site, practice: Practice, header: str) -> None:
    claimed = {header: practice.manager.session}
    assert site.browser().get("/report", headers=claimed).status_code == 303
    assert site.browser().get("/download/summary.csv", headers=claimed).status_code == 401
    assert site.browser().get("/auth/login", headers=claimed).status_code == 200


def test_signing_out_ends_the_session_for_good(site: Site) -> None:
    token = new_token(sign_in(site.browser()))
    answer = site.browser(token).post("/auth/logout", data={"": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/login?said=signed-out")
    assert f'{SESSION}=""' in answer.headers["set-cookie"]
    assert "You are signed out." in site.browser().get(answer.headers["location"]).text
    assert not site.is_signed_in(token)


def test_the_way_out_of_the_menu_is_told_as_signing_out(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    visiting.sign_out(site.open_office(), fingerprint(browser.cookies[SESSION]), now=site.clock())
    assert browser.get("/auth/logout").headers["location"] == "/auth/login?said=signed-out"


def test_an_old_tab_does_not_sign_out_who_signed_in_since(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    answer = browser.get("/auth/logout", headers={"referer": f"{HERE}/export", "host": "localhost:8501"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/export")
    assert "Sign out?" in browser.get("/auth/logout").text
    assert site.is_signed_in(browser.cookies[SESSION])


def test_a_session_that_had_ended_leads_back_to_its_page(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    site.clock.forward(hours=13)
    here = {"referer": f"{HERE}/patient?treatment=a", "host": "localhost:8501"}
    answer = browser.get("/auth/logout", headers=here)
    assert answer.headers["location"] == "/auth/login?said=ended&next=/patient%3Ftreatment%3Da"
    page = site.browser().get(answer.headers["location"])
    assert "Your session has ended." in page.text
    assert 'name="next" value="/patient?treatment=a"' in page.text


def test_a_forgotten_password_has_a_way_on(site: Site) -> None:
    assert "A manager makes you a link for a new one." in site.browser().get("/auth/login").text


def test_a_page_that_asks_twice_is_not_told_that_its_session_ended(site: Site) -> None:
    here = {"referer": f"{HERE}/worklist", "host": "localhost:8501"}
    answer = site.browser().get("/auth/logout", headers=here)
    assert answer.headers["location"] == "/auth/login?said=signed-out"


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/x?y", "/\\evil.example", "///evil.example"])
def test_an_old_tab_is_never_led_to_another_host(path, site: Site) -> None:
    browser = site.of_staff(MANAGER)
    answer = browser.get("/auth/logout", headers={"referer": HERE + path, "host": "localhost:8501"})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("referer", ["https://evil.example/report", f"{HERE}/auth/login", f"{HERE}/p/token", ""])
def test_other_pages_are_no_place_to_return_to(site: Site, referer: str) -> None:
    answer = site.browser().get("/auth/logout", headers={"referer": referer, "host": "localhost:8501"})
    assert answer.headers["location"] == "/auth/login?said=signed-out"


def test_a_link_on_another_site_signs_nobody_out(site: Site) -> None:
    browser = site.of_staff(MANAGER)
    answer = browser.get("/auth/logout", headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, "Sign out?" in answer.text) == (200, True)
    assert site.is_signed_in(browser.cookies[SESSION])


def test_what_an_address_says_is_not_shown(site: Site) -> None:
    assert "call 555" not in site.browser().get("/auth/login?said=call+555").text


HOSTILE_VALUES = [
    pytest.param("<script>alert(1)</script>", id="markup"),
    pytest.param('" autofocus onfocus="alert(1)', id="an attribute"),
    pytest.param("{{ 7 * 7 }}", id="a template"),
    pytest.param("x" * 10_000, id="10,000 characters"),
    pytest.param("a\0b", id="NUL"),
    pytest.param("\u202etxet", id="right to left"),
    pytest.param("' OR 1=1 --", id="SQL"),
    pytest.param("🙂" * 100, id="beyond the basic plane"),
    pytest.param("", id="nothing"),
]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_hostile_names_and_passwords_are_only_wrong(site: Site, value: str) -> None:
    answer = site.browser().post("/auth/login", data={"login": value, "password": value})
    assert answer.status_code == 401
    assert "<script" not in answer.text
    assert " onfocus=" not in answer.text.replace("&#34; autofocus onfocus=&#34;", "")


def test_a_form_has_a_limit(site: Site) -> None:
    answer = site.browser().post("/auth/login", data={"login": "x" * FORM_BYTES, "password": "x"})
    assert (answer.status_code, "shorten" in answer.text) == (413, True)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b'{"login": "a"}', "application/json", 415, id="JSON"),
        pytest.param(b"login=a", "text/plain", 415, id="text, which any site may send"),
        pytest.param(b"--b\r\n\r\n--b--", "multipart/form-data; boundary=b", 415, id="an upload"),
        pytest.param(b"login=a", "", 415, id="no type"),
        pytest.param(b"login=%ff%fe", "application/x-www-form-urlencoded", 400, id="no UTF-8"),
        pytest.param(b"\xff\xfe", "application/x-www-form-urlencoded", 400, id="bytes"),
        pytest.param(b"login", "application/x-www-form-urlencoded", 400, id="no pairs"),
        pytest.param(b"a=1&" * 65, "application/x-www-form-urlencoded", 400, id="too many fields"),
        pytest.param(b"", "application/x-www-form-urlencoded", 401, id="an empty form"),
        pytest.param(b"login=a", "Application/X-WWW-Form-Urlencoded; charset=utf-8", 401, id="spelt otherwise"),
    ],
)
def test_only_forms_are_read(site: Site, body: bytes, content_type: str, status: int) -> None:
    headers = {"content-type": content_type} if content_type else {}
    assert site.browser().post("/auth/login", content=body, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/auth/login"),
        ("DELETE", "/auth/logout"),
        ("HEAD", "/auth/logout"),
        ("GET", "/auth/demo"),
        ("GET", "/auth/look-around"),
        ("HEAD", "/p/token"),
        ("POST", "/healthz"),
        ("OPTIONS", "/auth/login"),
    ],
)
def test_other_methods_are_not_allowed(site: Site, method: str, path: str) -> None:
    browser = site.of_staff(MANAGER)
    answer = browser.request(method, path)
    assert answer.status_code == 405
    assert method not in answer.headers["allow"].split(", ")
    assert site.is_signed_in(browser.cookies[SESSION])


@pytest.mark.parametrize("path", ["/auth/", "/auth/nowhere", "/auth/login/", "/p/", "/p/a/b"])
def test_below_our_addresses_nothing_else_answers(site: Site, path: str) -> None:
    answer = site.browser().get(path)
    assert (answer.status_code, "a page of Streamlit" in answer.text) == (404, False)


@pytest.mark.parametrize("at", ["http://clinic.example", "http://192.168.1.5:8501"])
def test_nobody_signs_in_in_the_clear(site: Site, at: str) -> None:
    page = site.browser(at=at).get("/auth/login")
    assert "docs/going-live.md" in page.text
    assert 'name="password"' not in page.text
    answer = sign_in(site.browser(at=at))
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "https://" in answer.text


def test_a_failure_shows_no_traceback(site: Site, practice: Practice, caplog: pytest.LogCaptureFixture) -> None:
    def break_down() -> Office:
        raise RuntimeError("something about Ms Example")

    answer = Site(break_down, site.clock).browser().get("/auth/login")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "Ms Example" not in answer.text
    assert "Traceback" not in answer.text
    assert "A page failed: RuntimeError at " in caplog.text
    assert "Ms Example" not in caplog.text


def test_a_database_in_trouble_is_said_without_its_path(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    def full() -> Office:
        raise DatabaseFull("There is no space left for /srv/recovery.db.")

    answer = Site(full, site.clock).browser().get("/auth/login")
    assert (answer.status_code, "/srv" in answer.text) == (503, False)
    assert "/srv/recovery.db" in caplog.text


def test_refusals_to_programs_are_plain_text(site: Site) -> None:
    answer = site.browser().get("/auth/nowhere", headers={"accept": "*/*"})
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["/auth/login", "/auth/nowhere", "/p/nothing", "/healthz", "/auth/set-up"])
def test_our_pages_carry_the_security_headers(site: Site, path: str) -> None:
    headers = site.browser().get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_before_set_up_the_page_points_to_the_terminal(new_site: Site) -> None:
    page = new_site.browser().get("/auth/login")
    assert "the terminal printed" in page.text
    assert 'name="password"' not in page.text
    assert new_site.browser().post("/auth/login", data=RIGHT).status_code == 401


DEMO_ADDRESSES = [("POST", "/auth/demo"), ("GET", "/auth/discard-demo"), ("POST", "/auth/discard-demo")]


@pytest.mark.parametrize(("method", "path"), DEMO_ADDRESSES)
def test_a_real_practice_has_no_demo(site: Site, practice: Practice, method: str, path: str) -> None:
    entries = {"role": "manager"} if method == "POST" else None
    for browser in (site.browser(), site.of_staff(MANAGER), site.of_staff(CLINICIAN)):
        answer = browser.request(method, path, data=entries)
        assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)
    assert practice.office.the_clinic().name == "Corner Skin"
    assert "Look around" not in site.browser().get("/auth/login").text


@pytest.mark.parametrize(("method", "path"), DEMO_ADDRESSES)
def test_before_set_up_there_is_no_demo(new_site: Site, method: str, path: str) -> None:
    entries = {"role": "manager"} if method == "POST" else None
    assert new_site.browser().request(method, path, data=entries).status_code == 404


@pytest.mark.parametrize("role", ["patient", "clinician", "manager"])
def test_a_demo_is_one_click_away(demo: Site, role: str) -> None:
    assert f'value="{role}"' in demo.browser().get("/auth/login").text
    answer = demo.browser().post("/auth/demo", data={"role": role})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert demo.is_signed_in(new_token(answer))


@pytest.mark.parametrize("role", ["", "owner", "Manager", "<b>"])
def test_a_demo_has_three_doors(demo: Site, role: str) -> None:
    answer = demo.browser().post("/auth/demo", data={"role": role})
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)


def test_a_demo_is_discarded_for_a_real_clinic(demo: Site) -> None:
    token = new_token(demo.browser().post("/auth/demo", data={"role": "manager"}))
    browser = demo.browser(token)
    assert "cannot be undone" in browser.get("/auth/discard-demo").text
    answer = browser.post("/auth/discard-demo", data={"": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/set-up")
    assert "Set up your clinic" in browser.get("/auth/set-up").text
    assert demo.open_office().clinic() is None
    assert not demo.is_signed_in(token)
