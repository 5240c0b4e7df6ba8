"""Who looks like whom: names, years and contacts as people write them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.clinic import Patient
from recovery.domain.lookalikes import Likeness, contact_key, likenesses, looks_of, search_key

NAME_AND_YEAR, CONTACT, NAME = Likeness.NAME_AND_YEAR, Likeness.CONTACT, Likeness.NAME

ADA = Patient(1, "P-ADA01", "Ada Example", "+1 901 555 0100", 1980, "II")


def alike(patient=ADA, *, name="Bea Other", contact="", year=None):
    return likenesses(looks_of(name=name, contact=contact, year_of_birth=year), patient)


@pytest.mark.parametrize(
    ("entered", "known", "found"),
    [
        pytest.param(1980, 1980, (NAME_AND_YEAR,), id="the same year"),
        pytest.param(1981, 1980, (), id="another year"),
        pytest.param(None, 1980, (NAME,), id="no year entered"),
        pytest.param(1980, None, (NAME,), id="no year known"),
        pytest.param(None, None, (NAME,), id="no year at all"),
    ],
)
def test_the_same_name_counts_unless_the_years_differ(entered, known, found):
    assert alike(replace(ADA, year_of_birth=known), name="Ada Example", year=entered) == found


@pytest.mark.parametrize(
    ("entered", "known"),
    [
        pytest.param("ada  EXAMPLE ", "Ada Example", id="case and space"),
        pytest.param("Zoe Nandu", "Zoë Ñandú", id="accents"),
        pytest.param("Example, Ada", "Ada Example", id="family name first with a comma"),
        pytest.param("Example Ada", "Ada Example", id="family name first"),
        pytest.param("Ada Example", "Example, Ada", id="entered with a comma before"),
        pytest.param("van der Berg Ada", "Ada van der Berg", id="a family name of three words"),
        pytest.param("Ada\u200b Exam\u00adple", "Ada Example", id="signs that nobody sees"),
        pytest.param("\u200fمحمد علي", "محمد علي", id="a right-to-left mark"),
        pytest.param("ＡＤＡ Example", "Ada Example", id="wide letters"),
        pytest.param("李", "李", id="one word"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(entered, known):
    assert alike(replace(ADA, name=known), name=entered) == (NAME,)


@pytest.mark.parametrize(
    "name", ["Ada Examples", "Ada", "Example", "Ada B Example", "Ida Example", "", " ", ",", "%", "\u200b"]
)
def test_another_name_is_another_person(name):
    assert alike(name=name) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("+1 901 555 0100", "(901) 555-0100", id="with and without the country"),
        pytest.param("0171 2345678", "+49 171 2345678", id="with and without the trunk prefix"),
        pytest.param("555 0100", "555-0100", id="seven digits"),
        pytest.param("Ada@Example.com", " ada@example.com", id="an address"),
        pytest.param("a\u200bda@example.com", "ada@example.com", id="an address with a sign that nobody sees"),
        pytest.param("٥٥٥ ٠١٠٠", "555 0100", id="Arabic digits"),
        pytest.param("５５５０１００", "5550100", id="wide digits"),
    ],
)
def test_a_contact_is_the_same_however_it_is_written(one, other):
    assert alike(replace(ADA, contact=other), contact=one) == (CONTACT,)


@pytest.mark.parametrize("contact", ["", "room 12", "ask her sister", "12345", "=1+1", "<b>"])
def test_what_is_neither_phone_nor_address_is_shared_by_nobody(contact):
    assert contact_key(contact) == ""
    assert alike(replace(ADA, contact=contact), contact=contact) == ()


def test_the_surest_likeness_comes_first():
    assert alike(name="Ada Example", contact=ADA.contact, year=1980) == (NAME_AND_YEAR, CONTACT)
    assert alike(name="Ada Example", contact=ADA.contact) == (CONTACT, NAME)
    assert alike(name="Bea Other", contact=ADA.contact, year=1999) == (CONTACT,)


def test_the_archived_are_noticed_and_the_erased_are_not():
    when = datetime(2026, 7, 15, tzinfo=UTC)
    assert alike(replace(ADA, archived_at=when), name="Ada Example") == (NAME,)
    assert alike(replace(ADA, erased_at=when), name="Ada Example", contact=ADA.contact, year=1980) == ()


@given(st.text(max_size=40), st.text(max_size=40), st.none() | st.integers(1900, 2026))
def test_whoever_has_a_name_looks_like_themselves_and_each_likeness_holds_both_ways(name, contact, year):
    one = Patient(1, "P-1", name, contact, year, None)
    found = alike(one, name=name, contact=contact, year=year)
    named = {NAME_AND_YEAR, NAME} & set(found)
    assert bool(named) == bool(search_key(name).replace(",", " ").split())
    assert (CONTACT in found) == bool(contact_key(contact))


@given(st.text(max_size=40))
def test_few_writings_are_looked_for_whatever_the_name(name):
    assert len(looks_of(name=name * 20, contact="", year_of_birth=None).names) <= 7
    assert "" not in looks_of(name=name, contact="", year_of_birth=None).names
