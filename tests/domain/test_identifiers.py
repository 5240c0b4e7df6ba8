import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.identifiers import as_text, from_text, new_code, new_id, new_token
from recovery.errors import NotFound


@given(st.integers(1, 2**63 - 1))
def test_an_identifier_comes_back_from_its_address(identifier):
    text = as_text(identifier)
    assert re.fullmatch("[0-9a-hjkmnp-tv-z]{13}", text)
    assert from_text(text) == identifier


def test_fresh_identifiers_fit_the_database_and_an_address():
    fresh = [new_id() for _ in range(1_000)]
    assert len(set(fresh)) == 1_000
    assert all(from_text(as_text(identifier)) == identifier for identifier in fresh)


@pytest.mark.parametrize(
    "text",
    [
        "", "0", "0" * 13, "8" + "0" * 12, "z" * 13, "1" * 12, "1" * 14, "1" * 100_000, "ABCDEFGHJKMNP",
        "0000000000i01", " 000000000001", "000000000001\n", "00000000000-1", "' OR 1=1 --  ", "../../etc/pas",
        "٠" * 13, "\0" * 13, None, 7, b"0000000000001", ["0"] * 13,
    ],
)  # fmt: skip
def test_what_never_was_an_address_leads_nowhere(text):
    with pytest.raises(NotFound, match="go back to the list"):
        from_text(text)


@given(st.text())
def test_any_text_is_an_identifier_or_leads_nowhere(text):
    with suppress(NotFound):
        assert as_text(from_text(text)) == text


def test_codes_and_tokens_look_as_people_and_browsers_need_them():
    assert all(re.fullmatch("P-[0-9A-HJKMNP-TV-Z]{5}", new_code()) for _ in range(100))
    assert all(re.fullmatch("[A-Za-z0-9_-]{43}", new_token()) for _ in range(100))
