"""A session of staff that ends: warned of, never by surprise, and what was typed is there again afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.domain.lifetimes import LIFETIMES
from recovery.services.entry.passwords import fingerprint
from recovery.store.rows import as_time
from tests.browser.accessibility import violations
from tests.browser.driving import click, heading, idle, open_page, widget
from tests.conftest import PASSWORD

NOTE = "Called her: <b>swelling</b> is down, *no* fever. = 1"
WITHIN_MS = 45_000
"""Milliseconds: the screen looks every 30 seconds when its session ends."""

IDLE = LIFETIMES[Role.CLINICIAN].idle


@pytest.fixture
def patient(site):
    patient = site.practice.enrol(name="Nora Note", days_ago=4)
    site.practice.report(patient, 3, redness=2)
    return patient


ONE_BATCH = "Multiple different fragmentIds detected in a single batch"
"""Said when a button of a fragment is pressed from a field outside: Streamlit sends both at once."""


@pytest.fixture
def desk(site, browsing, patient):
    """A clinician's browser on the patient's page, and its session's token."""
    with browsing.watch.expecting(ONE_BATCH):
        yield _desk(site, browsing, patient)


def _desk(site, browsing, patient):
    cookie = site.cookie(Role.CLINICIAN)
    desk = browsing.window(site.address, cookie)
    open_page(desk, f"{site.address}/patient?treatment={as_text(patient.treatment_id)}")
    return desk, cookie


def seen_ago(site, cookie, ago, *, opened=None):
    """Let a session have been used and opened so long ago."""
    now = datetime.now(UTC)
    with site.practice.office.store.writing() as db:
        db.conn.execute(
            "UPDATE session SET last_seen_at = ?, created_at = ? WHERE token_hash = ?",
            (as_time(now - ago), as_time(now - (opened or ago)), fingerprint(cookie)),
        )


def sign_in_again(desk):
    ended = desk.get_by_text("Your session has ended. Sign in to go on where you were.")
    expect(ended).to_be_visible(timeout=WITHIN_MS)
    desk.get_by_label("Sign-in name").or_(desk.get_by_label("E-mail")).first.fill("clinician@example.com")
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Sign in", exact=True).click()


def test_a_note_survives_a_click_after_the_end(site, desk, patient):
    page, cookie = desk
    field = page.get_by_label("What others should know")
    field.fill(NOTE)
    seen_ago(site, cookie, IDLE)
    click(page, "write_note")
    sign_in_again(page)
    heading(page, "Nora Note")
    assert f"treatment={as_text(patient.treatment_id)}" in page.url
    expect(page.get_by_label("What others should know")).to_have_value(NOTE)
    expect(page.get_by_text("What you had typed is back: the note.")).to_be_visible()
    click(page, "write_note")
    expect(page.locator(".rd-note").get_by_text("Called her:")).to_be_visible()
    idle(page)
    expect(page.get_by_text("What you had typed is back")).to_have_count(0)


def test_a_note_in_the_middle_of_a_word_survives_the_timer(site, desk, patient):
    page, cookie = desk
    page.get_by_label("What others should know").press_sequentially("half a wo")
    seen_ago(site, cookie, IDLE)
    sign_in_again(page)  # by itself: nobody has clicked
    heading(page, "Nora Note")
    expect(page.get_by_label("What others should know")).to_have_value("half a wo")
    click(page, "discard_given_back")
    expect(page.get_by_label("What others should know")).to_have_value("")
    page.reload()
    heading(page, "Nora Note")
    expect(page.get_by_label("What others should know")).to_have_value("")


def warned(site, page, cookie):
    """Half typed, handed over, and idle since: the warning that it ends."""
    page.get_by_label("What others should know").press_sequentially("typing on")
    page.wait_for_timeout(2_000)  # handed over by then: a run after this would count as use
    idle(page)
    seen_ago(site, cookie, IDLE - timedelta(minutes=4))
    warning = page.get_by_role("alert").filter(has_text="You will be signed out in 4 minutes")
    expect(warning).to_be_visible(timeout=WITHIN_MS)
    return warning


def test_the_warning_comes_while_typing_and_moves_nothing(site, desk):
    page, cookie = desk
    field = page.get_by_label("What others should know")
    field.focus()  # and so scrolled to
    before = field.bounding_box()
    warning = warned(site, page, cookie)
    assert field.bounding_box() == before
    expect(field).to_be_focused()
    assert violations(page) == []
    stay = widget(page, "stay_signed_in").get_by_role("button")
    stay.focus()
    page.keyboard.press("Enter")
    expect(warning).to_have_count(0)
    expect(field).to_have_value("typing on")


def test_whoever_types_on_stays_signed_in(site, desk):
    page, cookie = desk
    warning = warned(site, page, cookie)
    field = page.get_by_label("What others should know")
    field.press_sequentially(", and on")
    expect(warning).to_have_count(0)
    expect(field).to_be_focused()
    expect(field).to_have_value("typing on, and on")


def test_the_absolute_end_offers_to_sign_in_again_at_once(site, desk):
    page, cookie = desk
    page.get_by_label("What others should know").fill(NOTE)
    seen_ago(site, cookie, timedelta(0), opened=LIFETIMES[Role.CLINICIAN].absolute - timedelta(minutes=2))
    expect(page.get_by_text("What you have typed is kept until you are back.")).to_be_visible(timeout=WITHIN_MS)
    click(page, "sign_in_again")
    sign_in_again(page)
    heading(page, "Nora Note")
    expect(page.get_by_label("What others should know")).to_have_value(NOTE)
