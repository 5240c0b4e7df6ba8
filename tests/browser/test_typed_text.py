"""What stands in a note is handed over while it is typed: no reload loses it, and no tap after it is lost."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.services.recoveries import reporting
from tests.browser.driving import click, heading, idle, open_page, widget

NOTE = "Swelling is down, <b>no</b> fever"


@pytest.fixture
def patient(site):
    site.practice.enrol(name="Ned Next", days_ago=5)
    return site.practice.enrol(name="Tia Typing", days_ago=4)


@pytest.fixture
def phone(site, browsing, patient) -> Page:
    return open_page(browsing.window(site.address, patient.session, phone=True), f"{site.address}/report")


@pytest.fixture
def desk(site, browsing, patient) -> Page:
    """A clinician's tablet on the patient's page."""
    page = browsing.window(site.address, site.cookie(Role.CLINICIAN), phone=True)
    return open_page(page, of(site, patient))


def of(site, patient) -> str:
    return f"{site.address}/patient?treatment={as_text(patient.treatment_id)}"


def note_of(page: Page):
    return widget(page, "note").get_by_role("textbox")


def for_others(page: Page):
    return page.get_by_label("What others should know")


def tap(page: Page, name: str):
    """As a finger does it: down and up in one moment."""
    link = page.get_by_role("link", name=name, exact=True)
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def drafted(site, patient):
    now = datetime.now(UTC)
    desk = reporting.open_desk(site.practice.office, patient.visitor, treatment_id=patient.treatment_id, now=now)
    return [draft.note for draft in desk.drafts.values()]


def test_a_note_that_was_never_left_survives_a_reload_and_typing_goes_on_undisturbed(site, patient, phone):
    note = note_of(phone)
    note.press_sequentially("It itc")
    expect(phone.get_by_text("Kept here until you send it.")).to_be_visible()
    expect(note).to_be_focused()
    note.press("ArrowLeft")
    note.press_sequentially("X")
    phone.wait_for_timeout(1_500)
    assert note.evaluate("field => field.selectionStart") == len("It itX")
    expect(note).to_have_value("It itXc")
    assert drafted(site, patient) == ["It itXc"]
    phone.reload()
    heading(phone, "What do you notice?")
    expect(note).to_have_value("It itXc")


@pytest.mark.parametrize("after_ms", [0, 500, 700])
def test_the_first_tap_on_the_menu_after_typing_leads_there_and_loses_nothing(after_ms, site, patient, phone):
    note_of(phone).press_sequentially(NOTE)
    phone.wait_for_timeout(after_ms)
    tap(phone, "My recovery")
    expect(phone).to_have_url(f"{site.address}/my_recovery")
    idle(phone)
    assert drafted(site, patient) == [NOTE]
    tap(phone, "Report")
    heading(phone, "What do you notice?")
    expect(note_of(phone)).to_have_value(NOTE)


def test_a_clinicians_unsent_note_survives_reloads_until_it_is_written_down(site, patient, desk):
    for_others(desk).press_sequentially(NOTE)
    desk.wait_for_timeout(1_500)
    for _ in range(2):
        desk.reload()
        heading(desk, "Tia Typing")
        expect(for_others(desk)).to_have_value(NOTE)
    expect(desk.get_by_text("What you had typed is back: the note.")).to_be_visible()
    click(desk, "write_note")
    expect(desk.locator(".rd-note").get_by_text(NOTE)).to_be_visible()
    idle(desk)
    desk.reload()
    heading(desk, "Tia Typing")
    expect(for_others(desk)).to_have_value("")


@pytest.mark.parametrize("after_ms", [0, 500, 700])
def test_a_clinicians_unsent_note_is_there_again_after_the_first_tap_on_another_patient(after_ms, site, patient, desk):
    note = f"{NOTE}, {after_ms}"  # the other patient may be the one of the case before, with a note of her own
    for_others(desk).press_sequentially(note)
    desk.wait_for_timeout(after_ms)
    tap(desk, next(name for name in ("Next", "Previous") if desk.get_by_role("link", name=name, exact=True).count()))
    expect(desk).not_to_have_url(re.compile(as_text(patient.treatment_id)))
    idle(desk)
    expect(for_others(desk)).not_to_have_value(note)
    open_page(desk, of(site, patient))
    expect(for_others(desk)).to_have_value(note)
