"""Mail on alerts from the report that calls for it to a real server on this machine."""

import os
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recovery.domain.alerts import Step
from recovery.domain.handling import Move
from recovery.domain.identifiers import as_text
from recovery.domain.mail import BACKOFF, LEASE, NOT_KNOWN, Kind, Mail, MailState
from recovery.domain.report import Draft
from recovery.services.alerts import attending, duty, evaluating, notifying, posting
from recovery.services.alerts.notifying import send_waiting
from recovery.services.recoveries import reporting
from recovery.services.staff import administering
from recovery.store import alerts, outbox
from recovery.store.database import Store
from tests.conftest import NOW, Practice
from tests.faults.test_kill import fork, kill
from tests.mail_server import Inbox, free_port, nobody_at, serving, silent, watched


def forks(test):
    """Mark a test that starts processes which share the inbox's server."""
    test = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")(test)
    return pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")(test)


SECRETS = ("Vera", "Secretname", "P-", "redness", "Redness", "severe", "pus", "555 0100", "derma", "face")

DIGEST = datetime(2026, 7, 15, 13, 0, tzinfo=UTC)
"""Eight in the morning where the clinic is."""


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def practice(practice, inbox):
    """A practice that watches reports, with its clinician on duty and a mail server."""
    with serving(inbox) as server:
        mailing = watched(practice, server)
        duty.take_duty(mailing.office, mailing.clinician, email="bea@example.com", now=NOW)
        yield mailing


@pytest.fixture
def vera(practice):
    return practice.enrol(name="Vera Secretname", days_ago=3)


def with_server(practice, server):
    return replace(practice.office, settings=replace(practice.office.settings, mail=server))


def warn(practice, who, day, *, now=NOW):
    """A report with a warning sign, which is an urgent alert."""
    draft = Draft(day=day, red_flags=("pus",), note="Vera Secretname says")
    reporting.submit(practice.office, who.visitor, treatment_id=who.treatment_id, draft=draft, now=now)


def mails(practice):
    with practice.office.store.reading() as db:
        return [listed.mail for listed in outbox.latest(db, 1, limit=999, offset=0)]


def states(practice):
    return Counter(mail.state for mail in mails(practice))


def test_an_urgent_alert_is_mailed_with_level_clinic_and_link_alone(practice, vera, inbox):
    warn(practice, vera, 3)
    send_waiting(practice.office, now=NOW)
    (mail,), (envelope,) = inbox.mails, inbox.arrived
    assert mail["Subject"] == "Recovery: an alert needs you (urgent)"
    assert envelope.rcpt_tos == ["bea@example.com"]
    link = f"https://recovery.example.com/patient?treatment={as_text(vera.treatment_id)}"
    assert mail.get_content().splitlines()[:3] == ["Corner Skin: there is an alert of the level urgent.", "", link]
    assert not any(secret.encode() in envelope.content for secret in SECRETS)
    assert not any(secret in f"{mail.as_string()}{mail.get_content()}" for secret in SECRETS)
    assert vera.patient.code not in mail.get_content()


def test_what_is_mailed_and_what_waits_for_the_digest(practice, vera):
    practice.report(vera, 2, redness=1)
    assert mails(practice) == []
    practice.report(vera, 3, redness=3)  # severe, and worse by two
    assert [(mail.kind, mail.level.word) for mail in mails(practice)] == [(Kind.ALERT, "High")] * 2


def test_each_alert_is_mailed_once_at_each_level(practice, vera, inbox):
    for _ in range(3):
        warn(practice, vera, 3)
        send_waiting(practice.office, now=NOW)
    practice.report(vera, 3)  # takes the sign back
    warn(practice, vera, 3)
    send_waiting(practice.office, now=NOW)
    assert len(inbox.arrived) == 1


