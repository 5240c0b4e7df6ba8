"""Files that leave, in a real browser: by a click, by the form that asks why, and how it goes on."""

import csv
import re
import zipfile

import pytest
from playwright.sync_api import expect

from recovery.domain.access import Role
from recovery.store import accounts
from tests.browser.accessibility import violations
from tests.browser.driving import open_page, widget
from tests.conftest import an_account, session_of

NAME = "Quillfeather Example"


@pytest.fixture
def reported(site):
    for number in range(12):
        patient = site.practice.enrol(days_ago=3, name=f"{NAME} {number}")
        site.practice.report(patient, 2, redness=2)
    return site


def window(site, browsing, role, *, phone=False):
    login = f"{role.value}@export.example"
    office = site.practice.office
    with office.store.writing() as db:
        account = accounts.by_login(db, login)
        if account is None:
            account = an_account("no hash", login, "Sam Staff", role)
            accounts.add(db, account, now=site.practice.now)
    token, _ = session_of(office, account, now=site.practice.now)
    return browsing.window(site.address, token, phone=phone)


def test_a_click_brings_the_zip_and_the_page_says_that_it_left_whole(reported, browsing, tmp_path):
    desk = window(reported, browsing, Role.MANAGER)
    open_page(desk, f"{reported.address}/export?by=quarter")
    with desk.expect_download() as coming:
        widget(desk, "download").get_by_role("link").click()
    assert re.fullmatch(r"recovery-summary-by-quarter-[\d-]+\.zip", coming.value.suggested_filename)
    coming.value.save_as(tmp_path / "summary.zip")
    with zipfile.ZipFile(tmp_path / "summary.zip") as archive:
        assert archive.testzip() is None
        assert "README.txt" in archive.namelist()
    expect(desk.get_by_role("cell", name=re.compile(r"rows, whole")).first).to_be_visible()
    expect(desk.get_by_role("cell", name="Sam Staff").first).to_be_visible()


def test_rows_with_names_come_by_a_phones_form_once_it_is_said_why(reported, browsing, tmp_path):
    phone = window(reported, browsing, Role.CLINICIAN, phone=True)
    open_page(phone, f"{reported.address}/export?method=derma_roller&format=csv")
    expect(phone.get_by_text("the trail keeps it")).to_be_visible()
    with phone.context.expect_page() as opened:
        widget(phone, "download").get_by_role("link").click()
    form = opened.value
    expect(form.get_by_role("heading", name="Take reports with names?")).to_be_visible()
    assert violations(form) == []
    assert form.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    form.get_by_role("radio", name="To review the quality of our own work").check()
    with form.expect_download() as coming:
        form.get_by_role("button", name="Download").click()
    coming.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(newline="", encoding="utf-8") as file:
        names = {row["patient_name"] for row in csv.DictReader(file)}
    assert f"{NAME} 3" in names
