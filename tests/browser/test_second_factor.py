"""A second factor in a real browser: from the QR code to signing in with a code, and every page of it looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.identifiers import new_id
from recovery.store import accounts
from tests.browser.accessibility import violations
from tests.browser.driving import heading
from tests.conftest import PASSWORD, an_account

NEW = "five quite other words here"

REFUSED = (r"40[03] \S+/auth/", r"Failed to load resource.* 40[03]")
"""What a browser says of an answer that asks once more."""

LOOKS = [
    # phone, dark
    pytest.param(True, False, id="phone light"),
    pytest.param(True, True, id="phone dark"),
    pytest.param(False, True, id="desk dark"),
]


@pytest.fixture
def login(site, password_hash):
    """The sign-in name of a clinician of their own, so that looks do not share a second factor."""
    account = an_account(password_hash, f"{new_id()}@example.com", "Cleo Clinician", Role.CLINICIAN)
    with site.practice.office.store.writing() as db:
        accounts.add(db, account, now=datetime.now(UTC))
    return account.login


def sign_in(page: Page, address: str, login: str, *, password: str = PASSWORD) -> None:
    page.goto(f"{address}/auth/login?next=/people")
    page.get_by_label("Sign-in name").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code_of(secret: str, *, later_s: int = 0) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=later_s))


def walk(window, address: str, login: str) -> Iterator[tuple[str, Page]]:
    """Each page on the way, as it stands."""
    page = window()
    sign_in(page, address, login)
    heading(page, "People")
    page.goto(f"{address}/auth/second-factor")
    yield "second-factor-set-up", page
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label("Type the six digits").fill("000000")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("#code_error")).to_contain_text("That code is wrong")
    assert page.locator("code.secret").inner_text().replace(" ", "") == secret
    yield "second-factor-wrong-code", page
    page.get_by_label("Type the six digits").fill(code_of(secret))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    yield "recovery-codes", page
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as a text file").click()
    assert Path(download.value.path()).read_text().split() == codes
    page.goto(f"{address}/auth/second-factor")
    yield "second-factor", page
    yield from _with_codes(window, address, login, secret, codes)
    yield from _password(page, address)


def _with_codes(window, address: str, login: str, secret: str, codes: list[str]) -> Iterator[tuple[str, Page]]:
    other = window()
    sign_in(other, address, login)
    expect(other.get_by_role("heading", name="Enter your code")).to_be_visible()
    expect(other.get_by_label("Six-digit code")).to_be_focused()
    yield "code", other
    other.keyboard.type("000000")
    other.keyboard.press("Enter")
    expect(other.locator("#code_error")).to_contain_text("That code is wrong")
    yield "code-wrong", other
    other.get_by_label("Six-digit code").fill(code_of(secret, later_s=30))
    other.get_by_role("button", name="Go on").click()
    heading(other, "People")
    third = window()
    sign_in(third, address, login)
    third.get_by_label("Recovery code").fill(codes[0].upper())
    third.get_by_role("button", name="Use a recovery code").click()
    expect(third.get_by_text("You have 9 left")).to_be_visible()
    yield "recovery-code-used", third
    third.get_by_role("link", name="Go on").click()
    heading(third, "People")


def _password(page: Page, address: str) -> Iterator[tuple[str, Page]]:
    page.goto(f"{address}/auth/password")
    page.get_by_label("The password that you have").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("passwordpassword")
    page.get_by_label("The new password again").fill("passwordpassword")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator("#password_error")).to_contain_text("easy to guess")
    yield "own-password", page
    page.get_by_label("The password that you have").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("The new password again").fill(NEW)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
    yield "own-password-changed", page


@pytest.mark.parametrize(("phone", "dark"), LOOKS)
def test_every_page_of_it_works_and_axe_finds_nothing(phone, dark, *, site, browsing, login):
    def window() -> Page:
        return browsing.window(site.address, phone=phone, dark=dark)

    with browsing.watch.expecting(*REFUSED):
        for name, page in walk(window, site.address, login):
            assert violations(page) == [], name
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= page.viewport_size["width"], f"{name} scrolls sideways"
