"""What everyone can use: axe on every screen, the keyboard alone, and paper."""

import re

import pytest
from playwright.sync_api import expect

from recovery.domain.access import Role
from tests.browser.accessibility import violations
from tests.browser.driving import heading, idle, open_page, widget
from tests.browser.screens import Tour
from tests.browser.test_accidents import stored
from tests.pages.conftest import of_person

LOOKS = [
    # phone, dark, patients' screens, staff's screens
    pytest.param(True, False, True, False, id="phone light"),
    pytest.param(True, True, True, True, id="phone dark"),
    pytest.param(False, False, True, True, id="desk light"),
    pytest.param(False, True, False, True, id="desk dark"),
]


@pytest.mark.parametrize(("phone", "dark", "patients", "staff"), LOOKS)
def test_axe_finds_nothing_serious_on_any_screen(phone, dark, patients, staff, *, demo, browsing):
    server, office = demo
    tour = Tour(office, server.address, lambda cookie: browsing.window(server.address, cookie, phone=phone, dark=dark))
    for name, page in tour.screens(patients=patients, staff=staff):
        assert violations(page) == [], name
        if phone:
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, f"{name} scrolls sideways"


def test_a_report_can_be_filled_in_and_sent_by_keyboard_alone(site, browsing):
    patient = site.practice.enrol(days_ago=1, areas=("face", "neck"))
    page = browsing.window(site.address, patient.session)
    open_page(page, f"{site.address}/report")
    press(page, "Itching", "Space")
    press(page, "Mild", "Space")
    press(page, "Anything else? (optional, up to 1,000 characters)", "End")
    page.keyboard.type("by keyboard")
    press(page, "Review and send", "Enter")
    heading(page, "Is this right?")
    press(page, "Send", "Enter")
    expect(page.get_by_text("Thank you, your report has arrived")).to_be_visible()
    report = stored(site, patient)[1]
    assert (report.worst.side_effect, int(report.worst.severity), report.note) == ("itching", 1, "by keyboard")


FOCUSED = """() => {
    const at = document.activeElement;
    return [at.getAttribute('aria-label') || at.innerText?.trim().split('\\n').pop() || '',
        at.closest('[data-testid="stButtonGroup"]')?.querySelectorAll('button').length ?? 0];
}"""


def press(page, name, key):
    """Go on by Tab, and by arrow among chips, until something of this name has the focus; then press the key."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said, chips = page.evaluate(FOCUSED)
        for _ in range(chips):
            if said == name:
                break
            page.keyboard.press("ArrowRight")
            said, _ = page.evaluate(FOCUSED)
        if said == name:
            break
    else:
        pytest.fail(f"The keyboard does not lead to {name!r}")
    page.keyboard.press(key)
    idle(page)


RING = "() => getComputedStyle(document.activeElement).boxShadow"


@pytest.mark.parametrize("dark", [False, True])
def test_the_keyboard_is_seen_on_every_link_that_it_comes_to(site, browsing, *, dark):
    patient = site.practice.enrol(days_ago=3, name=f"Ada Focus {dark}")
    site.practice.report(patient, 3, redness=1)
    page = browsing.window(site.address, site.cookie(Role.CLINICIAN), dark=dark)
    open_page(page, f"{site.address}/worklist")
    of_menu = page.get_by_test_id("stPageLink-NavLink").first
    of_patient = page.get_by_test_id("stPageLink-NavLink").filter(has_text=f"Ada Focus {dark}")
    for link in (of_menu, of_patient):
        before = link.evaluate("link => getComputedStyle(link).boxShadow"), link.screenshot()
        page.keyboard.press("Tab")  # what has the focus by a key, and not by a click, shows it
        link.focus()
        assert page.evaluate(RING) != before[0]
        assert link.screenshot() != before[1]
        assert page.evaluate(RING).endswith(" 0px 0px 0px 3.2px")


def test_only_the_card_is_printed(site, browsing):
    patient = site.practice.enrol(name="Ada Example")
    page = browsing.window(site.address, site.cookie(Role.CLINICIAN))
    open_page(page, f"{site.address}/people?patient={of_person(patient)['patient']}")
    page.get_by_role("button", name="Make a new link").click()
    widget(page, "renew_link").locator("button").click()
    expect(widget(page, "card")).to_be_visible()
    idle(page)
    page.emulate_media(media="print")
    shown = page.evaluate("""() => [...document.querySelectorAll('body *')].filter(one =>
        one.checkVisibility({visibilityProperty: true}) && !one.closest('.st-key-card') && one.innerText?.trim()
        && !one.querySelector('.st-key-card')).map(one => one.innerText)""")
    assert shown == []
    expect(widget(page, "card").get_by_alt_text("QR code of the personal link")).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf())) == 1
