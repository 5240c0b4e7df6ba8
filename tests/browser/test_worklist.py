"""A report on a phone reaches the open worklist by itself, is handled there, and everything is written down."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.alerts import Step
from recovery.domain.identifiers import as_text
from recovery.store import alerts
from tests.browser.conftest import Site, found
from tests.browser.driving import (
    GONE,
    PICTURES,
    choose,
    click,
    come_in,
    heading,
    idle,
    lose_the_server,
    open_page,
    picture,
    widget,
)

NAME = "Ada <b>Example</b> www.evil.example"

CLOSES = re.compile("Close .*with a note…")

NEWS_WITHIN_MS = 40_000
"""Milliseconds: the list looks every ten seconds, and the machine may be busy with other things."""


@pytest.fixture
def watched(new_server, password_hash):
    """A clinic of its own that watches its reports, and its server."""
    server = new_server("worklist")
    practice = found(server.database, password_hash).watching()
    return Site(server.start(), practice)


@pytest.fixture
def patient(watched):
    """Someone on day 4 whose redness was mild."""
    patient = watched.practice.enrol(name=NAME, days_ago=4)
    watched.practice.report(patient, 3, redness=1)
    return patient


def test_from_a_report_on_a_phone_to_the_note_that_closes_it(watched, patient, browsing):
    desk = browsing.window(watched.address, watched.cookie(Role.CLINICIAN))
    open_page(desk, f"{watched.address}/worklist")
    expect(desk.get_by_text("Nobody needs anyone right now")).to_be_visible()
    phone = browsing.window(watched.address, phone=True)
    report_severe_redness(phone, f"{watched.address}/p/{patient.link}")
    row = row_of(desk, patient)
    expect(row).to_be_visible(timeout=NEWS_WITHIN_MS)
    expect(row).to_contain_text("Redness rose from mild on day 3 to severe today")
    expect(row.get_by_role("img")).to_be_visible()
    assert row.locator("a[href*='evil'], b").count() == 0
    take_it_by_keyboard(desk, row)
    reach_by_phone(desk, row)
    close_with_a_note(desk, row)
    read_the_trail(watched.practice, patient)


def test_what_somebody_is_writing_is_left_alone_when_news_come(watched, patient, browsing):
    practice = watched.practice
    practice.report(patient, 4, redness=3)
    desk = browsing.window(watched.address, watched.cookie(Role.CLINICIAN))
    open_page(desk, f"{watched.address}/worklist")
    row = row_of(desk, patient)
    choose_from_menu(row, CLOSES)
    note = widget(desk, "attending_note").locator("textarea")
    note.press_sequentially("Half a sent")
    practice.report(patient, 4, now=datetime.now(UTC) + timedelta(seconds=2), redness=4)
    expect(desk.get_by_text("1 change, shown when you finish.")).to_be_visible(timeout=NEWS_WITHIN_MS)
    expect(row).to_contain_text("severe today")
    expect(note).to_be_focused()
    note.press_sequentially("ence")
    click(desk, "attending_send")
    expect(desk.get_by_text("A report has changed this since you saw it.")).to_be_visible()
    idle(desk)
    expect(note).to_have_value("Half a sentence")
    expect(row).to_contain_text("very severe today")
    picture(desk, PICTURES / "worklist" / "conflict.png")
    click(desk, "attending_send")
    expect(desk.get_by_text(f"Closed for {NAME}")).to_be_visible()
    click(desk, "take_back")
    expect(row).to_be_visible()


def test_a_server_that_dies_under_a_note_leaves_it_in_its_form(watched, patient, browsing):
    watched.practice.report(patient, 4, redness=3)
    desk = browsing.window(watched.address, watched.cookie(Role.CLINICIAN))
    open_page(desk, f"{watched.address}/worklist")
    choose_from_menu(row_of(desk, patient), CLOSES)
    note = widget(desk, "attending_note").locator("textarea")
    note.fill("Long and careful words, and never left the box.")
    with browsing.watch.expecting(*GONE):
        lose_the_server(desk, watched)
    expect(desk.get_by_text("This page was loaded anew while a step was being written.")).to_be_visible()
    idle(desk)
    expect(note).to_have_value("Long and careful words, and never left the box.")
    click(desk, "attending_send")
    expect(desk.get_by_text(f"Closed for {NAME}")).to_be_visible()
    assert "step=" not in desk.url


def test_a_phone_shows_the_first_patient_before_the_filters(watched, patient, browsing):
    watched.practice.report(patient, 4, redness=3)
    phone = browsing.window(watched.address, watched.cookie(Role.CLINICIAN), phone=True)
    open_page(phone, f"{watched.address}/worklist?show=high")
    expect(row_of(phone, patient)).to_be_visible()
    expect(widget(phone, "worklist_show")).to_be_hidden()
    picture(phone, PICTURES / "worklist" / "phone-folded.png")
    click(phone, "worklist_fold")
    expect(widget(phone, "worklist_show")).to_be_visible()
    expect(phone.get_by_role("button", name="Hide filters: High")).to_be_visible()


def report_severe_redness(phone: Page, link: str):
    come_in(phone, link)
    heading(phone, "What do you notice?")
    choose(phone, "noticed", "Redness, or skin darker or warmer than usual")
    choose(phone, "severity_redness", "Severe")
    click(phone, "review_report")
    heading(phone, "Is this right?")
    click(phone, "send_report")
    expect(phone.get_by_text("Thank you, your report has arrived")).to_be_visible()


def take_it_by_keyboard(desk: Page, row):
    desk.keyboard.press("j")
    expect(row).to_contain_text("Marked")
    picture(desk, PICTURES / "worklist" / "marked.png")
    desk.keyboard.press("a")
    expect(desk.get_by_text(f"Taken for {NAME}")).to_be_visible()
    expect(row).to_contain_text("Cleo Clinician has it")


def reach_by_phone(desk: Page, row):
    choose_from_menu(row, "Reached by phone")
    expect(desk.get_by_text(f"Contact by phone noted for {NAME}")).to_be_visible()
    expect(row).to_contain_text("Reached by Cleo Clinician")


def close_with_a_note(desk: Page, row):
    row.get_by_role("button", name=CLOSES).click()
    choose(desk, "attending_suggested", "Reached the patient and gave advice.")
    expect(widget(desk, "attending_note").locator("textarea")).to_have_value("Reached the patient and gave advice.")
    idle(desk)
    click(desk, "attending_send")
    expect(desk.get_by_text(f"Closed for {NAME}")).to_be_visible()
    expect(desk.get_by_text("Nobody needs anyone right now")).to_be_visible()


def read_the_trail(practice, patient):
    with practice.office.store.reading() as db:
        events = alerts.events_of_treatment(db, 1, patient.treatment_id)
        said = [row["action"] for row in db.conn.execute("SELECT action FROM audit ORDER BY seq").fetchall()]
    steps = [Step.OPENED, Step.ACKNOWLEDGED, Step.CONTACTED, Step.CLOSED]
    assert [[event.step for event in some] for some in events.values()] == [steps] * len(events)
    assert {some[-1].note for some in events.values()} == {"Reached the patient and gave advice."}
    for action in ("sent a report", "alert: acknowledged", "alert: contacted", "alert: closed"):
        assert action in said, action


def row_of(desk: Page, patient):
    return desk.locator(f".st-key-row_{as_text(patient.treatment_id)}")


def choose_from_menu(row, option: str | re.Pattern[str]):
    row.get_by_test_id("stMenuButtonButton").click()
    row.page.get_by_role("menuitem", name=option).click()
    idle(row.page)
