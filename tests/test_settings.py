from pathlib import Path

import pytest

from recovery.errors import InvalidSetting
from recovery.settings import ROOT, read_settings


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
