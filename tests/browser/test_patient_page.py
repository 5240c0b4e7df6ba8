"""A clinician decides from a patient's page: reads, handles, writes, grades, enters a report, and closes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.services.recoveries import noting, reporting
from tests.browser.accessibility import violations
from tests.browser.conftest import Site
from tests.browser.driving import PICTURES, choose, click, heading, idle, open_page, pick_from, picture, widget

EDGES = "card => [card.getBoundingClientRect().top, card.getBoundingClientRect().bottom]"
NAME = "Ada <b>Example</b>"
NOTE = "Cream <script>alert(1)</script> **advised** :red[x]"


@pytest.fixture(scope="module")
def watched(site):
    """The practice, watching reports."""
    return replace(site, practice=site.practice.watching())


@pytest.fixture
def patient(watched):
    """Day 9: redness past its band and worse, itching settling, a warning sign today; looked at before by nobody."""
    practice = watched.practice
    patient = practice.enrol(name=NAME, days_ago=9, areas=("face", "neck"))
    for day, redness, itching in ((0, 3, 0), (1, 2, 2), (2, 2, 2), (4, 1, 2), (5, 1, 1), (8, 1, 0)):
        practice.report(patient, day, redness=redness, itching=itching)
    draft = Draft(9, {"redness": 3}, {"redness": "neck"}, red_flags=("pus",), wants_call=True, note="It weeps.\nHelp!")
    reporting.submit(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=practice.now
    )  # fmt: skip
    noting.write_note(
        practice.office,
        practice.clinician,
        treatment_id=patient.treatment_id,
        entry=NoteEntry("note", "Asked to come in if it gets worse. " * 20, day=9),
        now=practice.now - timedelta(hours=2),
    )
    return patient


def address(watched: Site, patient) -> str:
    return f"{watched.address}/patient?treatment={as_text(patient.treatment_id)}"


def test_a_clinician_reads_handles_writes_grades_enters_and_closes(watched, patient, browsing):
    desk = browsing.window(watched.address, watched.cookie(Role.CLINICIAN))
    open_page(desk, address(watched, patient))
    heading(desk, NAME)
    expect(desk.get_by_text("Your first look at this recovery.")).to_be_visible()
    read_the_alerts(desk)
    take_them_all(desk)
    write_a_note(desk)
    grade_at_a_visit(desk)
    enter_a_report_by_phone(desk)
    close_the_recovery(desk)


def read_the_alerts(desk: Page):
    cards = desk.locator("[class*='st-key-alert_']")
    expect(cards.first).to_contain_text("Urgent")
    expect(cards.first).to_contain_text("nobody has it yet")
    cards.first.locator("summary").click()
    expect(cards.first.locator("details")).to_contain_text("by guidance 1")
    opened, beside = (cards.nth(place).evaluate(EDGES) for place in (0, 1))
    assert opened == beside, "cards of a row are equally high"
    shot(desk, "1-alerts")


def take_them_all(desk: Page):
    click(desk, "take_all")
    idle(desk)
    expect(widget(desk, "last_step")).to_contain_text("Taken for")
    expect(desk.locator("[class*='st-key-alert_']").first).to_contain_text("Cleo Clinician has it")


def write_a_note(desk: Page):
    widget(desk, "write_a_note").locator("textarea").fill(NOTE)
    click(desk, "write_note")
    idle(desk)
    expect(desk.locator(".rd-record article").filter(has_text=NOTE)).to_be_visible()
    expect(widget(desk, "write_a_note").locator("textarea")).to_have_value("")
    for where in ("All reports", "What the patient wrote"):
        expect(desk.get_by_text(where, exact=True)).to_be_visible()
    expect(desk.locator(".rd-note").filter(has_text="It weeps.")).to_have_count(2)


def grade_at_a_visit(desk: Page):
    box = widget(desk, "write_a_note")
    box.get_by_role("radio", name="Visit").or_(box.get_by_role("button", name="Visit")).click()
    idle(desk)
    pick_from(box.locator("[class*='st-key-graded_']"), "Redness")
    box.get_by_role("radio", name="Moderate").or_(box.get_by_role("button", name="Moderate")).click()
    idle(desk)
    assert violations(desk) == []
    shot(desk, "2-grading")
    click(desk, "write_note")
    idle(desk)
    expect(desk.get_by_text("Redness graded moderate by clinician, at a visit")).to_be_visible()


def enter_a_report_by_phone(desk: Page):
    click(desk, "enter_report")
    heading(desk, f"Report by phone: {NAME}")
    choose(desk, "noticed", "Itching")
    choose(desk, "severity_itching", "Mild")
    assert violations(desk) == []
    shot(desk, "3-by-phone")
    click(desk, "enter_this_report")
    heading(desk, NAME)
    expect(desk.get_by_text("The report of day 9 is entered.")).to_be_visible()
    # What the screen shows as chosen is what the server holds: a page that stops early would let them differ.
    expect(desk.get_by_text("Day of the visit")).to_have_count(0)


def close_the_recovery(desk: Page):
    shot(desk, "4-after")
    widget(desk, "close").locator("button").first.click()
    expect(desk.get_by_text("Your note closes what is open")).to_be_visible()
    click(desk, "close_treatment")
    expect(desk.get_by_text("Not closed.")).to_be_visible()
    desk.locator("[class*='st-key-closing_note_'] textarea").fill("The hospital takes over.")
    click(desk, "close_treatment")
    expect(desk.get_by_text("Open this recovery again")).to_be_visible()
    idle(desk)
    expect(desk.get_by_text("No alert is open.")).to_be_visible()
    desk.get_by_text("Past alerts:").click()
    expect(desk.get_by_text("closed it: The hospital takes over.").first).to_be_visible()
    assert violations(desk) == []
    shot(desk, "5-closed")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_page_is_readable_on_every_screen(phone, dark, *, watched, patient, browsing):
    page = browsing.window(watched.address, watched.cookie(Role.CLINICIAN), phone=phone, dark=dark)
    open_page(page, address(watched, patient))
    heading(page, NAME)
    page.locator("details summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert violations(page) == []
    shot(page, f"{'phone' if phone else 'desk'}-{'dark' if dark else 'light'}")


def shot(page: Page, name: str):
    picture(page, PICTURES / "patient-page" / f"{name}.png")
