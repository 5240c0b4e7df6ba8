"""Codes as RFC 6238 has them, and those for a day without the app."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from recovery.domain.second_factor import (
    STEP_S,
    address_for_app,
    as_kept,
    grouped,
    new_recovery_codes,
    new_secret,
    step_of,
)

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The seed of RFC 6238's appendix B, in base 32; its codes have eight digits, an app's the last six."""

RFC_CODES = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
             (2000000000, "279037"), (20000000000, "353130")]  # fmt: skip


@pytest.mark.parametrize(("second", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(second, code):
    now = datetime.fromtimestamp(second, UTC)
    assert step_of(RFC_SECRET, code, now=now, after=0) == second // STEP_S
    assert step_of(RFC_SECRET, f" {code[:3]} {code[3:]} ", now=now, after=0) == second // STEP_S


@pytest.mark.parametrize(("late_s", "counts"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_differ_by_half_a_minute(late_s, counts):
    now = datetime.fromtimestamp(1111111110 + late_s, UTC)
    found = step_of(RFC_SECRET, "050471", now=now, after=0)
    assert found == (1111111111 // STEP_S if counts else None)


def test_a_step_that_was_used_counts_no_more():
    now = datetime.fromtimestamp(1111111111, UTC)
    step = 1111111111 // STEP_S
    assert step_of(RFC_SECRET, "050471", now=now, after=step - 1) == step
    assert step_of(RFC_SECRET, "050471", now=now, after=step) is None


@pytest.mark.parametrize("typed", ["", "05047", "0504711", "٠٥٠٤٧١", "050471\0", "x" * 10_000, "' OR 1=1 --"])
def test_what_is_no_code_is_none(typed):
    assert step_of(RFC_SECRET, typed, now=datetime.fromtimestamp(1111111111, UTC), after=0) is None


def test_a_secret_is_fresh_and_has_160_bits():
    assert new_secret() != new_secret()
    assert len(new_secret()) * 5 == 160
    assert grouped("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_an_app_reads_the_secret_and_whose_it_is():
    address = urlsplit(address_for_app(RFC_SECRET, login="mo@example.com", clinic_name="Corner: Skin & Co"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query)["secret"] == [RFC_SECRET]
    assert parse_qs(address.query)["issuer"] == ["Corner: Skin & Co"]
    assert "mo@example.com" in unquote(address.path)


def test_recovery_codes_are_ten_and_cannot_be_guessed():
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    assert {len(as_kept(code)) * 5 for code in codes} == {120}


@pytest.mark.parametrize("typed", ["7k2m-1o0l", " 7K2M 1O0L ", "7k2m1OOi", "7K2M—100I\n"])
def test_a_recovery_code_may_be_typed_as_it_was_read(typed):
    assert as_kept(typed) == "7k2m1001"
