"""Signing in at a provider with a real browser, the provider a real process too."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Browsing, NewServer, found
from tests.browser.driving import PICTURES, heading, picture
from tests.browser.server import Server
from tests.oidc_provider import CLIENT, Provider, real_provider

BUTTON = "Sign in with Practice Login"

_STYLES = "https://cdn.jsdelivr.net"


@dataclass(frozen=True)
class Place:
    """A practice's server, and the provider of its staff."""

    server: Server
    provider: Provider


@pytest.fixture(scope="module")
def place(new_server: NewServer, password_hash: str) -> Iterator[Place]:
    with real_provider() as provider:
        provider.knows("ada", email="clinician@example.com", email_verified=True)
        provider.knows("eve", email="clinician@example.com", email_verified=False)
        server = new_server("single-sign-on")
        server.settings |= {
            "RECOVERY_ADDRESS": server.address, "RECOVERY_OIDC_ISSUER": provider.issuer,
            "RECOVERY_OIDC_CLIENT_ID": CLIENT, "RECOVERY_OIDC_CLIENT_SECRET": "open-sesame",
            "RECOVERY_OIDC_NAME": "Practice Login",
        }  # fmt: skip
        found(server.database, password_hash)
        yield Place(server.start(), provider)


@pytest.fixture
def page(place: Place, browsing: Browsing) -> Iterator[Page]:
    """A window that may go to the provider, whose style sheet lies elsewhere."""
    with browsing.watch.expecting(
        place.provider.issuer, _STYLES, "403 .*/auth/sso/back", r"status of 403 \(Forbidden\)"
    ):
        page = browsing.window(place.server.address)
        page.route(f"{_STYLES}/**", lambda route: route.fulfill(content_type="text/css", body=""))
        yield page


def test_in_and_out_and_in_again(place: Place, page: Page) -> None:
    page.goto(f"{place.server.address}/people")
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_placeholder("sub").fill("ada")
    page.get_by_role("button", name="Authorize").click()
    heading(page, "People")
    assert page.url == f"{place.server.address}/people"
    page.go_back()
    expect(page.get_by_role("button", name="Authorize")).to_be_visible()
    page.goto(place.server.address)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Practice Login may still know you on this device")).to_be_visible()
    picture(page, PICTURES / "sign-in-sso.png")


def test_the_way_on_needs_no_script_and_is_there_to_press(place: Place, page: Page) -> None:
    page.route(f"{place.provider.issuer}/**", lambda route: route.abort())
    page.goto(f"{place.server.address}/auth/login")
    with page.expect_request(f"{place.provider.issuer}/**"):
        page.get_by_role("button", name=BUTTON).click()


def test_whoever_is_refused_finds_the_way_back(place: Place, page: Page) -> None:
    page.goto(f"{place.server.address}/auth/login")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_placeholder("sub").fill("eve")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Go to the sign-in page").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    assert "clinician@example.com" not in place.server.printed
    assert "e-mail address not verified (unknown name)" in place.server.printed
