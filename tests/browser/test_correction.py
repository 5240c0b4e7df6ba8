"""A clinician corrects a procedure's date: reads what that does, confirms it, and the patient sees the new days."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from tests.browser.accessibility import violations
from tests.browser.driving import PICTURES, click, heading, idle, open_page, picture, widget


@pytest.fixture(scope="module")
def watched(site):
    """The practice, watching reports."""
    return replace(site, practice=site.practice.watching())


@pytest.fixture
def patient(watched):
    """Day 6 by what was entered; the procedure was two days before that, and redness has not gone."""
    patient = watched.practice.enrol(name="Ada <b>Example</b>", days_ago=6, entered_days_ago=6)
    for day, redness in enumerate((3, 2, 2, 1, 1, 1, 1)):
        watched.practice.report(patient, day, redness=redness)
    return patient


def test_a_corrected_date_moves_every_day_once_it_was_said_and_confirmed(watched, patient, browsing):
    desk = browsing.window(watched.address, watched.cookie(Role.CLINICIAN))
    of = as_text(patient.treatment_id)
    open_page(desk, f"{watched.address}/people?patient={as_text(patient.patient.patient_id)}")
    unfold(desk, of)
    enter_date(desk, of, patient.treatment.procedure - timedelta(days=2))
    form = widget(desk, f"correct_{of}")
    expect(form).to_contain_text("7 reports move 2 days later: day 0 becomes day 2 … day 6 becomes day 8.")
    expect(form).to_contain_text("Redness, seen until day 8, is then past its band (usually gone by day 7).")
    expect(form).to_contain_text("2 alerts open")
    shot(desk, "1-said-beforehand")
    assert violations(desk) == []
    click(desk, f"do_correct_{of}")
    idle(desk)
    expect(widget(desk, f"treatment_of_{of}")).to_contain_text("day 8")
    expect(widget(desk, f"do_correct_{of}")).to_have_count(0)
    open_page(desk, f"{watched.address}/patient?treatment={of}")
    heading(desk, "Ada <b>Example</b>")
    expect(desk.get_by_text("Redness mild today, 1 day past its band").first).to_be_visible()
    shot(desk, "2-corrected")
    the_patient_sees_it(watched, patient, browsing)


def the_patient_sees_it(watched, patient, browsing):
    phone = browsing.window(watched.address, patient.session, phone=True)
    open_page(phone, f"{watched.address}/my_recovery")
    expect(phone.get_by_text("Mild on day 8").first).to_be_visible()


def test_what_cannot_be_corrected_says_why_on_a_phone_too(watched, patient, browsing):
    phone = browsing.window(watched.address, watched.cookie(Role.CLINICIAN), phone=True)
    of = as_text(patient.treatment_id)
    open_page(phone, f"{watched.address}/people?patient={as_text(patient.patient.patient_id)}")
    unfold(phone, of)
    enter_date(phone, of, patient.treatment.procedure + timedelta(days=1))
    expect(widget(phone, f"correct_{of}")).to_contain_text("1 report would lie before the procedure (day 0")
    shot(phone, "3-refused-phone")
    enter_date(phone, of, patient.treatment.procedure - timedelta(days=2))
    expect(widget(phone, f"correct_{of}")).to_contain_text("7 reports move 2 days later")
    fields = phone.locator(f".st-key-corrected_clinician_{of}").bounding_box()
    said = phone.get_by_text("What this does", exact=True).bounding_box()
    assert said["y"] - fields["y"] - fields["height"] < 32, "an empty gap between the fields and what they do"
    shot(phone, "4-said-phone")
    assert violations(phone) == []


def unfold(page: Page, of: str):
    widget(page, f"correct_{of}").locator("summary").click()
    idle(page)


def enter_date(page: Page, of: str, date):
    field = widget(page, f"corrected_date_{of}").locator("input")
    field.fill(date.isoformat())
    field.press("Enter")
    field.press("Escape")
    page.keyboard.press("Tab")
    idle(page)


def shot(page: Page, name: str):
    idle(page)
    picture(page, PICTURES / "correction" / f"{name}.png")
