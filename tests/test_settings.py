from pathlib import Path

import pytest

from recovery.errors import InvalidSetting
from recovery.settings import ROOT, MailServer, Tls, read_settings


def test_every_setting_has_a_default():
    settings = read_settings({})
    assert (settings.database, settings.guide, settings.address) == (ROOT / "data" / "recovery.db", ROOT / "data", None)


def test_blank_settings_are_as_good_as_none():
    assert read_settings(dict.fromkeys(("RECOVERY_DATABASE", "RECOVERY_GUIDE", "RECOVERY_ADDRESS"), "  ")) == (
        read_settings({})
    )


def test_paths_are_made_absolute_and_home_is_understood(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    settings = read_settings({"RECOVERY_DATABASE": "~/clinic.db", "RECOVERY_GUIDE": "guide"})
    assert (settings.database, settings.guide) == (Path("/home/ada/clinic.db"), Path.cwd() / "guide")


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("RECOVERY_DATABASE", "/srv/recovery.db")
    assert read_settings().database == Path("/srv/recovery.db")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://recovery.example.com", "https://recovery.example.com"),
        (" https://recovery.example.com/ ", "https://recovery.example.com"),
        ("http://localhost:8501", "http://localhost:8501"),
    ],
)
def test_an_address_that_patients_reach(written, kept):
    assert read_settings({"RECOVERY_ADDRESS": written}).address == kept


@pytest.mark.parametrize(
    "written",
    [
        "recovery.example.com",
        "ftp://example.com",
        "https://",
        "https://example.com/clinic",
        "javascript:alert(1)",
        "http://recovery.example.com",
        "https://a.example?x=1",
        "https://u:p@a.example",
        "http://[::1",
    ],
)
def test_an_address_that_cannot_be_names_the_setting_and_an_example(written):
    with pytest.raises(InvalidSetting, match=r"RECOVERY_ADDRESS is .*; write .* such as https://recovery.example.com"):
        read_settings({"RECOVERY_ADDRESS": written})


@pytest.mark.parametrize("name", ["RECOVERY_DATABASE", "RECOVERY_GUIDE"])
def test_a_path_that_cannot_be_names_the_setting(name):
    with pytest.raises(InvalidSetting, match=f"{name} holds a character that no path can have"):
        read_settings({name: "a\0b"})


MAIL = {
    "RECOVERY_SMTP": "smtp://recovery:open%20sesame@mail.example.com",
    "RECOVERY_MAIL_FROM": "recovery@practice.example",
    "RECOVERY_ADDRESS": "https://recovery.example.com",
}
SERVERS = [
    # what is written, where that leads, how the way is encrypted, and as whom
    ("smtp://mail.example.com", ("mail.example.com", 587, Tls.STARTTLS, "", "")),
    ("smtp://mail.example.com:25?tls=starttls", ("mail.example.com", 25, Tls.STARTTLS, "", "")),
    ("smtp://u:p%40%2F%3A@mail.example.com:2525", ("mail.example.com", 2525, Tls.STARTTLS, "u", "p@/:")),
    ("smtps://u:p@mail.example.com/", ("mail.example.com", 465, Tls.AT_ONCE, "u", "p")),
    ("smtp://localhost?tls=none", ("localhost", 25, Tls.NONE, "", "")),
    ("smtp://[::1]:1025?tls=none", ("::1", 1025, Tls.NONE, "", "")),
]


@pytest.mark.parametrize(("written", "server"), SERVERS, ids=[written for written, _ in SERVERS])
def test_a_mail_server(written, server):
    mail = read_settings({**MAIL, "RECOVERY_SMTP": written}).mail
    host, port, tls, user, password = server
    assert mail == MailServer(host, port, tls, "recovery@practice.example", user, password)


def test_no_mail_goes_out_unless_it_is_set_up():
    assert read_settings({"RECOVERY_ADDRESS": "https://recovery.example.com"}).mail is None
    assert read_settings({**MAIL, "RECOVERY_SMTP": " ", "RECOVERY_MAIL_FROM": ""}).mail is None


@pytest.mark.parametrize("missing", MAIL)
def test_mail_that_is_half_set_up_is_refused(missing):
    with pytest.raises(InvalidSetting, match="half set up: it needs RECOVERY_SMTP, RECOVERY_MAIL_FROM and RECOVERY_A"):
        read_settings({**MAIL, missing: " "})


@pytest.mark.parametrize(
    "written",
    [
        "mail.example.com",
        "https://mail.example.com",
        "smtp://",
        "smtp://mail.example.com?tls=none",
        "smtp://mail.example.com?tls=maybe",
        "smtp://mail.example.com?tls=starttls&timeout=3",
        "smtps://mail.example.com?tls=starttls",
        "smtp://secret@mail.example.com",
        "smtp://:secret@mail.example.com",
        "smtp://u:s\u00e9cret@mail.example.com",
        "smtp://u:secret@mail.example.com/path",
        "smtp://u:secret@mail.example.com:port",
        "smtp://u:secret#1@mail.example.com",
        "smtp://u:secret@[::1",
    ],
)
def test_a_mail_server_that_cannot_be_is_refused_without_showing_it(written):
    with pytest.raises(InvalidSetting, match=r"RECOVERY_SMTP cannot be used .* smtps://user:password@host") as refused:
        read_settings({**MAIL, "RECOVERY_SMTP": written})
    assert "cret" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize(
    "written", ["Practice <a@b.example>", "a@b.example, c@d.example", "nobody", "a@b.example\r\nX: y"]
)
def test_a_sender_is_one_plain_address(written):
    with pytest.raises(InvalidSetting, match=r"RECOVERY_MAIL_FROM is .* write one plain address"):
        read_settings({**MAIL, "RECOVERY_MAIL_FROM": written})


def test_the_password_of_the_mail_server_never_shows():
    settings = read_settings(MAIL)
    assert settings.mail.password == "open sesame"
    assert "sesame" not in f"{settings} {settings!r}"


@pytest.mark.parametrize(("written", "hour"), [("", 8), ("0", 0), (" 23 ", 23)])
def test_the_hour_of_the_digest(written, hour):
    assert read_settings({"RECOVERY_DIGEST_HOUR": written}).digest_hour == hour


@pytest.mark.parametrize("written", ["24", "-1", "8:00", "08", "\u0663"])
def test_an_hour_that_is_none_is_refused(written):
    with pytest.raises(InvalidSetting, match=r"RECOVERY_DIGEST_HOUR is .* from 0 to 23"):
        read_settings({"RECOVERY_DIGEST_HOUR": written})
