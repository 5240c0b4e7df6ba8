"""The front desk in a browser: enrolling by keyboard alone, noticing who is enrolled already, changing, archiving."""

import re
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.services.people import closing, enrolling
from tests.browser.accessibility import violations
from tests.browser.driving import PICTURES, choose, click, heading, idle, open_page, picture, widget

NAME = "\u200fمحمد <b>Example</b> =1+1 [a](http://evil.example)"

KEY_S = 0.3
"""Seconds a key at 40 words a minute, slower than most who type at work (52 on average: Dhakal et al., CHI 2018)."""

ENROLLED_WITHIN_S = 60
"""The aim: patient and first treatment in under a minute at the front desk."""

FOCUS = "document.activeElement.closest('[class*=\"st-key-\"]')?.className ?? ''"


@pytest.fixture
def desk(site, browsing):
    """Opens the front desk's page in a new window."""

    def window(query: str = "", **shape: bool) -> Page:
        page = browsing.window(site.address, site.cookie(Role.CLINICIAN), **shape)
        return open_page(page, f"{site.address}/people{query}")

    return window


@dataclass
class Keyboard:
    """Presses keys and counts them."""

    page: Page
    keys: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def tab_to(self, key: str) -> None:
        """Go on until the widget of this key has the focus."""
        for _ in range(20):
            if f"st-key-{key} " in f"{self.page.evaluate(FOCUS)} ":
                return
            self.press("Tab")
        pytest.fail(f"Tab never came to {key}.")


def people(site, words=""):
    return enrolling.search(site.practice.office, site.practice.clinician, words=words, page=1)[0]


def person(site, patient):
    practice = site.practice
    return enrolling.person(practice.office, practice.clinician, patient_id=patient.patient_id, now=practice.now)


def test_a_patient_is_enrolled_by_keyboard_alone_in_under_a_minute(desk, site, record_property):
    page = desk()
    keyboard, began = Keyboard(page), time.monotonic()
    keyboard.tab_to("enrol_a_patient")
    keyboard.press("Enter")
    heading(page, "Enrol a patient")
    for field, text in (("name", "Nina Keyboard"), ("contact", "+1 901 555 0177"), ("year", "1990")):
        keyboard.tab_to(f"patient_{field}")
        keyboard.type(text)
    keyboard.tab_to("treatment_method")
    keyboard.type("las")
    keyboard.press("Enter")
    keyboard.tab_to("treatment_areas")
    keyboard.press("Space")
    keyboard.press("ArrowRight")
    keyboard.press("Space")
    keyboard.tab_to("enrol_patient")
    keyboard.press("Enter")
    expect(widget(page, "card")).to_be_visible()
    machine_s = time.monotonic() - began
    record_property("keystrokes", keyboard.keys)
    record_property("seconds by machine", round(machine_s, 1))
    print(
        f"{keyboard.keys} keystrokes; {machine_s:.1f} s by machine, {machine_s + keyboard.keys * KEY_S:.0f} s by hand"
    )
    (nina,) = people(site, "nina keyboard")
    (treatment,) = person(site, nina).treatments
    assert (nina.contact, nina.year_of_birth, treatment.method, treatment.areas) == (
        "+1 901 555 0177", 1990, "laser", ("face", "neck"),
    )  # fmt: skip
    assert machine_s + keyboard.keys * KEY_S < ENROLLED_WITHIN_S


def test_who_is_enrolled_already_is_noticed_when_a_field_is_left(desk, site):
    known = site.practice.enrol(name=NAME).patient
    for phone in (False, True):
        page = desk("?enrol=yes", phone=phone)
        box = widget(page, "enrol_patient").bounding_box()
        name = widget(page, "patient_name").locator("input")
        name.fill("محمد <B>example</b> =1+1 [A](http://evil.example)")
        name.press("Tab")
        alike = widget(page, f"alike_{as_text(known.patient_id)}")
        expect(alike).to_contain_text("Same name, years of birth not both known")
        idle(page)
        expect(widget(page, "patient_contact").locator("input")).to_be_focused()
        assert widget(page, "enrol_patient").bounding_box() == box, "what is clicked next has moved"
        assert page.locator("a[href*='evil']").count() == 0
        assert alike.locator("b").count() == 0
        assert violations(page) == []
        picture(page, PICTURES / f"lookalike-{'phone' if phone else 'desk'}.png")
        page.context.close()


