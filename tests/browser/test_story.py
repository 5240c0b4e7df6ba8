"""The main job from the first start to the manager's file, by clicking and typing."""

import io
import re
from urllib.parse import urlsplit
from zipfile import ZipFile

import pandas as pd
from playwright.sync_api import Page, expect

from tests.browser.driving import PICTURES, choose, click, come_in, heading, idle, open_page, picture, widget
from tests.conftest import PASSWORD

NAME = "Ada <b>Example</b> www.evil.example :red[x]"

"""As text that does not become a link by itself."""


def test_a_practice_works_from_the_first_start_to_the_managers_file(new_server, browsing):
    server = new_server("story").start()
    desk = browsing.window(server.address)
    set_the_clinic_up(desk, server.set_up_address)
    link = enrol_someone(desk)
    phone = browsing.window(server.address, phone=True)
    open_the_personal_link(phone, link)
    report_redness(phone)
    see_the_own_curve(phone)
    find_them_on_the_list(desk, server.address)
    read_the_patients_page(desk)
    take_the_summary(desk, server.address)


def set_the_clinic_up(desk: Page, address: str):
    desk.goto(address)
    assert "code" not in desk.url
    desk.fill("#name", "Corner Skin")
    desk.select_option("#time_zone", "America/Chicago")
    desk.fill("#phone", "+1 901 555 0100")
    desk.fill("#emergency_number", "911")
    desk.check("input[name=watched][value=no]")
    desk.fill("#account_name", "Cleo Clinician")
    desk.fill("#login", "cleo@example.com")
    desk.fill("#password", PASSWORD)
    desk.fill("#password_again", PASSWORD)
    desk.check("input[name=clinician]")
    shot(desk, "1-set-up")
    desk.get_by_role("button", name="Set up the clinic").click()
    heading(desk, "Worklist")
    expect(desk.get_by_text("No open recovery.")).to_be_visible()


def enrol_someone(desk: Page) -> str:
    desk.get_by_role("link", name="Enrol a patient").click()
    heading(desk, "People")
    click(desk, "enrol_a_patient")
    heading(desk, "Enrol a patient")
    widget(desk, "patient_name").locator("input").fill(NAME)
    choose(desk, "treatment_areas", "Face")
    choose(desk, "treatment_areas", "Neck")
    shot(desk, "2-enrol")
    click(desk, "enrol_patient")
    heading(desk, NAME)
    code = widget(desk, "card").get_by_alt_text("QR code of the personal link")
    expect(code).to_be_visible()
    assert code.evaluate("image => image.naturalWidth") > 200
    shot(desk, "3-card")
    link = desk.get_by_test_id("stCode").last.locator("code").inner_text()
    assert link in widget(desk, "card").inner_text()
    return link


def open_the_personal_link(phone: Page, link: str):
    come_in(phone, link)
    heading(phone, "What do you notice?")
    assert urlsplit(phone.url).path == "/report"
    assert link.rpartition("/")[2] not in phone.evaluate("[location.href, document.referrer].join()")


def report_redness(phone: Page):
    choose(phone, "noticed", "Redness, or skin darker or warmer than usual")
    choose(phone, "severity_redness", "Moderate")
    expect(phone.get_by_text("like sunburn")).to_be_visible()
    choose(phone, "area_redness", "Face")
    shot(phone, "4-report")
    click(phone, "review_report")
    heading(phone, "Is this right?")
    expect(widget(phone, "review")).to_contain_text("Redness: moderate, worst on the face")
    expect(widget(phone, "review")).to_contain_text("Sent as none: bruising")
    shot(phone, "5-review")
    click(phone, "send_report")


def see_the_own_curve(phone: Page):
    expect(phone.get_by_text("Thank you, your report has arrived")).to_be_visible()
    idle(phone)
    expect(widget(phone, "course_redness").locator(".js-plotly-plot")).to_be_visible()
    expect(widget(phone, "course_redness")).to_contain_text("Moderate on day 0. Usually gone by day 7.")
    shot(phone, "6-sent")
    phone.get_by_role("link", name="See my whole recovery").click()
    heading(phone, "My recovery")
    expect(widget(phone, "course_redness").locator(".js-plotly-plot")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    shot(phone, "7-my-recovery")


def find_them_on_the_list(desk: Page, address: str):
    open_page(desk, f"{address}/worklist")
    row = desk.locator("[class*='st-key-row_']")
    expect(row).to_contain_text("redness moderate")
    expect(row).to_contain_text(NAME)
    assert row.locator("a[href*='evil']").count() == 0
    shot(desk, "8-worklist")
    row.get_by_role("link").click()


def read_the_patients_page(desk: Page):
    heading(desk, NAME)
    assert re.search(r"/patient\?treatment=\w+", desk.url)
    expect(widget(desk, "chart_strip").locator(".js-plotly-plot")).to_be_visible()
    expect(widget(desk, "chart_course_redness").locator(".js-plotly-plot")).to_be_visible()
    expect(desk.get_by_text("Moderate on day 0, within its band.")).to_be_visible()
    shot(desk, "9-patient")


def take_the_summary(desk: Page, address: str):
    open_page(desk, f"{address}/export")
    link = desk.get_by_role("link", name="Download summary.zip")
    shot(desk, "10-export")
    with desk.expect_download() as coming:
        link.click()
    file = coming.value
    assert re.fullmatch(r"recovery-summary-[\d-]+\.zip", file.suggested_filename)
    with ZipFile(file.path()) as taken:
        files = {name: taken.read(name).decode() for name in taken.namelist()}
    assert {"README.txt", "datapackage.json", "summary.csv"} <= {name.rpartition("/")[2] for name in files}
    table = pd.read_csv(io.StringIO(next(text for name, text in files.items() if name.endswith("summary.csv"))))
    row = table[(table["side_effect"] == "redness") & (table["method"] == "derma_roller")].iloc[0]
    assert (row["treatments"], row["ever_reported"], row["share_clear_by_band_end"]) == (
        "<11",
        "suppressed",
        "suppressed",
    )
    assert not any("Ada" in text for text in files.values())


def shot(page: Page, name: str):
    picture(page, PICTURES / "story" / f"{name}.png")
