"""Earlier patients in a real browser: behind a line, switched off and on, and on phones once a manager allows it."""

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from tests.browser.accessibility import violations
from tests.browser.conftest import Site
from tests.browser.driving import PICTURES, choose, click, heading, idle, open_page, picture, widget

OUTLOOK = "Of 12 other treatments that still had redness on day 4, nearly all were clear by day 6."
OWN_OUTLOOK = (
    "Of 12 other treatments of the same kind here, still with redness on day 4, about half or more "
    "no longer had it by day 6."
)


@pytest.fixture(scope="module")
def site(site):
    """The practice with twelve people whose redness was gone on day 6."""
    practice = site.practice
    for number in range(12):
        who = practice.enrol(days_ago=20, name=f"Earlier {number}")
        for day in range(8):
            redness = max(0, 3 - day // 2)
            practice.report(who, day, **({"redness": redness, "itching": 1} if redness else {}))
    return site


@pytest.fixture(scope="module")
def patient(site):
    """Day 4, redness still there."""
    who = site.practice.enrol(days_ago=4, entered_days_ago=4)
    for day, redness in ((0, 2), (1, 4), (4, 2)):
        site.practice.report(who, day, redness=redness, itching=1)
    return who


def see(site: Site, page: Page, patient) -> Page:
    open_page(page, f"{site.address}/patient?treatment={as_text(patient.treatment_id)}")
    heading(page, patient.patient.name)
    return page


def redness(page: Page):
    return widget(page, "course_redness")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_clinician_sees_them_on_every_screen(phone, dark, *, site, patient, browsing):
    page = browsing.window(site.address, site.cookie(Role.CLINICIAN), phone=phone, dark=dark)
    card = redness(see(site, page, patient))
    expect(card).to_contain_text(OUTLOOK)
    expect(card.get_by_test_id("stPlotlyChart")).to_contain_text("other treatments")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert violations(page) == []
    shot(page, f"clinician-{'phone' if phone else 'desk'}-{'dark' if dark else 'light'}")


def test_they_can_be_left_out_and_come_back_and_a_part_of_the_days_shows_them_too(site, patient, browsing):
    page = browsing.window(site.address, site.cookie(Role.CLINICIAN))
    plot = redness(see(site, page, patient)).get_by_test_id("stPlotlyChart")
    switch(page)
    expect(plot).not_to_contain_text("other treatments")
    expect(redness(page)).to_contain_text(OUTLOOK)
    switch(page)
    expect(plot).to_contain_text("other treatments")
    choose(page, "days", "0 to 7")
    expect(plot).to_contain_text("other treatments")
    shot(page, "clinician-days-0-to-7")


def test_patients_see_others_from_the_moment_that_a_manager_allows_it(site, patient, browsing):
    phone = browsing.window(site.address, patient.session, phone=True)
    open_page(phone, f"{site.address}/my_recovery")
    expect(redness(phone)).to_contain_text("Moderate on day 4")
    expect(redness(phone)).not_to_contain_text("other treatments")
    desk = browsing.window(site.address, site.cookie(Role.MANAGER))
    open_page(desk, f"{site.address}/administration?part=Clinic")
    widget(desk, "clinic_entry_expected").locator("label").first.click()
    assert violations(desk) == []
    click(desk, "save_clinic")
    expect(desk.get_by_text("Saved: whether patients see how others recovered.")).to_be_visible()
    for dark in (False, True):
        phone = browsing.window(site.address, patient.session, phone=True, dark=dark)
        open_page(phone, f"{site.address}/my_recovery")
        expect(redness(phone)).to_contain_text(OWN_OUTLOOK)
        expect(redness(phone).get_by_test_id("stPlotlyChart")).to_contain_text("12 other treatments here")
        assert phone.evaluate("document.documentElement.scrollWidth") <= phone.viewport_size["width"]
        assert violations(phone) == []
        shot(phone, f"patient-{'dark' if dark else 'light'}")


def switch(page: Page) -> None:
    widget(page, "earlier_patients").locator("label").first.click()
    idle(page)
    expect(redness(page).get_by_test_id("stPlotlyChart")).to_have_count(1)


def shot(page: Page, name: str) -> None:
    picture(page, PICTURES / "earlier-patients" / f"{name}.png")
