"""The first page on a phone: from the tap until the report form can be used.

A phone of 390 x 844 pixels in Chromium, its network slowed to 10 Mbit/s each way with 60 ms there and back (the
browser's own emulation; the processor is not slowed), a fresh browser context each time, so nothing is stored.

The start is the browser's own time origin of the page that is arrived at: the moment at which it sets out for the
report once the PIN is right, or for what the button of the sign-in page asks for, redirects included. The end is the
first frame in which Streamlit says that the script has run, and the chips and the button "Review and send" stand there
enabled. The page of the PIN and the sign-in page have been open for five seconds when their buttons are tapped: about
what a PIN, or a name and a password, take.

The peer is the same application without our gzip and without prefetch. Both servers have served the page once before.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench import servers
from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.practice import prepare
from tests.bench.rounds import alternate, results_folder
from tests.browser.chromium import executable
from tests.conftest import PIN

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "is_mobile": True,
    "has_touch": True,
}
BYTES_A_SECOND = 10_000_000 // 8
ROUND_TRIP_MS = 60
TYPING_S = 5

PATIENCE_MS = 60_000
LOOKED_EVERY_S = 0.1
ROUNDS = 5
QUICK_ROUNDS = 2

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

WATCH = """
(() => {
  const usable = () =>
    document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]') &&
    document.querySelector('.st-key-noticed button:enabled') &&
    document.querySelector('.st-key-review_report button:enabled');
  const look = () => {
    if (usable()) window.usableAfter = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
"""Runs in every document before anything else; performance.now() counts from the time origin."""


def measure(*, quick: bool) -> Result:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder:
        prepared = prepare(Path(folder))
        with (
            servers.ours(prepared.database) as ours,
            servers.ours(prepared.database, "--plain-delivery") as plain,
            _chromium() as browser,
        ):
            contenders = {
                "link": lambda: by_link(browser, ours.address, prepared.link),
                "link, plain": lambda: by_link(browser, plain.address, prepared.link),
                "sign-in": lambda: by_sign_in(browser, ours.address),
                "sign-in, plain": lambda: by_sign_in(browser, plain.address),
            }
            for warm_up in contenders.values():
                warm_up()
            found = alternate(contenders, rounds=rounds, each="s")
    plainly = "without gzip and prefetch"
    aim = Aim(2.5, of_ratio=False, unit="s")
    return Result(
        [
            Comparison(
                f"/report by link and PIN, typed in {TYPING_S} s", Sample(found["link"], "s"),
                Sample(found["link, plain"], "s"), plainly, aim,
            ),
            Comparison(
                f"/report from the sign-in page, open for {TYPING_S} s", Sample(found["sign-in"], "s"),
                Sample(found["sign-in, plain"], "s"), plainly, aim,
            ),
        ],
        [f"{rounds} rounds of four loads each."],
    )  # fmt: skip


def by_link(browser: Browser, address: str, link: str) -> float:
    """Seconds from sending the PIN, to which the personal link leads, until the form is usable."""
    with _phone(browser) as page:
        page.goto(f"{address}/p/{link}", wait_until="commit", timeout=PATIENCE_MS)
        page.fill("#pin", PIN)
        time.sleep(TYPING_S)
        page.get_by_role("button", name="Go on").click(no_wait_after=True)
        page.wait_for_url(lambda url: urlsplit(url).path == "/report", wait_until="commit", timeout=PATIENCE_MS)
        return _usable_after_s(page)


def by_sign_in(browser: Browser, address: str) -> float:
    """Seconds from the tap on the sign-in page's button until the form is usable."""
    with _phone(browser) as page:
        page.goto(f"{address}/auth/login?next=/report", wait_until="commit", timeout=PATIENCE_MS)
        page.wait_for_selector("button[value=patient]")
        time.sleep(TYPING_S)
        page.click("button[value=patient]", no_wait_after=True)
        page.wait_for_url(lambda url: urlsplit(url).path == "/report", wait_until="commit", timeout=PATIENCE_MS)
        return _usable_after_s(page)


def _usable_after_s(page: Page) -> float:
    until = time.monotonic() + PATIENCE_MS / 1000
    # Not wait_for_function: our own Content-Security-Policy forbids the eval that it does.
    while (found := page.evaluate("window.usableAfter")) is None:
        if time.monotonic() > until:
            raise SystemExit(f"the form did not become usable at {page.url}")
        time.sleep(LOOKED_EVERY_S)
    return float(found) / 1000


@contextmanager
def _phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.add_init_script(WATCH)
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    try:
        yield page
    finally:
        context.close()


@contextmanager
def _chromium() -> Iterator[Browser]:
    path = executable()
    if path is None:
        raise SystemExit("No Chrome or Chromium was found: `python -m tests.browser.chromium` says how to get one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