def test_the_treatment_goes_to_the_patient_who_was_there(desk, site):
    known = site.practice.enrol(name="Tess Treated").patient
    page = desk("?enrol=yes")
    widget(page, "patient_name").locator("input").fill("tess treated")
    choose(page, "treatment_areas", "Hands")
    click(page, "enrol_patient")
    expect(page.get_by_text("Not enrolled: somebody else?")).to_be_visible()
    expect(widget(page, "patient_name").locator("input")).to_have_value("tess treated")
    click(page, f"add_to_{as_text(known.patient_id)}")
    heading(page, "Tess Treated")
    click(page, "add_treatment_button")
    expect(page.get_by_role("link", name="Derma roller, hands")).to_be_visible()
    assert [treatment.areas for treatment in person(site, known).treatments] == [("hands",), ("face",)]
    assert len(people(site, "tess treated")) == 1


def test_somebody_else_of_the_same_name_is_enrolled_once_however_often_it_is_clicked(desk, site):
    known = site.practice.enrol(name="Tom Twice").patient
    page = desk("?enrol=yes")
    choose(page, "treatment_areas", "Face")
    name = widget(page, "patient_name").locator("input")
    name.fill("Tom Twice")
    name.press("Tab")
    widget(page, "enrol_even_so").locator("button").dblclick()
    expect(widget(page, "card").or_(widget(page, "enrol_patient"))).to_be_visible()
    idle(page)
    assert len(people(site, "tom twice")) == 2
    assert as_text(known.patient_id) not in page.url


def test_looking_at_a_lookalike_leaves_what_is_typed(desk, site):
    known = site.practice.enrol(name="Lily Lookalike").patient
    page = desk("?enrol=yes")
    name = widget(page, "patient_name").locator("input")
    name.fill("Lily Lookalike")
    name.press("Tab")
    with page.expect_popup() as opened:
        page.get_by_role("link", name=f"Look at {known.code}").click()
    heading(opened.value, "Lily Lookalike")
    expect(name).to_have_value("Lily Lookalike")


def test_of_two_desks_that_change_a_patient_the_second_sees_what_the_first_wrote(desk, site):
    known = site.practice.enrol(name="Cora Changed").patient
    query = f"?patient={as_text(known.patient_id)}&edit=yes"
    of = as_text(known.patient_id)
    first, second = desk(query), desk(query)
    for page, contact in ((first, "first@example.com"), (second, "second@example.com")):
        widget(page, f"patient_contact_{of}").locator("input").fill(contact)
        click(page, "save_patient")
    expect(second.get_by_text("Somebody else has changed this patient")).to_be_visible()
    expect(second.get_by_text(re.compile("Now it says: .*first"))).to_be_visible()
    expect(widget(second, f"patient_contact_{of}").locator("input")).to_have_value("second@example.com")
    assert violations(idle(second)) == []
    click(second, "save_patient")
    expect(second.get_by_role("link", name="second@example.com")).to_be_visible()
    assert person(site, known).patient.contact == "second@example.com"


def test_a_patient_is_archived_found_among_the_archived_and_brought_back(desk, site):
    practice = site.practice
    known = practice.enrol(name=NAME.replace("محمد", "علي"))
    query = f"?patient={as_text(known.patient.patient_id)}"
    page = desk(query)
    widget(page, "archive").locator("button").first.click()
    expect(page.get_by_text("still followed cannot be archived")).to_be_visible()
    closing.close_treatment(practice.office, practice.clinician, treatment_id=known.treatment_id, now=practice.now)
    page = desk(query)
    widget(page, "archive").locator("button").first.click()
    click(page, "archive_patient")
    expect(page.get_by_text("Takes no new treatment and no link.")).to_be_visible()
    assert violations(idle(page)) == []
    listing = desk()
    search = widget(listing, "search").locator("input")
    search.fill("علي")
    search.press("Enter")
    expect(listing.get_by_text("Nobody fits, but 1 archived patient")).to_be_visible()
    widget(listing, "archived_too").locator("label").click()
    listing.get_by_role("link", name=known.patient.code).click()
    click(listing, "bring_back")
    expect(widget(listing, "link_actions")).to_be_visible()
    assert person(site, known.patient).patient.is_enrolled


def test_what_floats_over_the_page_is_readable_in_the_dark(desk, site):
    known = site.practice.enrol(name="Dora Dark")
    page = desk(f"?patient={as_text(known.patient.patient_id)}", dark=True)
    widget(page, "erase").locator("button").first.click()
    expect(widget(page, "erase_patient")).to_be_visible()
    assert violations(idle(page)) == []
    page = desk("?enrol=yes", dark=True)
    widget(page, "treatment_date").get_by_role("button").click()
    expect(page.get_by_role("button", name=re.compile("selected$"))).to_be_visible()
    assert [found for found in violations(idle(page)) if "color-contrast" in found] == []
