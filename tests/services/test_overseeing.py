"""What managers see of the mail, and what they can do about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.domain.mail import NOT_KNOWN, Kind, Mail, MailState, Outcome
from recovery.errors import InvalidInput, NotAllowed
from recovery.services.alerts import evaluating
from recovery.services.alerts.duty import Off, take_duty
from recovery.services.alerts.notifying import send_waiting
from recovery.services.overseeing import PAGE, post_office, send_test, try_failed_again
from recovery.store import accounts, outbox
from tests.conftest import NOW, an_account
from tests.mail_server import Inbox, free_port, nobody_at, serving, watched


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def practice(practice, inbox):
    with serving(inbox) as server:
        yield watched(practice, server)


def queued(practice, *, state=MailState.WAITING, failure="", kind=Kind.DIGEST, about="x", to=None, mail_id=1):
    """A mail in the outbox, as it stands after that."""
    to = to or practice.clinician.subject_id
    with practice.office.store.writing() as db:
        outbox.add(db, 1, Mail(mail_id, kind, about, to, NOW))
        if state is not MailState.WAITING:
            claimed = outbox.claim(db, 1, now=NOW, until=NOW + timedelta(minutes=5), only=mail_id)
            if state is not MailState.SENDING:
                outbox.settle(db, 1, claimed, Outcome(state, failure), now=NOW)


def mail(practice, mail_id=1):
    with practice.office.store.reading() as db:
        return outbox.one(db, 1, mail_id)


def test_a_test_mail_goes_out_at_once_to_the_manager(practice, inbox):
    sent = send_test(practice.office, practice.manager, email="mo@example.com", now=NOW)
    assert (sent.state, sent.kind) == (MailState.SENT, Kind.TEST)
    (arrived,) = inbox.mails
    assert (arrived["To"], arrived["Subject"]) == ("mo@example.com", "Recovery: a test")
    assert post_office(practice.office, practice.manager, page=1).own_email == "mo@example.com"


def test_a_test_mail_goes_before_what_waits_and_can_be_repeated(practice, inbox):
    queued(practice)
    for _ in range(2):
        send_test(practice.office, practice.manager, email="mo@example.com", now=NOW)
    assert [mail["Subject"] for mail in inbox.mails] == ["Recovery: a test"] * 2
    assert mail(practice).state is MailState.WAITING


def test_a_test_says_what_the_server_answered(practice):
    settings = replace(practice.office.settings, mail=nobody_at(free_port()))
    tried = send_test(replace(practice.office, settings=settings), practice.manager, email="mo@example.com", now=NOW)
    assert (tried.state, tried.failure) == (
        MailState.WAITING,
        "The server cannot be reached (ConnectionRefusedError).",
    )


@pytest.mark.parametrize("email", ["", "Mo <mo@example.com>", "mo@example.com\nBcc: x@y.example"])
def test_a_test_needs_one_plain_address(email, practice, inbox):
    with pytest.raises(InvalidInput):
        send_test(practice.office, practice.manager, email=email, now=NOW)
    assert inbox.asked == 0


@pytest.mark.parametrize("off", ["no server", "a demo"])
def test_no_test_while_mail_is_off(off, practice, inbox):
    office = practice.office
    if off == "a demo":
        with office.store.writing() as db:
            db.conn.execute("UPDATE clinic SET demo = 1")
    else:
        office = replace(office, settings=replace(office.settings, mail=None))
    assert not post_office(office, practice.manager, page=1).can_test
    with pytest.raises(NotAllowed, match="E-mail is off"):
        send_test(office, practice.manager, email="mo@example.com", now=NOW)
    assert inbox.asked == 0


def test_the_post_office_counts_and_pages_the_latest_first(practice):
    for number in range(PAGE + 2):
        queued(practice, about=f"{number}", mail_id=number + 1, state=MailState.SENT if number else MailState.FAILED)
    first, second = (post_office(practice.office, practice.manager, page=page) for page in (1, 2))
    assert (len(first.mails), len(second.mails), first.total) == (PAGE, 2, PAGE + 2)
    assert first.counts == {MailState.SENT: PAGE + 1, MailState.FAILED: 1}
    assert first.mails[0].to == "Cleo Clinician"
    assert post_office(practice.office, practice.manager, page=99).mails == second.mails


def test_failed_mails_wait_anew_and_those_on_alerts_go_to_who_is_on_duty_now(practice, inbox, password_hash):
    gone = an_account(password_hash, "gone@example.com", "Gus Gone", Role.CLINICIAN)
    with practice.office.store.writing() as db:
        accounts.add(db, gone, now=NOW)
    queued(practice, state=MailState.FAILED, failure="busy", to=gone.account_id)
    queued(practice, state=MailState.FAILED, failure=f"{NOT_KNOWN} Silence.", about="y", mail_id=2)
    queued(practice, state=MailState.SENT, about="z", mail_id=3)
    queued(practice, state=MailState.FAILED, kind=Kind.TEST, to=gone.account_id, mail_id=4)
    take_duty(practice.office, practice.clinician, email="bea@example.com", now=NOW)
    assert post_office(practice.office, practice.manager, page=1).may_have_been_sent == 1

    assert try_failed_again(practice.office, practice.manager, now=NOW) == 3
    again = mail(practice)
    assert (again.state, again.attempts, again.failure, again.settled_at) == (MailState.WAITING, 0, "", None)
    assert again.account_id == practice.clinician.subject_id
    assert mail(practice, 4).account_id == gone.account_id
    send_waiting(practice.office, now=NOW)
    assert [arrived["To"] for arrived in inbox.mails] == ["bea@example.com"] * 2
    assert try_failed_again(practice.office, practice.manager, now=NOW) == 1  # the test to nobody's address


def test_the_trail_says_who_sent_a_test_and_who_tried_again(practice):
    send_test(practice.office, practice.manager, email="mo@example.com", now=NOW)
    try_failed_again(practice.office, practice.manager, now=NOW)
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT actor, action, details FROM audit ORDER BY seq DESC LIMIT 2").fetchall()
    who = f"staff:{practice.manager.subject_id}"
    assert [tuple(row) for row in rows] == [
        (who, "tries failed mails again", '{"mails":0}'),
        (who, "sent a test mail", '{"changed":["e-mail"]}'),
    ]


def test_why_mail_is_off_and_when_alerts_were_last_computed(practice):
    assert post_office(practice.office, practice.manager, page=1).off is None
    assert post_office(practice.office, practice.manager, page=1).computed_at is None
    evaluating.evaluate(practice.office, now=NOW)
    assert post_office(practice.office, practice.manager, page=1).computed_at == NOW
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched = 0")
    shown = post_office(practice.office, practice.manager, page=1)
    assert (shown.off, shown.can_test) == (Off.NOT_WATCHED, True)


def test_a_clinic_sees_no_other_clinics_mail(practice, other_clinic):
    queued(practice, state=MailState.FAILED)
    theirs = post_office(practice.office, other_clinic.manager, page=1)
    assert (theirs.total, theirs.mails, theirs.may_have_been_sent) == (0, (), 0)
    assert try_failed_again(practice.office, other_clinic.manager, now=NOW) == 0
    assert mail(practice).state is MailState.FAILED
