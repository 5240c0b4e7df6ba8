"""Bringing a file in as a manager does: a real upload, tried out, mended and added."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from tests.browser.driving import click, heading, idle, open_page, pick, picture, widget

HEAD = "Patient;Procedure date;Method;Areas;Day;Redness;Itching\n"

CLINICIAN = "Cleo Clinician"

READ = "The first rows, of 7 columns"


def file_of(folder: Path, name: str, *, worst: int) -> Path:
    """Twenty patients with five days each."""
    path = folder / name
    rows = [
        f"X-{n};2024-03-{n:02};Laser;face, neck;{day};{max(worst - day, 0)};mild\n"
        for n in range(1, 21)
        for day in range(5)
    ]
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(site):
    """The practice with two clinicians: whose treatments a file brings must be chosen."""
    site.practice.colleague()
    return site


def send(page: Page, file: Path) -> None:
    """Send a file up where none stands, wait until it is read, and say who did the treatments."""
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(READ)).to_be_visible()
    pick(page, "import_clinician", CLINICIAN)


def take_away(page: Page, name: str) -> None:
    """Take the file away again; what was read of it goes with it."""
    page.get_by_role("button", name=f"Remove {name}").click()
    expect(page.get_by_text(READ)).to_have_count(0)
    idle(page)


def look(page: Page, name: str) -> None:
    """Keep a picture where RECOVERY_PICTURES says so."""
    folder = os.environ.get("RECOVERY_PICTURES")
    if folder:
        picture(page, Path(folder, f"{name}.png"))


def test_a_file_is_sent_up_mended_and_added(site, browsing, tmp_path):
    page = browsing.window(site.address, site.cookie(Role.MANAGER))
    open_page(page, f"{site.address}/import")
    heading(page, "Import")
    look(page, "import")
    send(page, file_of(tmp_path, "wrong.csv", worst=5))
    look(page, "import-columns")
    click(page, "import_try")
    expect(page.get_by_text("Refused: 20 lines.")).to_be_visible()
    expect(widget(page, "import_add")).to_have_count(0)
    look(page, "import-refused")
    take_away(page, "wrong.csv")
    send(page, file_of(tmp_path, "right.csv", worst=4))
    click(page, "import_try")
    expect(page.get_by_text("To be added: 20 patients, 20 treatments and 100 reports with 200 scores.")).to_be_visible()
    look(page, "import-tried")
    click(page, "import_add")
    expect(page.get_by_text(re.compile("^Added: 20 patients, 20 treatments and 100 reports"))).to_be_visible()
    look(page, "import-added")
    with site.practice.office.store.reading() as db:
        assert db.conn.execute("SELECT count(*) FROM patient WHERE code LIKE 'X-%'").fetchone()[0] == 20


def test_the_page_fits_a_phone(site, browsing, tmp_path):
    page = browsing.window(site.address, site.cookie(Role.MANAGER), phone=True)
    open_page(page, f"{site.address}/import")
    send(page, file_of(tmp_path, "right.csv", worst=4))
    look(page, "import-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
