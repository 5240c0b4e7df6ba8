from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recovery.domain.alerts import Alert, Change, Event, Held, Holding, State, Step
from recovery.domain.catalogue import Severity
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.mail import (
    BACKOFF,
    NOT_KNOWN,
    Attempt,
    End,
    MailState,
    Outcome,
    about_alert,
    about_change,
    alert_of,
    calls_for_mail,
    check_address,
    outcome,
)
from recovery.domain.rules import Rule
from recovery.domain.wording import mail as wording
from recovery.errors import InvalidInput

NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)

MINUTES = [1, 5, 30, 120, 720]

OUTCOMES = [
    # the attempt, its number, the state it leads to, minutes until the next
    (Attempt(End.ACCEPTED), 1, MailState.SENT, None),
    (Attempt(End.ACCEPTED), 6, MailState.SENT, None),
    *((Attempt(End.PUT_OFF, "busy"), n, MailState.WAITING, MINUTES[n - 1]) for n in range(1, 6)),
    (Attempt(End.PUT_OFF, "busy"), 6, MailState.FAILED, None),
    (Attempt(End.REFUSED, "busy"), 1, MailState.FAILED, None),
    (Attempt(End.NOT_KNOWN, "busy"), 1, MailState.FAILED, None),
]


@pytest.mark.parametrize(("attempt", "n", "state", "minutes"), OUTCOMES)
def test_what_becomes_of_a_mail(attempt, n, state, minutes):
    became = outcome(attempt, attempts=n, now=NOW)
    assert became.state is state
    assert became.next_try_at == (NOW + timedelta(minutes=minutes) if minutes else None)
    assert became.failure == (f"{NOT_KNOWN} busy" if attempt.end is End.NOT_KNOWN else attempt.why)


def test_a_mail_is_tried_for_about_half_a_day():
    assert sum(BACKOFF, timedelta()) == timedelta(hours=14, minutes=36)
    assert outcome(Attempt(End.ACCEPTED), attempts=1, now=NOW) == Outcome(MailState.SENT)


def change(level, *steps, state=State.OPEN):
    evidence = Evidence(day=3, level=level, since=3, severity=Severity.SEVERE)
    closed_at = NOW if state is State.CLOSED else None
    alert = Alert(7, 1, Rule.SEVERE, "redness", (Held(evidence, 1),), NOW, NOW, Holding(state, closed_at=closed_at))
    return Change(alert, tuple(Event(NOW, step) for step in steps))


@pytest.mark.parametrize(
    ("changed", "calls"),
    [
        (change(Level.URGENT, Step.OPENED), True),
        (change(Level.HIGH, Step.OPENED), True),
        (change(Level.HIGH, Step.RAISED, Step.WOKEN), True),
        (change(Level.URGENT, Step.SAID_AGAIN), True),
        (change(Level.MEDIUM, Step.SAID_AGAIN), False),
        (change(Level.MEDIUM, Step.OPENED), False),
        (change(Level.LOW, Step.RAISED), False),
        (change(Level.HIGH), False),
        (change(Level.URGENT, Step.WOKEN), False),
        (change(Level.URGENT, Step.TAKEN_BACK), False),
        (change(Level.HIGH, Step.OPENED, Step.ANSWERED, state=State.CLOSED), False),
    ],
)
def test_what_calls_for_a_mail(changed, calls):
    assert calls_for_mail(changed) is calls


def test_what_a_mail_is_about_can_be_read_back():
    assert alert_of(about_alert(2**62 + 1, Level.HIGH)) == (2**62 + 1, Level.HIGH)
    for step in (Step.OPENED, Step.SAID_AGAIN):
        assert alert_of(about_change(change(Level.HIGH, step))) == (7, Level.HIGH)


def test_an_alert_has_a_mail_of_its_own_each_time_that_it_is_said_again():
    opened, again = change(Level.URGENT, Step.OPENED), change(Level.URGENT, Step.SAID_AGAIN)
    third = replace(again, alert=replace(again.alert, version=3))
    assert about_change(opened) == about_change(change(Level.URGENT, Step.RAISED))
    assert len({about_change(each) for each in (opened, again, third)}) == 3


@pytest.mark.parametrize("text", ["bea@example.com", " bea@example.com ", "b.e+a@mail.example", "o'neil@a-b.example"])
def test_a_plain_address_is_taken(text):
    assert check_address(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "", "bea", "bea@", "@example.com", "bea@localhost", "a@b@example.com", "bea@example..com", "be..a@example.com",
        "Bea <bea@example.com>", "bea@example.com, cy@example.com", "bea@example.com;cy@example.com",
        "bea@example.com\r\nBcc: cy@example.com", "bea@example.com\0", "b ea@example.com", "bëa@example.com",
        "x" * 65 + "@example.com", "bea@" + "e" * 250 + ".com", '"bea"@example.com', "bea@[127.0.0.1]",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(text):
    with pytest.raises(InvalidInput, match="one plain e-mail address") as refused:
        check_address(text)
    assert refused.value.field == "email"


def test_mails_say_level_clinic_and_link_and_nothing_else():
    assert wording.alert_subject(Level.URGENT) == "Recovery: an alert needs you (urgent)"
    assert wording.alert_body(Level.HIGH, clinic="Corner Skin", link="https://x.example/patient?treatment=1") == (
        "Corner Skin: there is an alert of the level high.\n\nhttps://x.example/patient?treatment=1\n\n"
        "Sign in to see more: a mail names no patient. Answers to it are not read.\n"
    )


@pytest.mark.parametrize(
    ("waiting", "says"),
    [
        ({}, "Corner Skin: every alert has been taken by now."),
        ({Level.LOW: 1}, "Corner Skin: 1 alert that nobody has taken yet, 1 low."),
        (
            {Level.LOW: 1200, Level.URGENT: 1, Level.MEDIUM: 3},
            "Corner Skin: 1,204 alerts that nobody has taken yet, 1 urgent, 3 medium and 1,200 low.",
        ),
    ],
)
def test_a_digest_counts_by_level(waiting, says):
    assert wording.digest_body(waiting, clinic="Corner Skin", link="https://x").startswith(says + "\n\nhttps://x\n")
