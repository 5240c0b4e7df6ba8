"""Administration, part System: whether mail is on, how it fares, and what a manager does about it; and its Trail."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from recovery.domain.identifiers import new_id
from recovery.domain.level import Level
from recovery.domain.mail import NOT_KNOWN, Kind, Mail, MailState, Outcome, about_alert
from recovery.services import clinics
from recovery.services.alerts import duty, evaluating
from recovery.services.audit.auditing import verify_trail
from recovery.services.overseeing import PAGE
from recovery.store import outbox
from recovery.store.driver import sqlite3
from recovery.ui.text import plain
from tests.mail_server import Inbox, free_port, serving, watched
from tests.pages.conftest import keys, open_page, open_script, said


@pytest.fixture
def see(practice):
    return lambda part="System", **query: open_page(practice.manager.session, "administration", part=part, **query)


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def mailing(practice, inbox, monkeypatch):
    """A practice that watches reports, and a mail server told to the program in its own way."""
    with serving(inbox) as server:
        monkeypatch.setenv("RECOVERY_SMTP", f"smtp://localhost:{server.port}?tls=none")
        monkeypatch.setenv("RECOVERY_MAIL_FROM", server.sender)
        monkeypatch.setenv("RECOVERY_ADDRESS", "https://recovery.example.com")
        yield watched(practice, server)


def settled(practice, state, failure="", *, kind=Kind.ALERT, about=None):
    mail = Mail(
        new_id(), kind, about or about_alert(new_id(), Level.URGENT), practice.clinician.subject_id, practice.now
    )
    with practice.office.store.writing() as db:
        outbox.add(db, 1, mail)
        claimed = outbox.claim(db, 1, now=practice.now, until=practice.now, only=mail.mail_id)
        outbox.settle(db, 1, claimed, Outcome(state, failure), now=practice.now)


def test_mail_that_is_off_says_how_to_switch_it_on(see):
    text = said(see())
    assert "E-mail is off" in text
    for setting in ("RECOVERY_SMTP", "RECOVERY_MAIL_FROM", "RECOVERY_ADDRESS", "docs/going-live.md"):
        assert setting in text
    assert "send_test" not in keys(see())


def test_mails_from_before_it_was_off_are_named_as_such(practice, see):
    assert "Mails from when it was on" not in said(see())
    settled(practice, MailState.SENT)
    assert "Mails from when it was on" in said(see())


def test_a_clinic_that_nobody_watches_is_told_why_there_is_no_mail(mailing, see):
    clinics.change_clinic(mailing.office, {"watched": False, "watched_when": ""}, now=mailing.now)
    text = said(see())
    assert "under Administration, Clinic" in text
    assert "no alerts are computed" in text


def test_mail_that_is_on_names_who_is_on_duty(mailing, see):
    assert "Nobody is on duty" in said(see())
    duty.take_duty(mailing.office, mailing.clinician, email="bea@example.com", now=mailing.now)
    text = said(see())
    assert "E-mail is on" in text
    assert "**Cleo Clinician**" in text
    assert "at 8:00" in text
    assert "No mail yet." in text
    assert "smtp:" not in text


def test_a_test_mail_from_the_page(mailing, see, inbox):
    tab = see()
    tab.text_input(key="test_email").set_value("mo@example.com")
    tab.button(key="send_test").click().run()
    assert "took the test mail" in said(tab)
    assert [mail["To"] for mail in inbox.mails] == ["mo@example.com"]
    assert tab.dataframe[0].value[["Kind", "To"]].to_numpy().tolist() == [["Test", "Mo Manager"]]
    assert "took the test mail" not in said(tab.run())


def test_a_test_mail_that_fails_says_why(mailing, see, monkeypatch):
    monkeypatch.setenv("RECOVERY_SMTP", f"smtp://localhost:{free_port()}?tls=none")
    tab = see()
    tab.text_input(key="test_email").set_value("mo@example.com")
    tab.button(key="send_test").click().run()
    assert "ConnectionRefusedError" in said(tab)
    assert not tab.exception


def test_a_wrong_address_says_what_to_enter(mailing, see, inbox):
    tab = see()
    tab.text_input(key="test_email").set_value("mo at example")
    tab.button(key="send_test").click().run()
    assert plain("one plain e-mail address") in said(tab)
    assert not inbox.arrived


def test_the_table_says_how_each_mail_went_and_names_no_patient(mailing, see, inbox):
    mailing.enrol(name="Vera Secretname")
    settled(mailing, MailState.SENT)
    settled(mailing, MailState.FAILED, "The server answered 550 <b>No such user</b>")
    tab = see()
    table = tab.dataframe[0].value
    assert sorted(table["Level"]) == ["Urgent", "Urgent"]
    assert sorted(state.partition(",")[0] for state in table["State"]) == ["Failed", "Sent"]
    assert "The server answered 550 <b>No such user</b>" in list(table["What went wrong"])
    assert [(metric.label, metric.value) for metric in tab.metric] == [("Waiting", "0"), ("Sent", "1"), ("Failed", "1")]
    assert "Secretname" not in said(tab) + table.to_string()
    assert "Mails from when" not in said(tab)


def test_failed_mails_are_tried_again_after_asking(mailing, see):
    settled(mailing, MailState.FAILED, f"{NOT_KNOWN} Silence.")
    tab = see()
    assert "they may arrive twice" in said(tab)
    tab.button(key="try_again").click().run()
    assert [metric.value for metric in tab.metric] == ["1", "0", "0"]
    assert "try_again" not in keys(tab)


def test_a_long_list_is_paged(mailing, see):
    for number in range(PAGE + 1):
        settled(mailing, MailState.SENT, kind=Kind.DIGEST, about=f"{number}")
    assert (len(see().dataframe[0].value), len(see(page="2").dataframe[0].value)) == (PAGE, 1)


def test_when_alerts_were_last_computed(mailing, see):
    mailing.enrol()
    assert "have not been computed for all open recoveries yet" in said(see())
    evaluating.evaluate(mailing.office, now=mailing.now)
    assert "Alerts were last computed today at " in said(see())
    assert "Alerts are not up to date" not in said(see())
    evaluating.evaluate(mailing.office, now=mailing.now - timedelta(days=1))
    assert "Alerts are not up to date" in said(see())


DUTY = """
from recovery.domain.access import Action
from recovery.ui.components.worklist.duty import duty_line
from recovery.ui.guard import guard

