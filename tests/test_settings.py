from pathlib import Path

import pytest

from recovery.errors import InvalidSetting
from recovery.settings import ROOT, MailServer, SingleSignOn, Tls, is_encrypted, read_settings


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


PROVIDER = {
    "RECOVERY_OIDC_ISSUER": "https://login.example.com/realms/practice",
    "RECOVERY_OIDC_CLIENT_ID": "recovery",
    "RECOVERY_OIDC_CLIENT_SECRET": "open-sesame",
    "RECOVERY_OIDC_NAME": "Practice Login",
    "RECOVERY_ADDRESS": "https://recovery.example.com",
}


def test_single_sign_on():
    settings = read_settings(PROVIDER)
    assert settings.single_sign_on == SingleSignOn(
        "https://login.example.com/realms/practice", "recovery", "Practice Login", "open-sesame"
    )
    assert settings.redirect_address == "https://recovery.example.com/auth/sso/back"
    assert settings.local_sign_in


def test_there_is_no_single_sign_on_unless_it_is_set_up():
    settings = read_settings({"RECOVERY_OIDC_TRUST_EMAIL": "yes", "RECOVERY_ADDRESS": "https://recovery.example.com"})
    assert (settings.single_sign_on, settings.local_sign_in) == (None, True)


def test_an_issuer_stays_as_it_is_spelt():
    issuer = "https://practice.example.com/"
    assert read_settings({**PROVIDER, "RECOVERY_OIDC_ISSUER": f" {issuer} "}).single_sign_on.issuer == issuer


def test_a_public_client_has_no_secret():
    assert read_settings({**PROVIDER, "RECOVERY_OIDC_CLIENT_SECRET": ""}).single_sign_on.client_secret == ""


def test_more_of_single_sign_on():
    more = {
        "RECOVERY_OIDC_TRUST_EMAIL": "YES", "RECOVERY_OIDC_PROMPT": "select_account", "RECOVERY_LOCAL_SIGN_IN": "no"
    }  # fmt: skip
    settings = read_settings(PROVIDER | more)
    assert (settings.single_sign_on.trusts_email, settings.single_sign_on.prompt) == (True, "select_account")
    assert not settings.local_sign_in


@pytest.mark.parametrize("missing", sorted(PROVIDER.keys() - {"RECOVERY_OIDC_CLIENT_SECRET"}))
def test_single_sign_on_that_is_half_set_up_is_refused(missing):
    with pytest.raises(InvalidSetting, match=r"half set up: it needs RECOVERY_OIDC_ISSUER, .* and RECOVERY_ADDRESS"):
        read_settings({**PROVIDER, missing: " "})


@pytest.mark.parametrize(
    "written",
    [
        "login.example.com",
        "http://login.example.com",
        "ftp://login.example.com",
        "https://",
        "https://u:p@login.example.com",
        "https://login.example.com?tenant=1",
        "https://login.example.com#1",
        "https://login.example.com:port",
        "https://login.example.com/a b",
        "https://[::1",
    ],
)
def test_an_issuer_that_cannot_be_is_refused(written):
    with pytest.raises(InvalidSetting, match=r"RECOVERY_OIDC_ISSUER is .* as it spells it, such as https://"):
        read_settings({**PROVIDER, "RECOVERY_OIDC_ISSUER": written})


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("RECOVERY_OIDC_CLIENT_ID", "two words", "RECOVERY_OIDC_CLIENT_ID holds a character that none has"),
        ("RECOVERY_OIDC_CLIENT_SECRET", "s\u00e9same", "RECOVERY_OIDC_CLIENT_SECRET holds a character that none has"),
        ("RECOVERY_OIDC_CLIENT_SECRET", "sesame\n1", "RECOVERY_OIDC_CLIENT_SECRET holds a character that none has"),
        ("RECOVERY_OIDC_NAME", "x" * 41, "RECOVERY_OIDC_NAME goes on the button, so it has at most 40 characters"),
        ("RECOVERY_OIDC_NAME", "Practice\nLogin", "RECOVERY_OIDC_NAME goes on the button"),
        ("RECOVERY_OIDC_TRUST_EMAIL", "maybe", "RECOVERY_OIDC_TRUST_EMAIL is 'maybe'; write yes or no"),
        ("RECOVERY_LOCAL_SIGN_IN", "off", "RECOVERY_LOCAL_SIGN_IN is 'off'; write yes or no"),
        ("RECOVERY_OIDC_PROMPT", "none", "RECOVERY_OIDC_PROMPT is 'none'; write login, select_account, or nothing"),
    ],
)
def test_a_setting_of_single_sign_on_that_cannot_be_is_refused_without_showing_secrets(name, written, says):
    with pytest.raises(InvalidSetting, match=says) as refused:
        read_settings({**PROVIDER, name: written})
    assert "same" not in str(refused.value)


def test_passwords_stay_on_where_nothing_else_lets_anyone_in():
    with pytest.raises(InvalidSetting, match=r"RECOVERY_LOCAL_SIGN_IN is no, .* nobody could sign in"):
        read_settings({"RECOVERY_LOCAL_SIGN_IN": "no"})


def test_the_secret_of_single_sign_on_never_shows():
    settings = read_settings(PROVIDER)
    assert "sesame" not in f"{settings} {settings!r} {settings.single_sign_on}"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/b?c=d", True),
        ("http://localhost:1/x", True),
        ("http://127.0.0.1/x", True),
        ("http://localhost.evil.example", False),
        ("https://user@a.example", False),
        ("javascript:alert(1)", False),
        ("https://a.example/\n", False),
        ("", False),
    ],
)
def test_an_address_that_nobody_can_listen_in_on(url, safe):
    assert is_encrypted(url) == safe
