"""One mail handed to a real server on this machine, however that behaves."""

from dataclasses import replace

import pytest

from recovery.domain.mail import End
from recovery.services.alerts import posting
from recovery.services.alerts.posting import Letter, message, post
from recovery.settings import Tls
from tests.conftest import NOW
from tests.mail_server import SELF_SIGNED, Inbox, free_port, nobody_at, serving, silent

LETTER = Letter("0000000000abc", "bea@example.com", "Recovery: a test", "Hello.\n.A dot begins this line.\n", "Corner")
HERE = "https://recovery.example.com"


def handed(server, letter=LETTER):
    return post(server, letter, address=HERE, now=NOW)


def test_a_mail_arrives_as_it_was_written():
    inbox = Inbox()
    with serving(inbox) as server:
        assert handed(server).end is End.ACCEPTED
    (mail,), (envelope,) = inbox.mails, inbox.arrived
    assert (envelope.mail_from, envelope.rcpt_tos) == ("recovery@practice.example", ["bea@example.com"])
    assert mail.get_content() == LETTER.text
    assert mail.get_content_type() == "text/plain"
    assert {name: str(mail[name]) for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")} == {
        "From": "Corner <recovery@practice.example>",
        "To": "bea@example.com",
        "Subject": "Recovery: a test",
        "Date": "Wed, 15 Jul 2026 15:00:00 +0000",
        "Message-ID": "<0000000000abc@practice.example>",
        "Auto-Submitted": "auto-generated",
    }


ANSWERS = [
    # the server's answers, how the attempt ends, whether any other mail would fare the same
    ({"rcpt": "450 Busy, try later"}, End.PUT_OFF, False),
    ({"rcpt": "550 No such user"}, End.REFUSED, False),
    ({"data": "451 Not now"}, End.PUT_OFF, False),
    ({"data": "554 Looks like spam"}, End.REFUSED, False),
    ({"data": "354 What?"}, End.NOT_KNOWN, False),
    ({"data": "no code at all"}, End.NOT_KNOWN, False),
    ({"mail": "421 Going away"}, End.PUT_OFF, True),
    ({"mail": "553 That sender is not yours"}, End.PUT_OFF, True),
]


@pytest.mark.parametrize(("answers", "end", "any_mail"), ANSWERS, ids=[str(row[0]) for row in ANSWERS])
def test_what_the_server_answers_decides(answers, end, any_mail):
    inbox = Inbox(**answers)
    with serving(inbox) as server:
        attempt = handed(server)
    assert (attempt.end, attempt.any_mail) == (end, any_mail)
    assert next(iter(answers.values())).split()[-1] in attempt.why
    assert not inbox.arrived


def test_nobody_at_the_port_is_trouble_that_may_pass():
    attempt = handed(nobody_at(free_port()))
    assert (attempt.end, attempt.any_mail) == (End.PUT_OFF, True)
    assert attempt.why == "The server cannot be reached (ConnectionRefusedError)."


def test_a_name_that_leads_nowhere_is_trouble_that_may_pass():
    attempt = handed(replace(nobody_at(25), host="mail.invalid"))
    assert (attempt.end, attempt.any_mail) == (End.PUT_OFF, True)


def test_a_silent_server_is_not_waited_for_long(monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT_S", 0.3)
    with silent() as server:
        attempt = handed(server)
    assert (attempt.end, attempt.why) == (End.PUT_OFF, "The server did not answer within 0.3 seconds.")


def test_silence_after_the_text_leaves_open_whether_it_was_sent(monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT_S", 1.5)  # long enough for all that comes before, on a busy machine too
    inbox = Inbox()
    inbox.waits_s = 4.0
    with serving(inbox) as server:
        attempt = handed(server)
    assert (attempt.end, attempt.why) == (End.NOT_KNOWN, "The server did not answer within 1.5 seconds.")


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said():
    inbox = Inbox()
    with serving(inbox, starttls=True) as server:
        attempt = handed(server)
    assert (attempt.end, attempt.why) == (End.PUT_OFF, "The server's certificate is not trusted.")
    assert inbox.asked == 0


def test_a_certificate_that_is_trusted_encrypts_the_way(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
    inbox = Inbox()
    with serving(inbox, starttls=True) as server:
        assert handed(server).end is End.ACCEPTED
        assert handed(replace(server, host="127.0.0.2")).end is End.PUT_OFF
    assert len(inbox.arrived) == 1


def test_a_server_without_encryption_gets_nothing_when_it_is_asked_for():
    inbox = Inbox()
    with serving(inbox) as server:
        attempt = handed(replace(server, tls=Tls.STARTTLS))
    assert (attempt.end, attempt.any_mail) == (End.PUT_OFF, True)
    assert "RECOVERY_SMTP" in attempt.why
    assert inbox.asked == 0


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it never leaves this machine
@pytest.mark.parametrize(("password", "end"), [("open sesame", End.ACCEPTED), ("wrong", End.PUT_OFF)])
def test_signing_in_to_the_server(password, end):
    inbox = Inbox()
    with serving(inbox, password="open sesame") as server:
        attempt = handed(replace(server, password=password))
    assert attempt.end is end
    assert ("535" in attempt.why) is (end is End.PUT_OFF)
    assert password not in attempt.why
    assert len(inbox.arrived) == (end is End.ACCEPTED)


@pytest.mark.parametrize("clinic", ["Łukasz & Søn, 皮膚科", 'A "quoted" name', "x" * 120, ".dot", "a\r\nBcc: x@y.z"])
def test_no_clinics_name_breaks_a_header(clinic):
    try:
        written = message(nobody_at(25), replace(LETTER, clinic=clinic), now=NOW).as_bytes()
    except ValueError:
        assert "\n" in clinic
        return
    assert b"\nBcc" not in written
    assert written.isascii()
    assert max(map(len, written.splitlines())) <= 998  # RFC 5322 section 2.1.1


@pytest.mark.parametrize("field", ["subject", "to"])
def test_a_second_header_cannot_be_smuggled_in(field):
    with pytest.raises(ValueError):  # noqa: PT011 - the library's words differ by header
        message(nobody_at(25), replace(LETTER, **{field: "a@b.example\r\nBcc: x@y.example"}), now=NOW)


def test_the_settings_never_show_name_or_password():
    server = replace(nobody_at(25), user="recovery", password="open sesame")
    assert not any(secret in repr(server) for secret in ("user", "recovery'", "sesame"))
