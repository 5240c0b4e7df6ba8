"""Patients coming in: link, consent and PIN on a phone; several people on one; the tablet at the desk; the card."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.services.entry import pins
from tests.browser.accessibility import violations
from tests.browser.driving import PICTURES, choose, click, come_in, heading, idle, open_page, picture, widget
from tests.conftest import PIN
from tests.pages.conftest import of_person

FOLDER = PICTURES / "entry"


@pytest.fixture
def patient(site):
    return site.practice.enrol(name="Ada Example", days_ago=2, areas=("face", "neck"))


def fits(page: Page, name: str):
    """Nothing that axe finds, nothing beside the screen, and a picture to look at."""
    assert violations(page) == [], name
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    picture(page, FOLDER / f"{width}-{name}.png")


def link_of(site, patient):
    return f"{site.address}/p/{patient.link}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_at_first_use_the_form_is_there_in_seconds_and_the_token_nowhere(dark, site, patient, browsing):
    phone = browsing.window(site.address, phone=True, dark=dark)
    began = time.monotonic()
    phone.goto(link_of(site, patient))
    expect(phone.get_by_role("heading", name="Hello Ada")).to_be_visible()
    assert patient.link not in phone.content()
    assert patient.link not in phone.evaluate("[location.href, document.referrer].join()")
    fits(phone, f"first-{'dark' if dark else 'light'}")
    phone.get_by_label("I agree").check()
    phone.get_by_label("Choose a PIN").fill(PIN)
    phone.get_by_label("The same PIN again").fill(PIN)
    phone.get_by_role("button", name="Agree and go on").click()
    heading(phone, "What do you notice?")
    assert time.monotonic() - began < 30
    history = [entry["url"] for entry in cdp_history(phone)]
    assert not any(patient.link in address for address in history)
    assert urlsplit(phone.url).path == "/report"


def cdp_history(page: Page):
    return page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]


def test_it_all_works_by_keyboard_and_without_scripts(site, patient, browsing, chromium):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(link_of(site, patient))
    while page.locator("#agrees:focus").count() == 0:  # past the numbers to call
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/report")
    assert any(cookie["name"] == "recovery_session" for cookie in context.cookies())
    context.close()


def test_another_phone_enters_the_pin_and_reads_what_is_wrong_with_it(site, patient, browsing):
    come_in(browsing.window(site.address, phone=True), link_of(site, patient))
    phone = browsing.window(site.address, phone=True)
    phone.goto(link_of(site, patient))
    fits(phone, "pin")
    with browsing.watch.expecting("403", "429"):
        for number in range(pins.FREE_TRIES + 1):
            expect(phone.locator("#pin")).to_be_focused() if number else None
            phone.fill("#pin", "739182")
            phone.get_by_role("button", name="Go on").click()
            expect(phone.locator("#pin_error")).to_contain_text("not right" if number < pins.FREE_TRIES else "Too many")
            expect(phone.locator("#pin")).to_have_value("")
    fits(phone, "pin-wait")


def test_mistakes_at_first_use_are_said_beside_the_field(site, patient, browsing):
    phone = browsing.window(site.address, phone=True)
    phone.goto(link_of(site, patient))
    phone.check("#agrees")
    phone.fill("#pin", "123456")
    phone.fill("#pin_again", "123456")
    with browsing.watch.expecting("400"):
        phone.get_by_role("button", name="Agree and go on").click()
        expect(phone.locator("#pin_error")).to_contain_text("too easy to guess")
    expect(phone.locator("#agrees")).to_be_checked()
    fits(phone, "first-wrong")


def test_one_phone_for_two_people_says_whose_report_it_is(site, patient, browsing):
    bea = site.practice.enrol(name="Bea Other", days_ago=1)
    phone = browsing.window(site.address, phone=True)
    come_in(phone, link_of(site, patient))
    heading(phone, "What do you notice?")
    expect(phone.get_by_role("link", name="Someone else")).to_have_count(0)
    come_in(phone, link_of(site, bea))
    heading(phone, "What do you notice?")
    expect(phone.get_by_text("This report is for Bea")).to_be_visible()
    tops = [each.bounding_box()["y"] for each in (
        phone.get_by_role("heading", name="What do you notice?"), phone.get_by_text("This report is for Bea"),
    )]  # fmt: skip
    assert tops == sorted(tops)
    menu = [each.bounding_box()["y"] for each in phone.locator(".st-key-menu > *").all()]
    assert max(menu) - min(menu) < 22, "the menu wraps to a second row"  # half of what a button is high
    fits(phone, "shared-report")
    phone.get_by_role("link", name="Someone else").click()
    expect(phone.get_by_role("heading", name="Who is reporting?")).to_be_visible()
    fits(phone, "people")
    phone.get_by_role("button", name="Go on as Ada").click()
    heading(phone, "What do you notice?")
    expect(phone.get_by_text("This report is for Ada")).to_be_visible()
    widget(phone, "sign_out_asked").locator("button").first.click()
    click(phone, "sign_out")
    expect(phone.get_by_text("Signed out. The others stay remembered")).to_be_visible()
    fits(phone, "people-signed-out")
    phone.get_by_role("button", name="Go on as Bea").click()
    heading(phone, "What do you notice?")
    widget(phone, "sign_out_asked").locator("button").first.click()
    click(phone, "sign_out")
    expect(phone.get_by_role("heading", name="Open your personal link")).to_be_visible()
    fits(phone, "away")


def hand_over(site, browsing, patient, *, phone=False):
    """A tablet on the way from the person's page to the patient's hands."""
    tablet = browsing.window(site.address, site.cookie(Role.CLINICIAN), phone=phone)
    open_page(tablet, f"{site.address}/people?patient={of_person(patient)['patient']}")
    tablet.get_by_role("link", name="Hand over the tablet").click()
    expect(tablet.get_by_role("heading", name="Hand this device to")).to_be_visible()
    fits(tablet, "tablet-ask")
    tablet.get_by_role("button", name="Sign me out and hand it over").click()
    return tablet


def test_a_tablet_is_lent_for_one_report_and_shows_nothing_afterwards(site, patient, browsing):
    tablet = hand_over(site, browsing, patient)
    expect(tablet.get_by_role("heading", name="Hello Ada")).to_be_visible()
    fits(tablet, "tablet-agree")
    tablet.get_by_label("I agree").check()
    tablet.get_by_role("button", name="Agree and go on").click()
    heading(tablet, "What do you notice?")
    expect(tablet.get_by_text("This report is for Ada")).to_be_visible()
    expect(widget(tablet, "menu").get_by_role("link")).to_have_count(1)
    fits(tablet, "tablet-report")
    choose(tablet, "noticed", "Itching")
    choose(tablet, "severity_itching", "Mild")
    click(tablet, "review_report")
    heading(tablet, "Is this right?")
    click(tablet, "send_report")
    expect(tablet.get_by_text("Thank you, your report has arrived")).to_be_visible()
    expect(widget(tablet, "course_itching").locator(".js-plotly-plot")).to_be_visible()
    expect(tablet.get_by_role("heading", name="Is this right?")).to_have_count(0)
    expect(widget(tablet, "send_report")).to_have_count(0)
    expect(tablet.get_by_role("link", name="See my whole recovery")).to_have_count(0)
    fits(tablet, "tablet-sent")
    click(tablet, "give_back")
    expect(tablet.get_by_role("heading", name="Thank you", exact=True)).to_be_visible()
    expect(tablet.get_by_text("Ada")).to_have_count(0)
    fits(tablet, "tablet-done")
    with browsing.watch.expecting("401"):
        for _ in range(len(cdp_history(tablet))):
            tablet.go_back()
            tablet.wait_for_load_state()
            tablet.wait_for_timeout(1_500)
            assert not re.search("Ada|tching|Cleo", tablet.locator("body").inner_text())


def test_one_tap_sends_from_a_lent_tablet_too(site, patient, browsing):
    come_in(browsing.window(site.address, phone=True), link_of(site, patient))
    tablet = hand_over(site, browsing, patient, phone=True)
    heading(tablet, "What do you notice?")
    click(tablet, "nothing_today")
    expect(tablet.get_by_text("Thank you, your report has arrived")).to_be_visible()
    idle(tablet)
    expect(widget(tablet, "review_report")).to_have_count(0)
    expect(widget(tablet, "noticed")).to_have_count(0)
    fits(tablet, "tablet-sent-nothing")
    tablet.reload()
    expect(tablet.get_by_role("heading", name="Thank you", exact=True)).to_be_visible()


def test_a_lent_tablet_that_nobody_touches_leads_to_the_thanks_by_itself(site, patient, browsing):
    come_in(browsing.window(site.address, phone=True), link_of(site, patient))
    tablet = hand_over(site, browsing, patient)
    heading(tablet, "What do you notice?")
    click(tablet, "nothing_today")
    expect(tablet.get_by_text("Thank you, your report has arrived")).to_be_visible()
    expect(tablet.get_by_role("heading", name="Thank you", exact=True)).to_be_visible(timeout=75_000)


def test_wrong_pins_are_told_on_the_worklist_and_dismissed_at_the_person(site, patient, browsing):
    phone = browsing.window(site.address, phone=True)
    come_in(phone, link_of(site, patient))
    with site.practice.office.store.writing() as db:
        db.conn.execute(
            "UPDATE pin SET failures = 10, suspected_at = '2026-07-15T15:00:00Z' WHERE patient_id = ?",
            (patient.patient.patient_id,),
        )
    desk = browsing.window(site.address, site.cookie(Role.CLINICIAN))
    open_page(desk, f"{site.address}/worklist")
    desk.get_by_role("button", name="Wrong PINs for 1 link: look").click()
    idle(desk)
    fits(desk, "worklist-wrong-pins")
    desk.get_by_test_id("stPopoverBody").get_by_role("link", name="Ada Example").click()
    expect(desk.get_by_text("somebody has entered many wrong PINs for this link")).to_be_visible()
    idle(desk)
    fits(desk, "person-wrong-pins")
    click(desk, "dismiss_wrong_pins")
    expect(desk.get_by_text("somebody has entered many wrong PINs for this link")).to_have_count(0)
    open_page(desk, f"{site.address}/worklist")
    expect(desk.get_by_role("button", name="Wrong PINs")).to_have_count(0)


@pytest.mark.parametrize("paper", ["A6", "A4"])
def test_the_card_is_one_page_of_paper(paper, site, browsing):
    name = "Maximiliana-Alexandrina Featherstonehaugh-Cholmondeley"
    patient = site.practice.enrol(name=name)
    desk = browsing.window(site.address, site.cookie(Role.CLINICIAN))
    open_page(desk, f"{site.address}/people?patient={of_person(patient)['patient']}")
    widget(desk, "renew").locator("button").first.click()
    click(desk, "renew_link")
    expect(widget(desk, "card").get_by_alt_text("QR code of the personal link")).to_be_visible()
    for words in ("Seven short questions", "under a minute", "Once a day", "(day 21)", "works until", "choose a PIN"):
        expect(widget(desk, "card")).to_contain_text(words)
    idle(desk)
    fits(desk, "card")
    desk.evaluate("window.print = () => { window.printed = true }")
    desk.get_by_role("button", name="Print the card").click()
    assert desk.evaluate("window.printed")
    size = {"A6": {"width": "105mm", "height": "148mm"}, "A4": {"width": "210mm", "height": "297mm"}}[paper]
    FOLDER.mkdir(parents=True, exist_ok=True)
    printed = desk.pdf(path=FOLDER / f"card-{paper}.pdf", **size)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
