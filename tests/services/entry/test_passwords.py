import pytest

from recovery.domain.passwords import LONGEST, SHORTEST
from recovery.errors import InvalidInput
from recovery.services.entry import passwords
from recovery.services.entry.passwords import fingerprint, hash_password, is_password
from tests.conftest import PASSWORD

HASHER = passwords._hasher
"""The application's own, as it is before the suite makes hashing quick."""


@pytest.fixture(autouse=True)
def as_in_the_application(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", HASHER)
    monkeypatch.setattr(passwords, "_nobodys_hash", passwords._nobodys_hash.__wrapped__)  # keeps none for later tests


def test_a_password_is_known_by_its_hash_alone():
    password_hash = hash_password(PASSWORD)
    assert password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # RFC 9106, low memory
    assert is_password(PASSWORD, password_hash)
    assert not is_password(PASSWORD + "!", password_hash)


def test_nothing_of_a_password_is_cut_off():
    longest = "four plain words " * 58 + "and a half !!!"
    assert len(longest) == LONGEST
    kept = hash_password(longest)
    assert is_password(longest, kept)
    assert not is_password(longest + "x", kept)
    assert not is_password(longest[:-1], kept)


@pytest.mark.parametrize("password_hash", [None, "", "plain", "$argon2id$broken"])
def test_without_a_hash_nothing_is_the_password(password_hash):
    assert not is_password("nobody has this password", password_hash)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", f"has 0 characters; use at least {SHORTEST}"),
        ("x" * (SHORTEST - 1), f"use at least {SHORTEST}"),
        ("x" * (LONGEST + 1), "is longer than"),
    ],
    ids=["empty", "short", "long"],
)
def test_a_password_that_is_too_short_or_too_long_is_refused(password, said):
    with pytest.raises(InvalidInput, match=said) as refused:
        hash_password(password)
    assert refused.value.field == "password"


def test_a_fingerprint_is_the_sha_256():
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
