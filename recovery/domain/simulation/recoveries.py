"""Invented recoveries: what a treatment does to someone, and how faithfully they report it."""

from collections.abc import Mapping, Sequence
from random import Random

from recovery.domain.catalogue import Catalogue, RedFlag, Tier
from recovery.domain.report import LATE_DAYS
from recovery.domain.simulation.diary import Diary
from recovery.domain.simulation.notes import note_on, words_for
from recovery.domain.simulation.profiles import Profile, profile

LAST_DAY = 28
"""Reports are asked for daily until the last band ends, and taken for a week more."""

SAYS_NOTHING = 0.05
"""Share of patients who never report: 13 % in the tracker of docs/domain.md section 1, fewer where staff ask."""

WOBBLES = 0.07
"""Share of days on which somebody taps another level beside the right one, the milder more often."""

RELAPSES = 0.04
NOTES = 0.09
FLAGS = 0.015
CALLS = 0.025
AMENDS = 0.012
FILES_LATE = 0.2
"""Share of missed days that are filed later after all."""

STOPS_WHEN_CLEAR = 0.08
"""Share of those with nothing left to report who stop on any one day."""

Course = Sequence[int]


def draw_recovery(
    rng: Random, *, catalogue: Catalogue, method: str, areas: tuple[str, ...], today: int
) -> Diary:  # fmt: skip
    """The diary of one treatment up to its day `today`; empty before the procedure."""
    heals = rng.lognormvariate(0, 0.12)
    courses = _courses(rng, catalogue, method, heals)
    days, late = _days(rng, courses, min(today, LAST_DAY), today)
    flagged = _flagged(rng, catalogue, courses, days)
    notes = {day: note_on(rng, _present(courses, day)) for day in days if rng.random() < NOTES}
    return Diary(
        courses=courses,
        days=days,
        worst_in={slug: rng.choice(areas) for slug in courses},
        notes={**notes, **{day: words_for(flag.slug, rng) for day, flag in flagged.items()}},
        red_flags={day: (flag.slug,) for day, flag in flagged.items()},
        calls=_calls(rng, days),
        late=late,
        amended=_amended(rng, courses, days, late),
    )


def draw_course(rng: Random, figures: Profile, *, heals: float = 1.0) -> Course:
    """Severities a day from day 0, rising to a peak and falling until the side effect has gone."""
    starts = rng.randint(*figures.starts)
    peak_day = starts + rng.randint(*figures.rises_for)
    gone = max(peak_day + 1, round(rng.lognormvariate(0, figures.spread) * figures.gone * heals))
    peak = rng.choices((1, 2, 3, 4), figures.peaks)[0]
    rise = [max(1, peak - (peak_day - day)) for day in range(starts, peak_day)]
    fall = [-(-peak * (gone - day) // (gone - peak_day)) for day in range(peak_day, gone)]
    wobbled = [_wobbled(rng, level) for level in (*rise, *fall)]
    return [0] * starts + wobbled


def _wobbled(rng: Random, level: int) -> int:
    if rng.random() >= WOBBLES:
        return level
    return min(4, max(1, level + rng.choice((-1, -1, 1))))


def _courses(rng: Random, catalogue: Catalogue, method: str, heals: float) -> dict[str, Course]:
    courses = {}
    for effect in catalogue.active:
        figures = profile(side_effect=effect.slug, method=method)
        if rng.random() < figures.share:
            courses[effect.slug] = draw_course(rng, figures, heals=heals)
    if courses and rng.random() < RELAPSES:
        slug = next(iter(courses))
        back = [0] * rng.randint(2, 4) + [rng.choice((1, 2))] * rng.randint(2, 3)
        courses[slug] = [*courses[slug], *back]
    return courses


def _present(courses: Mapping[str, Course], day: int) -> dict[str, int]:
    return {slug: course[day] for slug, course in courses.items() if day < len(course) and course[day]}


def _days(rng: Random, courses: Mapping[str, Course], last: int, today: int) -> tuple[list[int], dict[int, int]]:
    """The reported days up to `last`, and how many days late some were filed."""
    days: list[int] = []
    late: dict[int, int] = {}
    if rng.random() < SAYS_NOTHING:
        return days, late
    faithful = rng.betavariate(7, 1)
    loses_interest = rng.expovariate(1 / 60)
    all_clear = max((len(course) for course in courses.values()), default=0)
    for day in range(last + 1):
        if day > loses_interest or (day > all_clear and rng.random() < STOPS_WHEN_CLEAR):
            break
        if rng.random() < faithful:
            days.append(day)
        elif rng.random() < FILES_LATE and day < today:
            late[day] = rng.randint(1, min(3, LATE_DAYS, today - day))
            days.append(day)
    return days, late


def _flagged(
    rng: Random, catalogue: Catalogue, courses: Mapping[str, Course], days: Sequence[int]
) -> dict[int, RedFlag]:
    if rng.random() >= FLAGS or not catalogue.red_flags:
        return {}
    felt = [day for day in days if _present(courses, day)]
    likely = [1 if flag.tier is Tier.EMERGENCY else 6 for flag in catalogue.red_flags]
    return {rng.choice(felt): rng.choices(catalogue.red_flags, likely)[0]} if felt else {}


def _calls(rng: Random, days: Sequence[int]) -> tuple[int, ...]:
    return (rng.choice(days),) if days and rng.random() < CALLS else ()


def _amended(
    rng: Random, courses: Mapping[str, Course], days: Sequence[int], late: Mapping[int, int]
) -> dict[int, tuple[str, int]]:
    amended = {}
    for day in days:
        if rng.random() < AMENDS and day not in late and (present := _present(courses, day)):
            amended[day] = (rng.choice(list(present)), 0)
    return amended
