"""Which PINs may be chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.pin import COMMONEST, check_pin, holds_year, is_pattern
from recovery.errors import InvalidInput

TOO_EASY = [
    "000000", "777777", "123456", "234567", "987654", "890123", "121212", "123123", "112233", "123321", "159357",
    "147258", "852741", "258046", "100000", "919191", "998877",
]  # fmt: skip
GOOD = ["408215", "739182", "052816", "301970", "620418"]


def check(pin, *, again=None, year=None):
    return check_pin(pin, again=pin if again is None else again, year_of_birth=year)


@pytest.mark.parametrize("pin", sorted({*TOO_EASY, *COMMONEST}))
def test_a_pattern_is_no_pin(pin):
    with pytest.raises(InvalidInput, match="too easy to guess") as refused:
        check(pin)
    assert (refused.value.field, pin in str(refused.value)) == ("pin", False)


@pytest.mark.parametrize("pin", GOOD)
def test_any_other_six_digits_are_one(pin):
    assert check(pin) == pin
    assert check(f" {pin[:3]} {pin[3:]}\n", again=pin) == pin


@pytest.mark.parametrize(
    "typed", ["", "12345", "4082156", "40821a", "408.15", "４０８２１５", "٤٠٨٢١٥", "-40821", "x" * 10_000]
)
def test_only_six_plain_digits_are_taken(typed):
    with pytest.raises(InvalidInput, match="exactly 6 digits"):
        check(typed)


YEARS = [
    ("196815", True), ("151968", True), ("419680", True), ("240168", True), ("012468", True), ("682401", True),
    ("680124", True), ("993168", False), ("689931", False), ("301970", False), ("408215", False),
]  # fmt: skip


@pytest.mark.parametrize(("pin", "holds"), YEARS)
def test_the_own_year_of_birth_alone_or_in_a_date_is_too_easy(pin, holds):
    assert holds_year(pin, 1968) is holds
    if holds:
        with pytest.raises(InvalidInput, match="year of birth"):
            check(pin, year=1968)
    assert check(pin, year=None) == pin


def test_the_same_pin_is_asked_for_twice():
    with pytest.raises(InvalidInput, match="not the same") as refused:
        check("408215", again="408216")
    assert refused.value.field == "pin_again"


@given(st.integers(min_value=0, max_value=999_999).map("{:06}".format), st.integers(min_value=1900, max_value=2030))
def test_a_pin_is_taken_exactly_when_it_is_no_pattern_and_holds_no_year(pin, year):
    refused = None
    try:
        assert check(pin, year=year) == pin
    except InvalidInput as error:
        refused = str(error)
    assert (refused is not None) == (is_pattern(pin) or pin in COMMONEST or holds_year(pin, year))
    assert pin not in (refused or "")


def test_nearly_every_pin_may_be_chosen():
    refused = sum(is_pattern(f"{number:06}") or f"{number:06}" in COMMONEST for number in range(10**6))
    assert refused < 10_000
