"""Any chart is saved as it is shown, by the row below it, without another service."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from defusedxml import ElementTree
from PIL import Image
from playwright.sync_api import Page, expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from tests.browser.accessibility import violations
from tests.browser.driving import idle, open_page, widget
from tests.conftest import phone_of

SVG = "{http://www.w3.org/2000/svg}"
SCALE = 2
CHART = "chart_course_redness"


@pytest.fixture(scope="module")
def watched(site):
    return replace(site, practice=site.practice.watching())


@pytest.fixture(scope="module")
def patient(watched):
    patient = watched.practice.enrol(name="Ada Example", days_ago=9)
    for day, redness in ((0, 3), (1, 2), (2, 2), (8, 1)):
        watched.practice.report(patient, day, redness=redness)
    return patient


def saved(page: Page, kind: str, folder: Path) -> Path:
    """The file that a row's button gives."""
    row = page.locator(f'.rd-picture[data-chart="{CHART}"]')
    if row.get_attribute("open") is None:
        row.locator("summary").click()
    with page.expect_download() as download:
        row.get_by_role("button", name=kind).click()
    name = download.value.suggested_filename
    expect(row.get_by_role("status")).to_have_text(f"{name} is saved.")
    download.value.save_as(folder / name)
    return folder / name


@pytest.fixture(params=["desk", "dark desk", "phone", "dark phone"])
def page(request, watched, patient, browsing):
    """The patient's page at a desk, or the patient's own on a phone."""
    dark, phone = "dark" in request.param, "phone" in request.param
    practice = watched.practice
    own, _ = phone_of(practice.office, patient.patient, clinic_id=practice.clinic.clinic_id, now=datetime.now(UTC))
    cookie = own if phone else watched.cookie(Role.CLINICIAN)
    window = browsing.window(watched.address, cookie, phone=phone, dark=dark)
    place = "my_recovery" if phone else f"patient?treatment={as_text(patient.treatment_id)}"
    open_page(window, f"{watched.address}/{place}")
    expect(widget(window, CHART).locator(".main-svg").first).to_be_visible()
    return idle(window)


def test_a_chart_is_saved_as_it_is_shown(page, tmp_path):
    shown = widget(page, CHART).locator(".main-svg").first.bounding_box()
    svg, png = saved(page, "SVG", tmp_path), saved(page, "PNG", tmp_path)
    assert re.fullmatch(r"recovery-redness-by-day-\d{4}-\d\d-\d\d", png.stem)
    root = ElementTree.parse(svg).getroot()
    width, height = int(root.get("width")), int(root.get("height"))
    assert (width, svg.stem) == (round(shown["width"]), png.stem)
    assert height > shown["height"]
    with Image.open(png) as image:
        assert (image.format, image.size) == ("PNG", (width * SCALE, height * SCALE))
        pixels = np.asarray(image.convert("RGB"), dtype=int)
    assert_something_is_drawn(pixels, dark=page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))


def assert_something_is_drawn(pixels, *, dark):
    background = pixels[0, 0]
    assert bool(background.mean() < 128) is dark
    inked = np.abs(pixels - background).sum(axis=2) > 60
    third = len(inked) // 3
    assert all(part.mean() > 0.002 for part in (inked[:third], inked[third : 2 * third], inked[2 * third :]))
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 20


def test_a_saved_svg_says_all_and_asks_for_nothing(page, watched, tmp_path):
    text = saved(page, "SVG", tmp_path).read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    words = " ".join(" ".join(part.itertext()) for part in root.iter(f"{SVG}text"))
    for said in ("Redness by day", "usually gone, day 3 to 7", "Very severe", "Corner Skin"):
        assert said in words, said
    assert "Ada Example" not in text
    names = {part.tag.removeprefix(SVG) for part in root.iter()}
    assert not names & {"script", "foreignObject", "iframe", "a", "use"}
    assert not [key for part in root.iter() for key in part.attrib if key.lower().startswith("on")]
    addresses = re.findall(r"""(?:href|src)\s*=\s*["']([^"']*)""", text) + re.findall(r"url\(([^)]*)\)", text)
    assert [found[:40] for found in addresses if not found.strip("\"'&quot;").startswith(("#", "data:"))] == []
    assert 'font-family: "Source Sans"' in text


def test_a_picture_is_saved_by_keyboard_alone(watched, patient, browsing, tmp_path):
    desk = browsing.window(watched.address, watched.cookie(Role.CLINICIAN))
    open_page(desk, f"{watched.address}/patient?treatment={as_text(patient.treatment_id)}")
    row = desk.locator(f'.rd-picture[data-chart="{CHART}"]')
    expect(row.get_by_role("button", name="PNG")).to_be_hidden()
    row.locator("summary").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    expect(row.get_by_role("button", name="PNG")).to_be_focused()
    with desk.expect_download() as download:
        desk.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".png")
    assert violations(desk) == []


def test_a_chart_that_does_not_stand_yet_says_so(watched, patient, browsing):
    desk = browsing.window(watched.address, watched.cookie(Role.CLINICIAN))
    open_page(desk, f"{watched.address}/patient?treatment={as_text(patient.treatment_id)}")
    row = desk.locator(f'.rd-picture[data-chart="{CHART}"]')
    widget(desk, CHART).evaluate("chart => chart.classList.remove('st-key-chart_course_redness')")
    row.locator("summary").click()
    row.get_by_role("button", name="PNG").click()
    expect(row.get_by_role("status")).to_contain_text("could not be made")
