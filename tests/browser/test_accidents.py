"""A phone that loses its connection, its session or its server while a report is on its way."""

import sqlite3
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from recovery.services.recoveries import reviewing
from tests.browser.driving import GONE, choose, click, come_in, heading, idle, lose_the_server, open_page, widget


@pytest.fixture
def patient(site):
    return site.practice.enrol(days_ago=2, areas=("face", "neck"))


def at_the_form(browsing, site, patient) -> Page:
    phone = browsing.window(site.address, patient.session, phone=True)
    open_page(phone, f"{site.address}/report")
    return phone


def stored(site, patient):
    return reviewing.recovery(
        site.practice.office, site.practice.clinician, treatment_id=patient.treatment_id, now=datetime.now(UTC)
    ).reports  # fmt: skip


def write(phone: Page, text: str):
    box = widget(phone, "note").locator("textarea")
    box.fill(text)
    box.blur()
    idle(phone)


def test_a_server_that_dies_under_the_form_loses_nothing_that_was_typed(site, patient, browsing):
    phone = at_the_form(browsing, site, patient)
    choose(phone, "noticed", "Itching")
    choose(phone, "severity_itching", "Mild")
    widget(phone, "note").locator("textarea").fill("typed and never left the box")
    with browsing.watch.expecting(*GONE):
        lose_the_server(phone, site)
        assert widget(phone, "note").locator("textarea").input_value() == "typed and never left the box"
        click(phone, "review_report")
        heading(phone, "Is this right?")
    assert stored(site, patient) == {}
    click(phone, "send_report")
    expect(phone.get_by_text("Thank you, your report has arrived")).to_be_visible()
    report = stored(site, patient)[2]
    assert (report.note, int(report.worst.severity)) == ("typed and never left the box", 1)


def test_a_server_that_dies_before_sending_says_what_was_not_sent(site, patient, browsing):
    phone = at_the_form(browsing, site, patient)
    choose(phone, "noticed", "Itching")
    choose(phone, "severity_itching", "Mild")
    click(phone, "review_report")
    heading(phone, "Is this right?")
    with browsing.watch.expecting(*GONE):
        lose_the_server(phone, site)
        click(phone, "send_report")
        expect(phone.get_by_text("Not sent yet")).to_be_visible()
    assert stored(site, patient) == {}
    idle(phone)
    click(phone, "review_report")
    heading(phone, "Is this right?")
    click(phone, "send_report")
    expect(phone.get_by_text("Thank you, your report has arrived")).to_be_visible()
    assert 2 in stored(site, patient)


def test_a_session_that_ends_over_an_open_form_keeps_what_was_typed_for_the_next_visit(site, patient, browsing):
    phone = at_the_form(browsing, site, patient)
    write(phone, "before the session ended")
    with sqlite3.connect(site.server.database) as db:
        db.execute(
            "UPDATE session SET created_at = '2020-01-01T00:00:00Z', expires_at = '2020-01-02T00:00:00Z' "
            "WHERE token_hash = ?",
            (patient.visitor.session,),
        )
    choose_without_waiting(phone, "noticed", "Itching")
    expect(phone.get_by_role("heading", name="Open your personal link")).to_be_visible()
    expect(phone.get_by_text("This phone is not remembered any more.")).to_be_visible()
    come_in(phone, f"{site.address}/p/{patient.link}")
    heading(phone, "What do you notice?")
    expect(phone.get_by_text("Not sent yet")).to_be_visible()
    assert widget(phone, "note").locator("textarea").input_value() == "before the session ended"


def choose_without_waiting(phone: Page, key: str, option: str):
    widget(phone, key).get_by_role("button", name=option, exact=True).click()


def test_two_devices_that_send_the_same_day_keep_both_versions(site, patient, browsing):
    first, second = (at_the_form(browsing, site, patient) for _ in range(2))
    click(second, "nothing_today")
    expect(second.get_by_text("Thank you, your report has arrived")).to_be_visible()
    choose(first, "noticed", "Itching")
    choose(first, "severity_itching", "Severe")
    choose(first, "area_itching", "Neck")
    click(first, "review_report")
    heading(first, "Is this right?")
    click(first, "send_report")
    expect(first.get_by_text("Thank you, your report has arrived")).to_be_visible()
    older = site.practice.replaced(patient)
    assert [(report.revision, report.worst) for report in older] == [(1, None)]
    assert stored(site, patient)[2].revision == 2
