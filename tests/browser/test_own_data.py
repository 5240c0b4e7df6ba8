"""A patient takes their data along, and is erased while their phone is at the form: in a real browser."""

import json
import re
from pathlib import Path

from playwright.sync_api import expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.store import accounts
from tests.browser.accessibility import violations
from tests.browser.conftest import found
from tests.browser.driving import click, heading, idle, open_page, widget
from tests.browser.server import Server
from tests.conftest import session_of

NAME, NOTE = "Quillfeather Example", "it mumblewicks"


def rows(practice, sql):
    with practice.office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(sql).fetchall()]


def test_both_files_come_from_a_click_and_the_page_opens_without_a_server(site, browsing, tmp_path):
    patient = site.practice.enrol(days_ago=3, name=NAME)
    site.practice.report(patient, 2, redness=2)
    phone = browsing.window(site.address, patient.session, phone=True)
    open_page(phone, f"{site.address}/my_data")
    files = {}
    for key, ending in (("download_page", "html"), ("download_json", "json")):
        with phone.expect_download() as coming:
            widget(phone, key).get_by_role("link").click()
        name = coming.value.suggested_filename
        assert re.fullmatch(rf"recovery-data-{patient.patient.code}-[\d-]+\.{ending}", name)
        files[ending] = tmp_path / name
        coming.value.save_as(files[ending])
    assert json.loads(files["json"].read_text(encoding="utf-8"))["identity"]["name"] == NAME
    alone = browsing.window("file://", phone=True)
    alone.goto(files["html"].as_uri())
    expect(alone.get_by_role("heading", name="Everything that is held about you")).to_be_visible()
    expect(alone.get_by_text("Redness: moderate (2)")).to_be_visible()
    assert alone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(alone) == []


def test_erasing_takes_two_steps_and_the_phone_that_was_typing_is_told_in_words(new_server, password_hash, browsing):
    server: Server = new_server("erasing")
    practice = found(server.database, password_hash)
    patient = practice.enrol(days_ago=3, name=NAME)
    practice.report(patient, 2, redness=2)
    server.start()
    phone = browsing.window(server.address, patient.session, phone=True)
    open_page(phone, f"{server.address}/report")
    widget(phone, "note").locator("textarea").fill(NOTE)
    widget(phone, "note").locator("textarea").blur()
    idle(phone)
    assert rows(practice, "SELECT count(*) FROM draft") == [(1,)]
    desk = browsing.window(server.address, _clinician(practice))
    open_page(desk, f"{server.address}/people?patient={as_text(patient.patient.patient_id)}")
    widget(desk, "erase").get_by_role("button").first.click()
    expect(desk.get_by_text("This cannot be undone.")).to_be_visible()
    _type_code(desk, "P-00000")
    expect(desk.get_by_text("Not erased.")).to_be_visible()
    _type_code(desk, patient.patient.code)
    heading(desk, "Erased patient")
    widget(phone, "note").locator("textarea").fill(f"{NOTE} again")
    widget(phone, "note").locator("textarea").blur()
    expect(phone).to_have_url(re.compile("/auth/patient"))
    expect(phone.get_by_role("heading", name="Open your personal link")).to_be_visible()
    assert rows(practice, "SELECT count(*) FROM draft") == [(0,)]
    held = b"".join(file.read_bytes() for file in _files(server.database))
    assert NOTE.encode() not in held
    assert NAME.encode() not in held


def _clinician(practice):
    with practice.office.store.reading() as db:
        account = accounts.first_with(db, Role.CLINICIAN)
    return session_of(practice.office, account, now=practice.now)[0]


def _type_code(desk, code):
    box = desk.get_by_label("Type the patient")
    box.fill(code)
    box.press("Enter")
    idle(desk)
    click(desk, "erase_patient")
    idle(desk)


def _files(database: Path) -> list[Path]:
    return [file for file in database.parent.glob(f"{database.name}*") if not file.name.endswith((".key", ".lock"))]