def take_alert(practice, who):
    with practice.office.store.reading() as db:
        (alert,) = alerts.of_treatment(db, 1, who.treatment_id, practice.office.guide.catalogue)
    seen, take = {alert.alert_id: alert.version}, Move(Step.ACKNOWLEDGED)
    attending.attend(practice.office, practice.clinician, seen=seen, move=take, now=NOW)


def test_a_warning_sign_on_an_alert_that_somebody_has_is_mailed_anew(practice, vera, inbox):
    warn(practice, vera, 2)
    warn(practice, vera, 3)  # nobody has taken it yet, so nobody needs to be told twice
    take_alert(practice, vera)
    warn(practice, vera, 1)
    send_waiting(practice.office, now=NOW)
    assert len(inbox.arrived) == 2


def test_nothing_is_queued_when_the_report_is_not_stored(practice, vera, monkeypatch):
    def fail(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr(reporting, "_audit", fail)
    with pytest.raises(RuntimeError):
        warn(practice, vera, 3)
    assert mails(practice) == []


def set_clinic(practice, column, value):
    with practice.office.store.writing() as db:
        db.conn.execute(f"UPDATE clinic SET {column} = ?", (value,))  # noqa: S608 - a table's word


@pytest.mark.parametrize(
    "unless",
    [
        pytest.param(lambda p: duty.end_duty(p.office, p.clinician, now=NOW), id="nobody is on duty"),
        pytest.param(
            lambda p: administering.disable_account(p.office, login="clinician@example.com", now=NOW),
            id="the account is disabled",
        ),
        pytest.param(lambda p: set_clinic(p, "watched", 0), id="the clinic does not watch reports"),
        pytest.param(lambda p: set_clinic(p, "demo", 1), id="the clinic is a demo"),
        pytest.param(lambda p: replace(p, office=with_server(p, None)), id="mail is off"),
    ],
)
def test_nothing_is_queued_when(unless, practice, vera, inbox):
    changed = unless(practice)
    practice = changed if isinstance(changed, Practice) else practice
    warn(practice, vera, 3)
    notifying.send_waiting(practice.office, now=NOW)
    assert mails(practice) == []
    assert inbox.asked == 0


def test_an_alert_that_time_alone_opens_is_queued_too(practice, vera):
    practice.report(vera, 3, redness=3)
    with practice.office.store.writing() as db:
        for table in ("outbox", "alert_event", "alert"):
            db.conn.execute(f"DELETE FROM {table}")  # noqa: S608 - the table's own names
    evaluating.evaluate(practice.office, now=NOW)
    assert {mail.kind for mail in mails(practice)} == {Kind.ALERT}


def test_a_flood_becomes_one_digest(practice, inbox, monkeypatch):
    monkeypatch.setattr(notifying, "MOST_AN_HOUR", 3)
    for _ in range(5):
        practice.report(practice.enrol(days_ago=3), 3, redness=3)
    assert Counter(mail.kind for mail in mails(practice)) == {Kind.ALERT: 3, Kind.DIGEST: 1}
    send_waiting(practice.office, now=NOW)
    digest = next(mail for mail in inbox.mails if "waiting" in mail["Subject"])
    assert "5 high" in digest.get_content()
    practice.report(practice.enrol(days_ago=3), 3, redness=3, now=NOW + timedelta(hours=1, seconds=1))
    assert Counter(mail.kind for mail in mails(practice)) == {Kind.ALERT: 4, Kind.DIGEST: 1}


def test_an_urgent_alert_is_mailed_in_a_flood_too(practice, monkeypatch):
    monkeypatch.setattr(notifying, "MOST_AN_HOUR", 1)
    for _ in range(3):
        practice.report(practice.enrol(days_ago=3), 3, redness=3)
    for _ in range(2):
        warn(practice, practice.enrol(days_ago=3), 3)
    levels = Counter(mail.level.word for mail in mails(practice) if mail.kind is Kind.ALERT)
    assert levels == {"High": 1, "Urgent": 2}


def test_a_failure_that_passes_is_tried_again_after_a_while(practice, vera, inbox):
    inbox.answers["rcpt"] = ["450 Busy"] * 2
    warn(practice, vera, 3)
    send_waiting(practice.office, now=NOW)
    (mail,) = mails(practice)
    assert (mail.state, mail.attempts, mail.failure) == (MailState.WAITING, 1, "The server answered 450 Busy")
    send_waiting(practice.office, now=NOW + BACKOFF[0] - timedelta(seconds=2))
    assert inbox.asked == 1
    second = NOW + BACKOFF[0]
    send_waiting(practice.office, now=second)
    send_waiting(practice.office, now=second + BACKOFF[1] + timedelta(seconds=2))
    (mail,) = mails(practice)
    assert (mail.state, mail.attempts, mail.failure) == (MailState.SENT, 3, "")
    assert len(inbox.arrived) == 1


def test_a_server_that_is_never_there_makes_a_mail_fail_in_the_end(practice, vera):
    office = with_server(practice, nobody_at(free_port()))
    warn(practice, vera, 3)
    now = NOW
    for wait in (timedelta(), *BACKOFF):
        assert states(practice) == {MailState.WAITING: 1}
        now += wait + timedelta(seconds=2)
        send_waiting(office, now=now)
    (mail,) = mails(practice)
    assert (mail.state, mail.attempts) == (MailState.FAILED, 6)
    assert "ConnectionRefusedError" in mail.failure


def test_a_final_refusal_is_not_tried_again_and_the_next_mail_goes_out(practice, vera, inbox):
    inbox.answers["rcpt"] = ["550 No such user"]
    warn(practice, vera, 3)
    warn(practice, practice.enrol(name="Vera Second"), 3)
    send_waiting(practice.office, now=NOW)
    assert states(practice) == {MailState.FAILED: 1, MailState.SENT: 1}
    send_waiting(practice.office, now=NOW + timedelta(days=2))
    assert inbox.asked == 2


def test_a_silent_server_holds_up_one_mail_only(practice, vera, monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT_S", 0.2)
    for who in (vera, practice.enrol(), practice.enrol()):
        warn(practice, who, 3)
    with silent() as server:
        begun = time.monotonic()
        send_waiting(with_server(practice, server), now=NOW)
    assert time.monotonic() - begun < 5
    assert sorted(mail.attempts for mail in mails(practice)) == [0, 0, 1]


def test_a_mail_that_waits_goes_to_whoever_is_on_duty_when_it_is_tried_again(practice, vera, inbox):
    inbox.answers["rcpt"] = ["450 Busy"]
    warn(practice, vera, 3)
    send_waiting(practice.office, now=NOW)
    colleague = practice.colleague("Cy Night")
    duty.take_duty(practice.office, colleague, email="cy@example.com", now=NOW)
    send_waiting(practice.office, now=NOW + BACKOFF[0] + timedelta(seconds=2))
    (mail,) = mails(practice)
    assert (mail.state, mail.account_id) == (MailState.SENT, colleague.subject_id)
    assert [envelope.rcpt_tos for envelope in inbox.arrived] == [["cy@example.com"]]


def test_a_mail_that_waits_while_nobody_is_on_duty_goes_to_whom_it_was_queued_for(practice, vera, inbox):
    warn(practice, vera, 3)
    duty.end_duty(practice.office, practice.clinician, now=NOW)
    send_waiting(practice.office, now=NOW)
    assert [envelope.rcpt_tos for envelope in inbox.arrived] == [["bea@example.com"]]


def test_a_disabled_account_gets_nothing_that_was_queued_before(practice, vera, inbox):
    warn(practice, vera, 3)
    administering.disable_account(practice.office, login="clinician@example.com", now=NOW)
    send_waiting(practice.office, now=NOW)
    (mail,) = mails(practice)
    assert (mail.state, mail.failure) == (MailState.FAILED, "The account has no address or is disabled.")
    assert inbox.asked == 0


def test_several_threads_at_once_send_each_mail_once(practice, inbox):
    for number in range(12):
        warn(practice, practice.enrol(name=f"Vera {number}"), 3)
    practice.office.store.close()
    offices = [replace(practice.office, store=Store(practice.office.store.path)) for _ in range(3)]
    threads = [threading.Thread(target=send_waiting, args=(office,), kwargs={"now": NOW}) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states(practice) == {MailState.SENT: 12}
    assert max(Counter(mail["Message-ID"] for mail in inbox.mails).values()) == 1
    assert len(inbox.arrived) == 12
    for office in offices:
        office.store.close()


@forks
def test_several_processes_at_once_send_each_mail_once(practice, inbox):
    for number in range(12):
        warn(practice, practice.enrol(name=f"Vera {number}"), 3)
    practice.office.store.close()
    path = practice.office.store.path

    def send(acknowledge):
        send_waiting(replace(practice.office, store=Store(path)), now=NOW)
        acknowledge("done")

    children = [fork(send) for _ in range(3)]
    for child, acknowledged in children:
        assert acknowledged.read() == "done\n"
        acknowledged.close()
        os.waitpid(child, 0)
    assert states(practice) == {MailState.SENT: 12}
    assert len({mail["Message-ID"] for mail in inbox.mails}) == len(inbox.arrived) == 12


@forks
def test_a_mail_whose_sender_was_killed_is_never_sent_again(practice, vera, inbox):
    warn(practice, vera, 3)
    practice.office.store.close()
    path = practice.office.store.path

    def send(acknowledge):
        def hang(*_args, **_named):
            acknowledge("claimed")
            time.sleep(60)

        notifying.post = hang  # the child's own copy of the module
        send_waiting(replace(practice.office, store=Store(path)), now=NOW)

    kill(*fork(send), after=1)
    send_waiting(practice.office, now=NOW + LEASE - timedelta(seconds=2))
    assert states(practice) == {MailState.SENDING: 1}
    send_waiting(practice.office, now=NOW + LEASE)
    send_waiting(practice.office, now=NOW + timedelta(days=2))
    (mail,) = mails(practice)
    assert (mail.state, mail.failure) == (MailState.FAILED, NOT_KNOWN)
    assert inbox.asked == 0


def test_a_sender_that_comes_too_late_changes_nothing(practice, vera):
    warn(practice, vera, 3)
    with practice.office.store.writing() as db:
        claimed = outbox.claim(db, 1, now=NOW, until=NOW + LEASE)
        assert outbox.give_up_lapsed(db, 1, now=NOW + LEASE) == 1
        sent = notifying.outcome(notifying.Attempt(notifying.End.ACCEPTED), attempts=1, now=NOW)
        assert not outbox.settle(db, 1, claimed, sent, now=NOW + LEASE)
    assert states(practice) == {MailState.FAILED: 1}


@pytest.fixture
def waiting(practice):
    """A medium alert since yesterday: numbness on the day after its band."""
    patient = practice.enrol(name="Vera Secretname", days_ago=16)
    practice.report(patient, 15, numbness=2)
    with practice.office.store.reading() as db:
        (alert,) = alerts.of_treatment(db, 1, patient.treatment_id, practice.office.guide.catalogue)
    return alert


def digests(practice, *moments):
    for moment in moments:
        send_waiting(practice.office, now=moment)
    return [mail for mail in mails(practice) if mail.kind is Kind.DIGEST]


def test_a_digest_comes_once_a_day_at_its_hour(practice, waiting, inbox):
    assert digests(practice, DIGEST - timedelta(minutes=1)) == []
    assert len(digests(practice, DIGEST, DIGEST + timedelta(minutes=1), DIGEST + timedelta(hours=9))) == 1
    assert len(digests(practice, DIGEST + timedelta(days=1))) == 2
    first = inbox.mails[0]
    assert first["Subject"] == "Recovery: alerts are waiting"
    assert first.get_content().splitlines()[:3] == [
        "Corner Skin: 1 alert that nobody has taken yet, 1 medium.", "", "https://recovery.example.com/worklist",
    ]  # fmt: skip
    assert not any(secret in first.get_content() for secret in SECRETS)


def test_the_digests_hour_is_a_setting_and_the_clinics(practice, waiting):
    practice = replace(
        practice, office=replace(practice.office, settings=replace(practice.office.settings, digest_hour=11))
    )
    assert digests(practice, DIGEST + timedelta(hours=3, seconds=-1)) == []
    assert len(digests(practice, DIGEST + timedelta(hours=3))) == 1


def attend(practice, alert, move):
    attending.attend(practice.office, practice.clinician, seen={alert.alert_id: alert.version}, move=move,
                     now=DIGEST - timedelta(hours=1))  # fmt: skip


@pytest.mark.parametrize(
    "move",
    [
        Move(Step.ACKNOWLEDGED),
        Move(Step.CLOSED, note="seen"),
        Move(Step.SNOOZED, until=DIGEST + timedelta(minutes=1)),
    ],
    ids=lambda move: move.step.value,
)
def test_no_digest_for_what_somebody_has_taken_or_put_off(move, practice, waiting):
    attend(practice, waiting, move)
    assert digests(practice, DIGEST, DIGEST + timedelta(hours=2)) == []


def test_a_snooze_that_has_ended_by_then_waits_again(practice, waiting):
    attend(practice, waiting, Move(Step.SNOOZED, until=DIGEST))
    assert len(digests(practice, DIGEST)) == 1


def test_what_opens_after_the_hour_waits_for_the_next_day(practice):
    patient = practice.enrol(days_ago=16)
    practice.report(patient, 16, numbness=2, now=NOW)
    assert digests(practice, NOW, NOW + timedelta(hours=5)) == []
    assert len(digests(practice, DIGEST + timedelta(days=1))) == 1


def test_no_digest_for_urgent_and_high_alone_which_were_mailed(practice, vera):
    warn(practice, vera, 2, now=NOW - timedelta(days=1))
    assert digests(practice, DIGEST, NOW) == []


def test_a_digest_for_what_came_up_while_nobody_was_on_duty(practice, vera):
    duty.end_duty(practice.office, practice.clinician, now=NOW)
    warn(practice, vera, 2, now=NOW - timedelta(days=1))
    practice.report(practice.enrol(days_ago=3), 3, redness=3, now=NOW - timedelta(hours=3))
    assert digests(practice, DIGEST) == []
    duty.take_duty(practice.office, practice.clinician, email="bea@example.com", now=NOW)
    assert len(digests(practice, NOW, NOW + timedelta(minutes=1))) == 1


@pytest.mark.parametrize("on_duty", [False, True])
def test_a_digest_for_what_was_said_again_while_nobody_was_on_duty(on_duty, practice, vera):
    warn(practice, vera, 2, now=NOW - timedelta(days=1))
    take_alert(practice, vera)
    if not on_duty:
        duty.end_duty(practice.office, practice.clinician, now=NOW)
    warn(practice, vera, 3, now=NOW + timedelta(minutes=1))
    duty.take_duty(practice.office, practice.clinician, email="bea@example.com", now=NOW)
    assert len(digests(practice, NOW + timedelta(minutes=2))) == (not on_duty)


def test_a_row_in_the_outbox_is_unique_by_kind_and_what_it_is_about(practice):
    with practice.office.store.writing() as db:
        for mail_id in (1, 2, 3):
            outbox.add(db, 1, Mail(mail_id, Kind.DIGEST, "2026-07-15", practice.clinician.subject_id, NOW))
    assert [mail.mail_id for mail in mails(practice)] == [1]
