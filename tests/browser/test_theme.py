"""What the style does in a browser: it follows the theme while a page is open, and uses the room of a desk."""

from playwright.sync_api import expect

from recovery.charts.palette import palette
from recovery.domain.access import Role
from tests.browser.conftest import Site
from tests.browser.driving import choose, heading, open_page, widget

CUT = """() => {
    const cut = part => part.scrollWidth > part.clientWidth + 1;
    const chips = [...document.querySelectorAll('[data-testid="stButtonGroup"] button')];
    return chips.filter(chip => [...chip.querySelectorAll('div, p')].some(cut)).map(chip => chip.innerText);
}"""


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


def test_on_a_desk_two_side_effects_stand_side_by_side(site: Site, browsing):
    who = site.practice.enrol(name="Eve Ning")
    site.practice.report(who, 3, redness=1, itching=1)
    for phone, columns in ((True, 1), (False, 2)):
        page = browsing.window(site.address, who.session, phone=phone)
        open_page(page, f"{site.address}/my_recovery")
        cards = [widget(page, f"course_{slug}") for slug in ("redness", "itching")]
        for card in cards:
            expect(card).to_be_visible()
        assert len({card.bounding_box()["x"] for card in cards}) == columns


def test_a_managers_menu_takes_two_rows_of_a_phone(site: Site, browsing):
    phone = browsing.window(site.address, site.cookie(Role.MANAGER), phone=True)
    open_page(phone, f"{site.address}/account")
    heading(phone, "Account")
    parts = widget(phone, "menu").locator('[data-testid="stPageLink"]').all()
    assert len({round(part.bounding_box()["y"] / 20) for part in parts}) == 2


def test_no_chip_moves_when_the_first_is_tapped(site: Site, browsing):
    who = site.practice.enrol(name="Fay Ling")
    phone = browsing.window(site.address, who.session, phone=True)
    open_page(phone, f"{site.address}/report")
    before = widget(phone, "noticed").bounding_box()
    for effect in ("Itching", "Bruising"):
        choose(phone, "noticed", effect)
        expect(widget(phone, "start_over")).to_be_visible()
        assert abs(widget(phone, "noticed").bounding_box()["y"] - before["y"]) < 1


def test_what_is_lacking_says_so_at_its_place_and_comes_into_view_each_time(site: Site, browsing):
    who = site.practice.enrol(name="Fay Ling")
    phone = browsing.window(site.address, who.session, phone=True)
    open_page(phone, f"{site.address}/report")
    for effect in ("Itching", "Bruising"):
        choose(phone, "noticed", effect)
    choose(phone, "severity_bruising", "Mild")
    lacking = phone.get_by_role("alert").filter(has_text="Choose one.")
    expect(lacking).to_have_count(0)
    for _ in range(2):
        send = widget(phone, "review_report").locator("button")
        send.scroll_into_view_if_needed()
        send.tap()
        expect(lacking).to_have_count(1)
        expect(lacking).to_be_in_viewport()
        expect(widget(phone, "refused")).to_contain_text("Itching: say how bad it was at its worst.")
    chips = widget(phone, "noticed")
    chips.evaluate("chips => chips.scrollIntoView()")
    before = chips.bounding_box()
    choose(phone, "noticed", "Scabs")
    expect(lacking).to_have_count(2)
    assert abs(chips.bounding_box()["y"] - before["y"]) < 2


def test_no_chip_is_cut_on_a_narrow_phone_with_large_letters(site: Site, browsing):
    who = site.practice.enrol(name="Fay Ling")
    phone = browsing.window(site.address, who.session, phone=True)
    open_page(phone, f"{site.address}/report")
    phone.set_viewport_size({"width": 320, "height": 844})
    phone.add_style_tag(content="html { font-size: 26px !important; }")
    assert phone.evaluate(CUT) == []


def test_what_one_taps_in_the_menu_of_a_phone_is_as_high_as_a_thumb(site: Site, browsing):
    who = site.practice.enrol(name="Fay Ling")
    phone = browsing.window(site.address, who.session, phone=True)
    open_page(phone, f"{site.address}/report")
    links = widget(phone, "menu").locator("a").all()
    assert links
    assert min(link.bounding_box()["height"] for link in links) >= 44


def test_what_to_do_about_a_warning_sign_is_in_sight_at_once_and_moves_no_chip(site: Site, browsing):
    who = site.practice.enrol(name="Eve Ning")
    phone = browsing.window(site.address, who.session, phone=True)
    open_page(phone, f"{site.address}/report")
    heading(phone, "What do you notice?")
    chips = widget(phone, "red_flags").get_by_role("button")
    chips.first.evaluate("chip => chip.scrollIntoView({ block: 'center' })")
    before = chips.first.bounding_box()
    chips.first.tap()
    answer = phone.get_by_text("Please act on this now")
    expect(answer).to_be_in_viewport()
    expect(widget(phone, "act_now").locator(".rd-call").last).to_be_in_viewport(ratio=0.9)
    assert abs(chips.first.bounding_box()["y"] - before["y"]) < 2
