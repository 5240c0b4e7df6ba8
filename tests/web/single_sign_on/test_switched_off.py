"""Without a provider, at another address, and with passwords switched off."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from recovery.errors import NotAllowed
from recovery.services.entry import single_sign_on
from recovery.settings import SingleSignOn
from tests.conftest import PASSWORD, Practice
from tests.cookies import SET_UP
from tests.oidc_provider import CLIENT, Puppet
from tests.web.conftest import HERE, MANAGER, Clock, Site, new_token
from tests.web.single_sign_on.conftest import signs_in, site_with
from tests.web.test_set_up import ENTRIES


def test_without_a_provider_there_is_no_such_address(practice: Practice, clock: Clock) -> None:
    browser = Site(lambda: practice.office, clock).browser()
    assert browser.post("/auth/sso", data={"next": ""}).status_code == 404
    assert browser.get("/auth/sso/back").status_code == 404
    assert "Sign in with" not in browser.get("/auth/login").text.replace("Sign in with a name", "")


def test_another_address_leads_to_the_one_that_the_provider_knows(site: Site) -> None:
    answer = site.browser(at="http://127.0.0.1:8501").post("/auth/sso", data={"next": ""})
    assert answer.status_code == 409
    assert f'href="{HERE}/auth/login"' in answer.text


def test_nobody_begins_in_the_clear_or_from_another_site(site: Site) -> None:
    assert site.browser(at="http://clinic.example").post("/auth/sso", data={"next": ""}).status_code == 403
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert site.browser().post("/auth/sso", data={"next": ""}, headers=elsewhere).status_code == 403
    assert site.browser().get("/auth/sso").status_code == 405


@pytest.fixture
def alone(practice: Practice, clock: Clock, told: Puppet) -> Site:
    return site_with(practice, clock, told.issuer, local=False)


def test_only_the_button_is_left_when_passwords_are_off(alone: Site) -> None:
    page = alone.browser().get("/auth/login").text
    assert "Sign in with Practice Login" in page
    assert 'type="password"' not in page


def test_a_right_password_opens_nothing_when_passwords_are_off(alone: Site) -> None:
    answer = alone.browser().post("/auth/login", data={"login": MANAGER, "password": PASSWORD})
    assert (answer.status_code, new_token(answer)) == (403, None)
    assert "Passwords are switched off here" in answer.text


def test_the_provider_lets_in_when_passwords_are_off(alone: Site, told: Puppet) -> None:
    assert signs_in(alone, told)[0].status_code == 303


def test_who_sets_the_clinic_up_gets_in_when_passwords_are_off(new_site: Site, founder: TestClient) -> None:
    office = new_site.open_office()
    setting = SingleSignOn("https://provider.example", CLIENT, "Practice Login")
    settings = replace(office.settings, address=HERE, single_sign_on=setting, local_sign_in=False)
    browser = Site(lambda: replace(office, settings=settings), new_site.clock).browser()
    browser.cookies.update(founder.cookies)
    answer = browser.post("/auth/set-up", data=ENTRIES)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert new_site.is_signed_in(new_token(answer))
    assert SET_UP not in {cookie.name for cookie in browser.cookies.jar}


def test_a_demo_stays_open_to_all(new_site: Site, founder: TestClient, told: Puppet) -> None:
    office = new_site.open_office()
    assert founder.post("/auth/look-around", data={"": ""}).status_code == 303
    setting = SingleSignOn(told.issuer, CLIENT, "Practice Login")
    settings = replace(office.settings, address=HERE, single_sign_on=setting, local_sign_in=False)
    browser = Site(lambda: replace(office, settings=settings), new_site.clock).browser()
    assert "Practice Login" not in browser.get("/auth/login").text
    assert browser.post("/auth/demo", data={"role": "manager"}).status_code == 303
    demo = replace(office, settings=settings)
    for asked in (
        lambda: single_sign_on.begin(demo, wanted="/", now=new_site.clock()),
        lambda: single_sign_on.finish(demo, step="x", answer={"error": "x"}, device="", now=new_site.clock()),
    ):
        with pytest.raises(NotAllowed, match="There is no single sign-on here"):
            asked()
