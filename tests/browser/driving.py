"""How a page of ours is waited for, pictured and watched in a browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.server import ROOT
from tests.conftest import PIN

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=LocalNetworkAccessChecks",  # a page that a test brings itself may talk to our server
)

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}

WAIT_MS = 20_000
"""Milliseconds: the machine may be busy with other things."""

PICTURES = ROOT / "screenshots"

GONE = (
    "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET", "WebSocket", "when disconnected",
    "No response received when attempting to reach /_stcore/", "Is Streamlit still running",
)  # fmt: skip
"""What a browser must say about a server that is not there; the last two come when it is away for seconds."""

_IDLE = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-testid="stSkeleton"]')
        && !document.querySelector('[data-stale="true"]');
}"""

_SETTLED = (
    "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 120))))"
)

_HEIGHT = """() => Math.max(
    document.documentElement.scrollHeight, document.querySelector('[data-testid="stMain"]')?.scrollHeight ?? 0)"""


@dataclass
class Watch:
    """Notes what browsers complain of, and every request that leaves our host."""

    complaints: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)

    def over(self, context: BrowserContext, address: str) -> None:
        """Watch every window of a browser."""
        context.on("console", lambda message: self._note_console(message.type, message.text))
        context.on("weberror", lambda error: self._note(f"error: {error.error}"))
        context.on("request", lambda request: self._note_request(request.url, address))
        context.on("response", lambda answer: answer.status >= 400 and self._note(f"{answer.status} {answer.url}"))

    @contextmanager
    def expecting(self, *patterns: str) -> Iterator[None]:
        """Let complaints pass in which one of these is found."""
        self._expected += [re.compile(pattern) for pattern in patterns]
        yield
        del self._expected[-len(patterns) :]

    def _note_console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self._note(f"console {kind}: {text}")

    def _note_request(self, url: str, address: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(address).netloc:
            self._note(f"request to another host: {url[:200]}")

    def _note(self, complaint: str) -> None:
        if not any(pattern.search(complaint) for pattern in self._expected):
            self.complaints.append(complaint)


def open_page(page: Page, address: str) -> Page:
    """Go to an address and wait until the page stands."""
    page.goto(address)
    return idle(page)


def idle(page: Page) -> Page:
    """Wait until the script has run and all parts are there."""
    page.wait_for_function(_IDLE)
    page.evaluate(_SETTLED)
    page.wait_for_function(_IDLE)
    return page


def widget(page: Page, key: str) -> Locator:
    """The widget or container with this key."""
    return page.locator(f".st-key-{key}")


def click(page: Page, key: str) -> None:
    """Press the button with this key, once the page stands: a press while it is rebuilt may meet what goes."""
    idle(page)
    widget(page, key).locator("button").click()


def choose(page: Page, key: str, option: str) -> None:
    """Choose a chip that is not chosen yet."""
    one = chip(page, key, option)
    if "true" not in (one.get_attribute("aria-pressed"), one.get_attribute("aria-checked")):
        one.click()
    idle(page)


def drop(page: Page, key: str, option: str) -> None:
    """Let go of a chip that is chosen."""
    chip(page, key, option).click()
    idle(page)


def chip(page: Page, key: str, option: str) -> Locator:
    """One option of pills or of a segmented control."""
    group = widget(page, key)
    return group.get_by_role("button", name=option, exact=True).or_(group.get_by_role("radio", name=option, exact=True))


def pick(page: Page, key: str, option: str) -> None:
    """Choose from a drop-down."""
    pick_from(widget(page, key), option)


def pick_from(box: Locator, option: str) -> None:
    """Choose from the drop-down in a box, of options of one name the first; a page that scrolls would close it."""
    page = idle(box.page)
    box.get_by_role("combobox").scroll_into_view_if_needed()
    page.evaluate(_SETTLED)
    box.get_by_role("combobox").press("ArrowDown")
    page.get_by_role("option", name=option, exact=True).first.click()
    idle(page)


def come_in(page: Page, link: str, *, pin: str = PIN) -> None:
    """Open a personal link, and agree and choose a PIN, or enter it."""
    page.goto(link)
    expect(page).to_have_url(re.compile(r"/auth/patient$|/report$"))
    if not page.url.endswith("/auth/patient"):
        return
    if page.locator("#agrees").count():
        page.check("#agrees")
    page.fill("#pin", pin)
    if page.locator("#pin_again").count():
        page.fill("#pin_again", pin)
    page.get_by_role("button", name="go on").click()


def heading(page: Page, text: str) -> None:
    """Wait for the page with this title."""
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()
    idle(page)


def picture(page: Page, path: Path) -> None:
    """Picture a whole page; Streamlit scrolls inside, so the window grows for the moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], page.evaluate(_HEIGHT))})
    page.evaluate(_SETTLED)
    page.screenshot(path=path)
    page.set_viewport_size(size)


def lose_the_server(phone: Page, site) -> None:
    """Kill the server under an open page, and start it again once the page has said so."""
    site.server.kill()
    phone.wait_for_selector('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])')
    says = phone.get_by_test_id("stApp").evaluate("app => getComputedStyle(app, '::after').content")
    assert "No connection. Nothing is being sent" in says
    site.server.start()
    phone.wait_for_selector('[data-test-connection-state="CONNECTED"]')
