"""Answers that do not belong to this browser, to this sign-in, or to this provider."""

import json
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from recovery.services.entry import single_sign_on
from recovery.services.entry.single_sign_on import BEGIN_AGAIN
from tests.cookies import STEP
from tests.oidc_provider import Provider, Puppet
from tests.web.conftest import Clock, Site, new_token
from tests.web.single_sign_on.conftest import lead, signs_in, trail


def why(site: Site) -> str:
    """The reason of the last refusal."""
    return str(json.loads(trail(site, "sign-in refused")[-1][1])["reason"])


def test_an_answer_opens_one_session_and_no_second(site: Site, real: Provider) -> None:
    browser = site.browser()
    back = real.signs_in(lead(browser), "ada")
    step = browser.cookies[STEP]
    assert browser.get(back).status_code == 303
    for cookies in ({}, {STEP: step}):
        other = site.browser()
        other.cookies.update(cookies)
        answer = other.get(back)
        assert answer.status_code == 403
        assert BEGIN_AGAIN in unescape(answer.text)
        assert new_token(answer) is None
        assert why(site) == "no sign-in begun in this browser"


def test_pressing_twice_stays_where_one_is(site: Site, real: Provider) -> None:
    browser = site.browser()
    back = real.signs_in(lead(browser), "ada")
    token = new_token(browser.get(back))
    answer = browser.get(back)
    assert (answer.status_code, answer.headers["location"], new_token(answer)) == (303, "/", None)
    assert site.is_signed_in(token)


def test_an_answer_of_another_browser_opens_nothing_and_ends_nothing(site: Site, real: Provider) -> None:
    mine, others = site.browser(), site.browser()
    back, theirs = real.signs_in(lead(mine), "ada"), real.signs_in(lead(others), "ada")
    assert mine.get(theirs).status_code == 403
    assert why(site) == "answer to a sign-in of another browser"
    assert site.browser().get(theirs).status_code == 403
    assert mine.get(back).status_code == 303


def test_a_code_of_another_sign_in_opens_nothing(site: Site, real: Provider) -> None:
    """The code is genuine, but the token that it brings answers what another browser asked."""
    mine, others = site.browser(), site.browser()
    own = dict(parse_qsl(urlsplit(real.signs_in(lead(mine), "ada")).query))
    stolen = dict(parse_qsl(urlsplit(real.signs_in(lead(others), "ada")).query))
    answer = mine.get("/auth/sso/back", params={"code": stolen["code"], "state": own["state"]})
    assert (answer.status_code, new_token(answer)) == (403, None)
    assert why(site) == "token of another sign-in"


def test_a_code_that_was_used_opens_nothing(site: Site, real: Provider) -> None:
    answer, browser = signs_in(site, real, "ada")
    code = dict(parse_qsl(urlsplit(str(answer.request.url)).query))["code"]
    asked = dict(parse_qsl(urlsplit(lead(browser)).query))
    browser.cookies.delete("recovery_session")
    again = browser.get("/auth/sso/back", params={"code": code, "state": asked["state"]})
    assert again.status_code == 403
    assert why(site) == "code refused by the provider: invalid_grant"


def test_who_takes_longer_than_ten_minutes_begins_again(site: Site, real: Provider, clock: Clock) -> None:
    browser = site.browser()
    back = real.signs_in(lead(browser), "ada")
    clock.forward(minutes=10)
    assert BEGIN_AGAIN in unescape(browser.get(back).text)


def test_of_two_who_bring_the_same_answer_one_gets_in(site: Site, real: Provider, monkeypatch) -> None:
    browser = site.browser()
    back = real.signs_in(lead(browser), "ada")
    faster = site.browser()
    faster.cookies.update({STEP: browser.cookies[STEP]})
    taking = single_sign_on.steps.find

    def while_another_is_faster(*asked, **more):
        found = taking(*asked, **more)
        monkeypatch.undo()
        assert faster.get(back).status_code == 303
        return found

    monkeypatch.setattr(single_sign_on.steps, "find", while_another_is_faster)
    assert browser.get(back).status_code == 403
    assert why(site) == "answer that another was faster with"


def test_the_steps_that_strangers_begin_are_bounded(site: Site, clock: Clock, monkeypatch) -> None:
    monkeypatch.setattr(single_sign_on, "MOST_AWAY", 3)
    for _ in range(5):
        lead(site.browser())
        clock.forward(seconds=1)
    with site.open_office().store.reading() as db:
        assert db["entry_step"].count == 3


def test_an_answer_that_names_its_issuer_must_name_the_right_one(wary: Site, told: Puppet) -> None:
    told.described = {"authorization_response_iss_parameter_supported": True}
    for named, status in (("", 403), ("&iss=https://evil.example", 403), (f"&iss={told.issuer}", 303)):
        browser = wary.browser()
        assert browser.get(told.signs_in(lead(browser)) + named).status_code == status
