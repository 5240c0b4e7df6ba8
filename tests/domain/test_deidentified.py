"""Which traits are held back: no row may show what few people have together."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.deidentified import (
    NOTHING,
    Held,
    Traits,
    is_chosen,
    over_before,
    shown_traits,
    told_before,
    traits_of,
    whole_years,
)
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.errors import InvalidInput

LIMIT = 5

MANY = Traits("laser", 2026, "face", "40-49", "III")
OLD = MANY._replace(age_band="90 and over")
OTHER, FURTHER = Traits("ultrasound", 2025, "hands", None, None), Traits("laser", 2024, "neck", None, "I")


def looks(shown, people):
    """How many people show each combination."""
    found = Counter()
    for traits, n in people.items():
        found[shown[traits]] += n
    return found


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        pytest.param({}, {}, id="nobody"),
        pytest.param({MANY: 5}, {MANY: MANY}, id="as many as the limit"),
        pytest.param(
            {MANY: 9, OLD: 5}, {MANY: MANY, OLD: OLD}, id="each combination has enough"
        ),
        pytest.param(
            {MANY: 4, OLD: 1},
            dict.fromkeys([MANY, OLD], MANY._replace(age_band=Held.BACK)),
            id="together they are enough without their ages",
        ),
        pytest.param(
            {MANY: 9, OLD: 1},
            dict.fromkeys([MANY, OLD], MANY._replace(age_band=Held.BACK)),
            id="one alone would stand out by what is held back",
        ),
        pytest.param(
            {MANY: 9, MANY._replace(areas="neck"): 8, OLD: 1},
            {
                MANY._replace(areas="neck"): MANY._replace(areas="neck"),
                **dict.fromkeys([MANY, OLD], MANY._replace(age_band=Held.BACK)),
            },
            id="those most alike hide the one",
        ),
        pytest.param({MANY: 9, OTHER: 1}, dict.fromkeys([MANY, OTHER], NOTHING), id="one who is like nobody"),
        pytest.param(
            {MANY: 9, OTHER: 1, FURTHER: 1},
            dict.fromkeys([MANY, OTHER, FURTHER], NOTHING),
            id="two who are like nobody, one of them by method",
        ),
        pytest.param(
            {MANY: 3, MANY._replace(method="ultrasound", year=2025): 3},
            dict.fromkeys([MANY, MANY._replace(method="ultrasound", year=2025)], NOTHING),
            id="nothing in common",
        ),
        pytest.param(
            {MANY: 3, MANY._replace(method="ultrasound"): 3},
            dict.fromkeys([MANY, MANY._replace(method="ultrasound")], NOTHING._replace(year=2026)),
            id="the year alone",
        ),
        pytest.param(
            {MANY._replace(skin_type=None): 5, MANY: 5},
            {MANY._replace(skin_type=None): MANY._replace(skin_type=None), MANY: MANY},
            id="not on record is a value of its own",
        ),
    ],
)  # fmt: skip
def test_what_few_have_together_is_held_back(people, expected):
    assert shown_traits(people, limit=LIMIT) == expected


@pytest.mark.parametrize("n", [1, LIMIT - 1])
def test_rows_of_fewer_people_than_the_limit_are_refused(n):
    with pytest.raises(InvalidInput, match=f"Fewer than {LIMIT} patients") as refused:
        shown_traits({MANY: n}, limit=LIMIT)
    assert str(n) not in str(refused.value).replace(str(LIMIT), "")


TRAITS = st.builds(
    Traits,
    st.sampled_from(["laser", "derma_roller"]),
    st.sampled_from([2025, 2026]),
    st.sampled_from(["face", "neck", "face neck"]),
    st.sampled_from([None, "30-39", "40-49", "90 and over"]),
    st.sampled_from([None, "I", "VI"]),
)

PEOPLE = st.dictionaries(TRAITS, st.integers(1, 12), max_size=25).filter(
    lambda people: not 0 < sum(people.values()) < LIMIT
)


@given(PEOPLE)
def test_nobody_shows_what_fewer_than_the_limit_show(people):
    shown = shown_traits(people, limit=LIMIT)
    assert shown.keys() == people.keys()
    assert min(looks(shown, people).values(), default=LIMIT) >= LIMIT


@given(PEOPLE)
def test_what_is_shown_is_true(people):
    for traits, look in shown_traits(people, limit=LIMIT).items():
        assert all(told in (known, Held.BACK) for known, told in zip(traits, look, strict=True))


@given(PEOPLE, st.randoms())
def test_it_does_not_matter_who_came_first(people, random):
    again = list(people.items())
    random.shuffle(again)
    assert shown_traits(dict(again), limit=LIMIT) == shown_traits(people, limit=LIMIT)


EVER = Group(Month(2000, 1), Month(2030, 12))

CHOICES = st.builds(
    Group,
    st.just(Month(2025, 1)),
    st.sampled_from([Month(2025, 12), Month(2026, 12)]),
    method=st.sampled_from([None, "laser"]),
    area=st.sampled_from([None, "face"]),
    age_band=st.sampled_from([None, "90 and over"]),
    skin_type=st.sampled_from([None, "VI"]),
)


@given(PEOPLE, CHOICES, CHOICES)
def test_files_of_two_choices_differ_by_many_people_or_by_none(people, one, other):
    """Whoever takes one file from another is left with whole combinations, each of many."""
    shown = shown_traits(people, limit=LIMIT)
    files = [{look for look in shown.values() if is_chosen(look, group, every_year=False)} for group in (one, other)]
    found = looks(shown, people)
    for rest in (files[0] - files[1], files[1] - files[0], files[0] & files[1]):
        assert not 0 < sum(found[look] for look in rest) < LIMIT


def test_choosing_by_the_true_traits_would_leave_one_person_alone():
    """The same attack on a file whose choice looks behind what is held back: it must succeed for the test to count."""
    people = {MANY: 4, OLD: 1}
    taken = {traits for traits in people if traits.age_band == "90 and over"}
    assert sum(people[traits] for traits in taken) == 1


@pytest.mark.parametrize(
    ("shown", "group", "every_year", "expected"),
    [
        pytest.param(MANY, EVER, False, True, id="everything"),
        pytest.param(MANY, Group(Month(2027, 1), Month(2027, 12)), False, False, id="another year"),
        pytest.param(NOTHING, EVER, True, True, id="nothing shown, and nothing chosen"),
        pytest.param(NOTHING, EVER, False, False, id="nothing shown, and some years chosen"),
        pytest.param(NOTHING, Group(Month(2026, 1), Month(2026, 12), method="laser"), True, False, id="not told"),
        pytest.param(
            MANY._replace(areas="face neck"), Group(Month(2026, 1), Month(2026, 1), area="neck"), False, True,
            id="one of its areas",
        ),
        pytest.param(MANY, Group(Month(2026, 1), Month(2026, 1), area="fac"), False, False, id="half an area's name"),
        pytest.param(
            MANY._replace(age_band=None), Group(Month(2026, 1), Month(2026, 1), age_band="30-39"), False, False,
            id="age not on record",
        ),
    ],
)  # fmt: skip
def test_a_choice_sees_what_is_shown(shown, group, every_year, expected):
    assert is_chosen(shown, group, every_year=every_year) is expected


def test_the_period_is_of_whole_years():
    chosen = whole_years(Group(Month(2025, 3), Month(2026, 4), method="laser"))
    assert chosen == Group(Month(2025, 1), Month(2026, 12), method="laser")


def test_one_clinicians_patients_cannot_be_chosen():
    with pytest.raises(InvalidInput, match="do not say who treated"):
        whole_years(Group(Month(2025, 3), Month(2026, 4), clinician_id=7))


def test_a_recovery_is_over_when_its_last_report_would_have_come_late():
    assert over_before(date(2026, 7, 15), last_due=21) == date(2026, 6, 17)


@pytest.mark.parametrize(
    ("today", "before"),
    [
        pytest.param(date(2026, 1, 9), date(2026, 1, 1), id="in January the running year is a week"),
        pytest.param(date(2026, 6, 30), date(2026, 1, 1), id="to the end of June"),
        pytest.param(date(2026, 7, 1), date(2027, 1, 1), id="from July on it is half a year"),
    ],
)
def test_the_running_year_is_told_once_it_says_no_month(today, before):
    assert told_before(today) == before


@pytest.mark.parametrize(
    ("born", "band"), [(1936, "90 and over"), (1930, "90 and over"), (1937, "80-89"), (None, None)]
)
def test_ages_from_90_on_are_one_band(born, band):
    traits = traits_of("laser", 2026, "face", born, "II")
    assert traits == Traits("laser", 2026, "face", band, "II")
