"""The cohort page in a real browser: its address and the way back, its files, on a phone and at a desk."""

import csv
import re
import zipfile
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.services import demonstrating
from recovery.services.entry import signing_in
from tests.browser.accessibility import violations
from tests.browser.conftest import office_at
from tests.browser.driving import choose, heading, idle, open_page, pick, widget

PATIENTS = 150
"""So many that nearly every side effect is told of."""


@pytest.fixture(scope="module")
def many(new_server):
    """A demo of many patients: its server, and its installation."""
    server, now = new_server("cohort"), datetime.now(UTC)
    office = office_at(server.database, now)
    demonstrating.fill_demo(office, patients=PATIENTS, now=now)
    return server.start(), office


@pytest.fixture(params=["desk", "dark desk", "phone", "dark phone"])
def page(request, many, browsing) -> Page:
    """A manager's browser on the cohort page."""
    return opened(many, browsing, phone="phone" in request.param, dark="dark" in request.param)


@pytest.fixture
def desk(many, browsing) -> Page:
    return opened(many, browsing)


def opened(many, browsing, *, phone=False, dark=False) -> Page:
    server, office = many
    token, _ = signing_in.sign_in_to_demo(office, role=Role.MANAGER, now=datetime.now(UTC))
    page = browsing.window(server.address, token, phone=phone, dark=dark)
    open_page(page, f"{server.address}/cohort")
    heading(page, "Cohort")
    return page


def large(page: Page):
    """The heading of the side effect that stands large."""
    return page.get_by_role("heading", level=2).first


@pytest.mark.parametrize("compared", ["compare=period&among=half_years", "compare=method&among=rf_microneedling,laser"])
def test_everything_fits_and_can_be_used_without_seeing_it(page, compared):
    open_page(page, f"{page.url}?{compared}")
    expect(widget(page, "chart_cohort_differences").locator(".main-svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_on_a_phone_links_lead_to_the_parts(many, browsing):
    phone = opened(many, browsing, phone=True)
    for words, heading_there in (("Compare", "Compare groups"), ("In numbers", "In numbers")):
        widget(phone, "cohort_parts").get_by_role("link", name=words).click()
        expect(phone.get_by_role("heading", name=heading_there)).to_be_in_viewport()
    expect(phone).to_have_url(re.compile(r"/cohort#in-numbers$"))


def test_at_a_desk_there_are_none(desk):
    expect(widget(desk, "cohort_parts")).to_be_hidden()


def test_a_small_picture_leads_to_the_large_one_and_back(desk):
    expect(large(desk)).to_have_text("Redness")
    desk.get_by_role("link", name="Numbness").click()
    expect(large(desk)).to_have_text("Numbness")
    expect(desk).to_have_url(re.compile(r"effect=numbness"))
    idle(desk)
    desk.go_back()
    expect(large(desk)).to_have_text("Redness")
    expect(widget(desk, "cohort_side_effect").get_by_role("combobox")).to_have_value("Redness")


def test_a_choice_stands_in_the_address_and_one_step_back_undoes_it(desk, many):
    pick(desk, "cohort_method", "Derma roller")
    expect(desk).to_have_url(re.compile(r"method=derma_roller"))
    pick(desk, "cohort_side_effect", "Itching")
    expect(desk).to_have_url(re.compile(r"effect=itching&method=derma_roller|method=derma_roller&effect=itching"))
    expect(large(desk)).to_have_text("Itching")
    address = desk.url
    desk.go_back()
    expect(large(desk)).to_have_text("Redness")
    expect(desk).to_have_url(re.compile(r"method=derma_roller"))
    desk.goto(address)
    expect(large(desk)).to_have_text("Itching")
    expect(widget(desk, "cohort_method").get_by_role("combobox")).to_have_value("Derma roller")


def test_methods_are_compared_and_their_numbers_taken(desk, tmp_path):
    choose(desk, "cohort_by", "Methods")
    expect(desk.get_by_text("Groups differ in more than their name")).to_be_visible()
    with desk.expect_download() as download:
        widget(desk, "cohort_numbers_points").get_by_role("link").click()
    download.value.save_as(tmp_path / "points.zip")
    with zipfile.ZipFile(tmp_path / "points.zip") as archive:
        rows = list(csv.DictReader(archive.read("cohort_points.csv").decode().splitlines()))
        assert "README.txt" in archive.namelist()
    assert [row["group"] for row in rows] == ["Derma roller", "RF microneedling"]
    assert {row["side_effect"] for row in rows} == {"redness"}
    assert all(row["had_it"] == "<11" or int(row["had_it"]) % 11 == 0 for row in rows)


def test_a_bar_says_in_words_what_it_shows(desk):
    bars = widget(desk, "chart_cohort_expected").locator(".barlayer .point path")
    bars.nth(3).hover(force=True)
    words = widget(desk, "chart_cohort_expected").locator(".hoverlayer .hovertext")
    expect(words.first).to_contain_text(re.compile(r"Day \d+: .*(severe|moderate|mild|none)"))
