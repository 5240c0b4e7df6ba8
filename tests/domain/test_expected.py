"""Earlier patients beside one treatment, and what is said of them."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.counting import Counts, Peak, Resolution, Severities, add_up, counts_of
from recovery.domain.expected import Expected, expected, others
from recovery.domain.filing import courses_of
from recovery.domain.finding import findings
from recovery.domain.history import history_of
from recovery.domain.outlook import Outlook
from recovery.domain.resolution import Interval, Range
from recovery.domain.wording.outlook import (
    clinician_outlook,
    no_outlook,
    not_compared,
    others_here,
    patient_outlook,
    who_they_are,
)

LIMIT = 11

diaries = st.dictionaries(st.integers(0, 12), st.integers(0, 4), max_size=6)


@pytest.fixture(scope="session")
def found(guide, report):
    """The finding of redness in a diary {day: severity}, as it stands on day `today`."""

    def find(diary, *, today):
        reports = {day: report(day, redness=severity) for day, severity in diary.items()}
        by_slug = {f.effect.slug: f for f in findings(reports, guide=guide, method="derma_roller", today=today)}
        return by_slug["redness"]

    return find


@pytest.fixture(scope="session")
def counted(report):
    """What a diary of redness adds to the counts."""

    def count(diary):
        history = history_of({day: report(day, redness=severity) for day, severity in diary.items()})
        return counts_of(history, courses_of(history).values())

    return count


def held(counts: Counts):
    return [dict(each) for each in (counts.reports, counts.severities, counts.resolutions, counts.peaks)]


@given(mine=diaries, theirs=st.lists(diaries, max_size=4))
def test_the_others_are_everybody_less_oneself(counted, mine, theirs):
    rest = add_up(counted(diary) for diary in theirs)
    whole = add_up([rest, counted(mine)])
    assert held(others(whole, counted(mine))) == held(rest)


@given(mine=diaries)
def test_nothing_is_counted_less_than_not_at_all(counted, mine):
    assert held(others(Counts(), counted(mine))) == [{}, {}, {}, {}]


def alike(n, *, after=6, by=7):
    """So many others whose redness was mild on day 5 and went in (after, by]."""
    return Counts(
        reports={5: n},
        severities={Severities("redness", 5, 1): n},
        resolutions={Resolution("redness", after, by): n},
        peaks={Peak("redness", 1): n},
    )


@pytest.mark.parametrize(("n", "is_told"), [(LIMIT - 1, False), (LIMIT, True)])
def test_the_limit_is_the_least_that_is_told(found, n, is_told):
    told = expected(alike(n), [found({4: 1, 5: 1}, today=5)], goes_on=True, limit=LIMIT)
    assert ("redness" in told) is is_told
    assert not is_told or told["redness"].outlook.n == n


def test_a_course_may_be_told_where_an_outlook_may_not(found):
    both = add_up([alike(LIMIT - 1), alike(5, after=3, by=5)])
    told = expected(both, [found({5: 1}, today=5)], goes_on=True, limit=LIMIT)["redness"]
    assert told.course.days[0].n == LIMIT + 4
    assert told.outlook is None


def outlook(*, n=214, day=5, half=(6, 7), steps=(), between=None):
    half_by = Interval(*map(float, half)) if half else None
    half_range = Range(*map(float, between or (half[0] + 1, half[1]))) if half else None
    told = steps or ((half[0], 0.354), (half[1], 0.668)) if half else steps
    return Expected(n, None, Outlook("redness", day, n, told, half_by, half_range))


SHARES = "about 35% were clear by day 6, about 67% by day 7"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (outlook(), f"Of 214 other treatments that still had redness on day 5, {SHARES}."),
        (
            outlook(n=1_214, half=(6, 9)),
            (
                "Of 1,214 other treatments that still had redness on day 5, about 35% were clear by day 6, "
                "about 67% by day 9."
            ),
        ),
        (
            outlook(between=(7, 11)),
            f"Of 214 other treatments that still had redness on day 5, {SHARES} (half by day 7 to 11).",
        ),
        (
            outlook(between=(6, inf)),
            f"Of 214 other treatments that still had redness on day 5, {SHARES} (half by day 6 or later).",
        ),
        (
            outlook(half=(5, 6), steps=((6, 0.999),)),
            "Of 214 other treatments that still had redness on day 5, nearly all were clear by day 6.",
        ),
        (
            outlook(half=None, steps=((6, 0.1), (8, 0.4))),
            (
                "Of 214 other treatments that still had redness on day 5, about 40% were clear by day 8; "
                "their reports end there."
            ),
        ),
        (
            outlook(half=None),
            "Of 214 other treatments that still had redness on day 5: their reports end there.",
        ),
        (Expected(214, None, None), ""),
    ],
)  # fmt: skip
def test_clinicians_read_how_many_and_by_when(found, told, words):
    assert clinician_outlook(told, found({5: 1}, today=5)) == words


def test_where_nothing_is_said_of_earlier_patients_it_is_said_why(found):
    had_it, gone = found({5: 1}, today=5), found({4: 1, 5: 0}, today=5)
    few = no_outlook(Expected(214, None, None), had_it, limit=LIMIT)
    assert few == "Fewer than 11 other treatments still had redness on day 5: no outlook."
    assert no_outlook(None, had_it, limit=LIMIT) == (
        "On no day did 11 other treatments or more report on redness: not compared."
    )
    assert not_compared("Laser", limit=LIMIT) == (
        "On no day did 11 other laser treatments or more report: not compared."
    )
    for finding in (gone, replace(had_it, is_closed=True)):
        assert no_outlook(Expected(214, None, None), finding, limit=LIMIT) == ""
    assert no_outlook(outlook(), had_it, limit=LIMIT) == ""


PLAIN = (
    "Of 214 other treatments of the same kind here, still with redness on day 5, about half or more "
    "no longer had it by day 7. "
    "Everybody heals differently."
)


@pytest.mark.parametrize(
    ("told", "diary", "words"),
    [
        pytest.param(outlook(), {5: 1}, PLAIN, id="within its usual time"),
        pytest.param(
            outlook(half=(6, 9)), {5: 1},
            PLAIN.replace("by day 7", "by day 9") + " If you still have it after day 7, ask us all the same.",
            id="longer than usual for many",
        ),
        pytest.param(outlook(day=9, half=(10, 11)), {9: 1}, "", id="past its usual time one asks the practice"),
        pytest.param(outlook(), {5: 4}, "", id="what is severe is for the practice"),
        pytest.param(outlook(half=None, steps=((8, 0.4),)), {5: 1}, "", id="their reports end too soon"),
        pytest.param(Expected(9, None, None), {5: 1}, "", id="too few"),
    ],
)  # fmt: skip
def test_patients_read_what_others_did_and_no_promise(found, told, diary, words):
    assert patient_outlook(told, found(diary, today=max(diary))) == words


def test_who_is_counted_is_said_to_both():
    assert who_they_are("Laser").startswith("Other treatments: all others by laser on record here")
    assert "is no promise" in others_here()
