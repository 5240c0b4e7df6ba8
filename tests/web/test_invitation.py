"""A member of staff's link, as a browser meets it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from recovery.domain.access import Role
from recovery.services.staff import inviting
from recovery.services.staff.inviting import Link, StaffEntry
from recovery.settings import SingleSignOn
from recovery.store import people
from tests.conftest import Practice
from tests.cookies import SESSION, STEP
from tests.web.conftest import CLINICIAN, HERE, Site, new_token

NEW = "otter carpet nine lanterns"
TWICE = {"password": NEW, "password_again": NEW}


@pytest.fixture
def link(practice: Practice) -> Link:
    entry = StaffEntry("Bea <b>Noor</b>", "bea@clinic.example", frozenset({Role.CLINICIAN}))
    return inviting.invite(practice.office, practice.manager, entry=entry, now=practice.now)


@pytest.fixture
def browser(site: Site, link: Link) -> TestClient:
    """A browser in which the link was opened."""
    opened = site.browser()
    assert opened.get(f"/auth/invitation/{link.token}").status_code == 303
    return opened


def test_the_token_leaves_the_address_at_once(site: Site, link: Link) -> None:
    answer = site.browser().get(f"/auth/invitation/{link.token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/join")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{STEP}=")
    assert link.token not in cookie
    assert {"max-age=600", "httponly", "samesite=lax", "path=/auth"} <= set(cookie.lower().split("; "))
    assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert answer.headers["cache-control"] == "no-store"


def test_an_open_link_says_whose_account_it_is_and_shows_nothing_else(site: Site, browser: TestClient) -> None:
    page = browser.get("/auth/join")
    assert page.status_code == 200
    assert "Welcome, Bea &lt;b&gt;Noor&lt;/b&gt;" in page.text
    assert "You join as clinician. Your sign-in name is <b>bea@clinic.example</b>" in page.text
    assert page.text.count('autocomplete="new-password"') == 2
    assert browser.get("/worklist").status_code == 303


def test_a_chosen_password_signs_in_and_the_step_is_over(site: Site, browser: TestClient) -> None:
    answer = browser.post("/auth/join", data=TWICE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert site.is_signed_in(new_token(answer))
    assert STEP not in browser.cookies
    assert browser.get("/auth/join").status_code == 404


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"password": "short", "password_again": "short"}, "use at least 12"),
        ({"password": NEW, "password_again": "other"}, "The two passwords differ"),
        ({"password": NEW}, "The two passwords differ"),
        ({}, "use at least 12"),
    ],
)
def test_a_password_that_will_not_do_is_asked_for_again(
    site: Site, browser: TestClient, entries: dict[str, str], says: str
) -> None:
    answer = browser.post("/auth/join", data=entries or {"": ""})
    assert (answer.status_code, SESSION in answer.cookies) == (400, False)
    assert says in answer.text
    assert NEW not in answer.text
    assert site.is_signed_in(new_token(browser.post("/auth/join", data=TWICE)))


def test_links_that_do_not_open_all_get_one_answer(site: Site, practice: Practice, link: Link) -> None:
    office, manager = practice.office, practice.manager
    newer = inviting.make_link(office, manager, account_id=link.account.account_id, now=practice.now)
    inviting.withdraw(office, manager, account_id=link.account.account_id, now=practice.now)
    tokens = [link.token, newer.token, "made-up", "x" * 5_000, "%00", "%F0%9F%99%82", "<script>"]
    answers = [site.browser().get(f"/auth/invitation/{token}") for token in tokens]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert "Ask a manager of Corner Skin" in answers[0].text


def test_a_link_that_is_too_old_does_not_open(site: Site, link: Link) -> None:
    site.clock.time += timedelta(days=7)
    assert site.browser().get(f"/auth/invitation/{link.token}").status_code == 404


def test_a_link_is_good_for_one_password(site: Site, link: Link) -> None:
    first, second = site.browser(), site.browser()
    for browser in (first, second):
        browser.get(f"/auth/invitation/{link.token}")
    assert first.post("/auth/join", data=TWICE).status_code == 303
    late = second.post("/auth/join", data=TWICE)
    assert (late.status_code, SESSION in late.cookies) == (404, False)
    assert site.browser().get(f"/auth/invitation/{link.token}").status_code == 404


def test_a_step_that_somebody_made_up_opens_nothing(site: Site) -> None:
    for token in ("made-up", "", "x" * 5_000):
        browser = site.browser()
        browser.cookies.set(STEP, token, path="/auth")
        assert browser.get("/auth/join").status_code == 404
        assert browser.post("/auth/join", data=TWICE).status_code == 404


def test_whoever_is_signed_in_here_is_told_and_signed_out(site: Site, link: Link) -> None:
    browser = site.of_staff(CLINICIAN)
    before = browser.cookies[SESSION]
    browser.get(f"/auth/invitation/{link.token}")
    assert "Cleo Clinician is signed in on this browser" in browser.get("/auth/join").text
    assert site.is_signed_in(before)
    after = new_token(browser.post("/auth/join", data=TWICE))
    assert (site.is_signed_in(before), site.is_signed_in(after)) == (False, True)


def test_another_site_cannot_choose_the_password(browser: TestClient) -> None:
    answer = browser.post("/auth/join", data=TWICE, headers={"origin": "https://evil.example"})
    assert (answer.status_code, SESSION in answer.cookies) == (403, False)


@pytest.mark.parametrize(
    "ask",
    [
        lambda browser, link: browser.get(f"/auth/invitation/{link.token}"),
        lambda browser, link: browser.get("/auth/join"),
        lambda browser, link: browser.post("/auth/join", data=TWICE),
    ],
    ids=["the link", "the page", "the password"],
)
def test_nothing_happens_in_the_clear(site: Site, link: Link, ask: Callable[..., object]) -> None:
    answer = ask(site.browser(at="http://clinic.example"), link)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_where_all_need_a_second_factor_it_comes_next(site: Site, practice: Practice, browser: TestClient) -> None:
    with practice.office.store.writing() as db:
        people.change_clinic(db, replace(practice.clinic, requires_code=True))
    answer = browser.post("/auth/join", data=TWICE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/code")
    assert SESSION not in answer.cookies
    assert browser.get("/worklist").status_code == 303
    assert browser.post("/auth/join", data=TWICE).status_code == 404


def test_where_passwords_are_switched_off_the_link_leads_to_single_sign_on(site: Site, link: Link) -> None:
    office = site.open_office()
    provider = SingleSignOn("https://id.example.com", "us", "Example ID")
    settings = replace(office.settings, address=HERE, single_sign_on=provider, local_sign_in=False)
    elsewhere = Site(lambda: replace(office, settings=settings), site.clock)
    browser = elsewhere.browser()
    browser.get(f"/auth/invitation/{link.token}")
    page = browser.get("/auth/join")
    assert "choose “Sign in with Example ID”" in page.text
    assert 'type="password"' not in page.text
    refused = browser.post("/auth/join", data=TWICE)
    assert (refused.status_code, SESSION in refused.cookies) == (403, False)
    assert "Passwords are switched off here" in refused.text


def test_a_link_for_a_new_password_says_what_it_does(site: Site, practice: Practice) -> None:
    account_id = practice.clinician.subject_id
    link = inviting.make_link(practice.office, practice.manager, account_id=account_id, now=practice.now)
    browser = site.browser()
    browser.get(f"/auth/invitation/{link.token}")
    text = browser.get("/auth/join").text
    assert "The old one stops working" in text
    assert "Welcome" not in text
    browser.post("/auth/join", data=TWICE)
    assert not site.is_signed_in(practice.clinician.session)
