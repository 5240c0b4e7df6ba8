"""A phone that turns dark in the evening, and light in the morning, while a page is open."""

from playwright.sync_api import expect

from recovery.charts.palette import palette
from tests.browser.conftest import Site
from tests.browser.driving import choose, heading, open_page, widget


def ink(*, dark: bool) -> str:
    """The colour of an axis's words as a browser gives it."""
    red, green, blue = (int(palette(dark=dark).muted[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


def test_the_words_of_an_open_chart_take_the_ink_of_the_theme(site: Site, browsing):
    who = site.practice.enrol(name="Eve Ning")
    site.practice.report(who, 3, redness=1)
    phone = browsing.window(site.address, who.session, phone=True)
    open_page(phone, f"{site.address}/my_recovery")
    word = widget(phone, "chart_course_redness").locator(".xtick text").first
    for dark in (False, True, False):
        phone.emulate_media(color_scheme="dark" if dark else "light")
        expect(word).to_have_css("fill", ink(dark=dark))


def test_what_is_being_typed_stays(site: Site, browsing):
    who = site.practice.enrol(name="Eve Ning")
    phone = browsing.window(site.address, who.session, phone=True)
    open_page(phone, f"{site.address}/report")
    heading(phone, "What do you notice?")
    choose(phone, "noticed", "Itching")
    note = widget(phone, "note").locator("textarea")
    note.press_sequentially("half a wo")
    phone.emulate_media(color_scheme="dark")
    phone.wait_for_timeout(1_500)
    note.press_sequentially("rd")
    expect(note).to_have_value("half a word")
    expect(widget(phone, "severity_itching")).to_be_visible()