duty_line(guard(Action.HANDLE_ALERTS))
"""


@pytest.fixture
def duty_page(practice, tmp_path):
    script = tmp_path / "duty.py"
    script.write_text(DUTY)
    return lambda: open_script(script, practice.clinician.session)


def test_what_the_last_verification_of_the_trail_said(practice, see):
    assert "has not been verified yet" in said(see("Trail"))
    tab = see("Trail").button(key="verify_trail").click().run()
    assert re.search(r"\d rows, each as it was written\.", said(tab))
    practice.enrol()
    assert re.search(r"each as it was written; \d written since\.", said(see("Trail")))
    cut = sqlite3.connect(practice.office.store.path)
    cut.execute("DROP TRIGGER audit_is_never_deleted")
    cut.execute("DELETE FROM audit WHERE seq > 1")
    cut.commit()
    cut.close()
    tab = see("Trail")
    assert [error.proto.title for error in tab.error] == ["The trail was cut off"]
    assert "each as it was written" not in said(tab)
    now = datetime.now(UTC)
    intruder = sqlite3.connect(practice.office.store.path, isolation_level=None)
    intruder.execute("DROP TRIGGER audit_is_never_changed")
    intruder.execute("UPDATE audit SET action = 'nothing' WHERE seq = 1")
    intruder.close()
    verify_trail(practice.office.store, now=now + timedelta(minutes=1))
    for part in ("Trail", "Accounts", "Sessions", "Clinic", "System"):
        tab = see(part)
        assert [error.proto.title for error in tab.error] == ["The trail is broken"], part
        assert "row 1 is broken" in said(tab)
    assert "Not as it was written" in said(tab)


def test_a_trail_that_is_whole_is_said_under_system_and_nowhere_announced(practice, see):
    verify_trail(practice.office.store, now=practice.now)
    assert re.search(r"\d rows, each as it was written", said(see("System")))
    assert not see("Accounts").error


def test_an_empty_clinic_has_nothing_to_compute(practice, see):
    clinics.change_own_clinic(
        practice.office, practice.manager, {"watched": True, "watched_when": "daily"}, seen=practice.clinic,
        now=practice.now,
    )  # fmt: skip
    assert "No recovery is open, so there are no alerts to compute." in said(see())
    assert "have not been computed" not in said(see())


def test_nothing_is_said_of_duty_while_mail_is_off(duty_page):
    assert said(duty_page()) == ""


def test_going_on_duty_asks_for_an_address_and_going_off_again(mailing, duty_page):
    tab = duty_page()
    assert "**Nobody is on duty**" in said(tab)
    tab.button(key="take_duty").click().run()
    assert plain("one plain e-mail address") in said(tab)
    tab.text_input(key="duty_email").set_value("bea@example.com")
    tab.button(key="take_duty").click().run()
    assert "On duty: **Cleo Clinician**" in said(tab)
    assert tab.text_input(key="duty_email").value == "bea@example.com"
    tab.button(key="end_duty").click().run()
    assert "**Nobody is on duty**" in said(tab)
    assert duty_page().text_input(key="duty_email").value == "bea@example.com"
