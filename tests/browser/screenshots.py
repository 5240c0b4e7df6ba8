"""Pictures every screen of the demo, and the README's: `python -m tests.browser.screenshots`."""

import base64
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.services import demonstrating
from recovery.services.office import Office
from tests.browser.chromium import ADVICE, executable
from tests.browser.conftest import Browsing, office_at
from tests.browser.driving import FLAGS, PICTURES, open_page, picture
from tests.browser.screens import Tour
from tests.browser.server import ROOT, Server
from tests.conftest import phone_of

README_PICTURE = ROOT / "docs" / "recovery.png"

_COMPOSED = """
<body style="margin:0;background:#dfe8eb;width:1440px;height:860px;overflow:hidden;position:relative">
<img src="{desk}" style="position:absolute;left:36px;top:36px;width:1130px;border-radius:12px;
box-shadow:0 12px 40px #16242b33">
<img src="{phone}" style="position:absolute;right:36px;top:84px;width:330px;border-radius:28px;border:8px solid #16242b;
box-shadow:0 16px 48px #16242b55">
"""


def main() -> int:
    """Start a demo, walk through it in four looks, and compose the picture."""
    path = executable()
    if path is None:
        sys.stderr.write(ADVICE + "\n")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        server = Server(Path(folder))
        office, now = office_at(server.database, datetime.now(UTC)), datetime.now(UTC)
        demonstrating.fill_demo(office, now=now)
        server.start()
        try:
            _readme(browser, office, server.address)
            for phone in (True, False):
                for dark in (False, True):
                    _walk(browser, office, server.address, phone=phone, dark=dark)
        finally:
            server.stop()
        _compose(browser)
    print(f"The screens are in {PICTURES}, the README's picture is {README_PICTURE}.")
    return 0


def _readme(browser: Browser, office: Office, address: str) -> None:
    """The same patient on both sides, before the walks report anything."""
    tour = Tour(office, address, lambda _: browser.new_page())
    clinician, visitor = tour.sign_in(Role.CLINICIAN)
    row = tour.telling(visitor)
    now = datetime.now(UTC)
    patient = phone_of(office, row.patient, clinic_id=visitor.clinic_id, now=now)[0]
    windows = Browsing(browser)
    phone = windows.window(address, patient, phone=True)
    open_page(phone, f"{address}/my_recovery").screenshot(path=PICTURES / "readme-phone.png")
    desk = windows.window(address, clinician)
    desk.set_viewport_size({"width": 1240, "height": 860})
    open_page(desk, f"{address}/patient?treatment={as_text(row.treatment.treatment_id)}")
    desk.screenshot(path=PICTURES / "readme-desk.png")
    for context in windows.opened:
        context.close()


def _walk(browser: Browser, office: Office, address: str, *, phone: bool, dark: bool) -> None:
    windows = Browsing(browser)
    look = f"{'390' if phone else '1440'}-{'dark' if dark else 'light'}"

    def window(cookie: str | None) -> Page:
        return windows.window(address, cookie, phone=phone, dark=dark)

    for name, page in Tour(office, address, window).screens():
        picture(page, PICTURES / look / f"{name}.png")
    for context in windows.opened:
        context.close()


def _compose(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 860})
    page.set_content(_COMPOSED.format(desk=_as_address("readme-desk"), phone=_as_address("readme-phone")))
    page.wait_for_load_state("networkidle")
    page.screenshot(path=README_PICTURE)


def _as_address(name: str) -> str:
    content = (PICTURES / f"{name}.png").read_bytes()
    return "data:image/png;base64," + base64.b64encode(content).decode()


if __name__ == "__main__":
    sys.exit(main())
