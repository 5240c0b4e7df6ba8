"""Whom a provider's claims name, and which account opens for them."""

import pytest

from recovery.domain.identities import Identity, coded, identity_of, why_not
from recovery.errors import NotProved

ADA = Identity("https://p.example", "ada", "ada@example.com")
CLAIMS = {"iss": ADA.issuer, "sub": "ada", "email": "Ada@Example.com", "email_verified": True}


def test_an_address_is_compared_without_its_capitals():
    assert identity_of(CLAIMS, trusts_email=False) == ADA


@pytest.mark.parametrize("trusts_email", [False, True])
@pytest.mark.parametrize("verified", [False, "true", 1, "", [], None])
def test_only_true_is_verified_and_only_silence_can_be_trusted(verified, trusts_email):
    claims = CLAIMS | {"email_verified": verified}
    if trusts_email and verified is None:
        assert identity_of(claims, trusts_email=True) == ADA
    else:
        with pytest.raises(NotProved):
            identity_of(claims, trusts_email=trusts_email)


@pytest.mark.parametrize(
    ("linked_to", "disabled", "has_another", "reason"),
    [
        ("", False, False, ""),
        (ADA.key, False, False, ""),
        ("https://p.example#eve", False, False, "another person than before"),
        ("https://q.example#ada", False, False, "another person than before"),
        ("", True, False, "account disabled"),
        (ADA.key, True, False, "account disabled"),
        ("", False, True, "the person of another account"),
    ],
)
def test_which_account_opens(linked_to, disabled, has_another, reason):
    assert why_not(ADA, linked_to=linked_to, disabled=disabled, has_another=has_another) == reason


@pytest.mark.parametrize(("said", "kept"), [("access_denied", True), ("", False), ("A b", False), ("a" * 41, False)])
def test_of_a_providers_words_only_codes_are_kept(said, kept):
    assert coded(said) == (said if kept else "no reason")


@pytest.mark.parametrize(
    "email", ["\u212aay@example.com", "i\u017fa@example.com", "ada@ex\u00e4mple.com", "ada@example.com\u3000"]
)
def test_no_other_script_becomes_an_address_of_ours(email):
    """The first two are kay@ and isa@ when their capitals are not regarded."""
    with pytest.raises(NotProved) as refused:
        identity_of(CLAIMS | {"email": email}, trusts_email=False)
    assert refused.value.reason == "e-mail address of other letters than a to z"
