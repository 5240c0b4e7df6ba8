from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.course import Point, summarise
from recovery.domain.report import due_days
from recovery.domain.summary import CourseKind, Schedule, summarise_group, weighted_median

TODAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("began", "closed", "due"),
    [
        pytest.param(0, None, 0, id="today's report is not due before the day is over"),
        pytest.param(1, None, 1, id="yesterday's procedure: day 0 is due"),
        pytest.param(21, None, 21, id="days 0 to 20"),
        pytest.param(22, None, 22, id="the last due day is over"),
        pytest.param(400, None, 22, id="nothing more is due for ever after"),
        pytest.param(10, 4, 6, id="closed four days ago, on day 6"),
        pytest.param(10, 10, 0, id="closed on the day of the procedure"),
        pytest.param(-5, None, 0, id="booked ahead"),
    ],
)
def test_reports_fall_due_daily_until_the_widest_band_ends(began, closed, due):
    closed_on = None if closed is None else TODAY - timedelta(days=closed)
    procedure = TODAY - timedelta(days=began)
    assert due_days(procedure=procedure, closed_on=closed_on, today=TODAY, last_due=21) == range(due)


@pytest.mark.parametrize(
    ("began", "clear", "expected"),
    [
        pytest.param(7, 3, None, id="clear early, but the band's last day is not over"),
        pytest.param(8, 3, True, id="clear early, and the last day is over"),
        pytest.param(8, None, False, id="still there on the last day"),
    ],
)
def test_who_cleared_early_counts_only_once_all_could_have(began, clear, expected, guide):
    kind = CourseKind("derma_roller", "redness", 2, 7 if clear is None else 1, clear, TODAY - timedelta(days=began))
    band = guide.band(method="derma_roller", side_effect="redness")
    assert kind.cleared_in_time(band, today=TODAY) is expected


@given(st.lists(st.integers(0, 4), max_size=30))
def test_the_median_of_counts_is_the_median_of_values(values):
    assert weighted_median(Counter(values).items()) == (median(values) if values else None)


diary = st.dictionaries(
    st.integers(0, 30), st.dictionaries(st.sampled_from(["redness", "bruising"]), st.integers(0, 4)), max_size=8
)
treatments = st.lists(
    st.tuples(
        st.sampled_from(["derma_roller", "laser"]),
        st.integers(-3, 60),
        st.none() | st.integers(0, 30),
        st.none() | st.integers(-2, 40),
        diary,
    ),
    max_size=12,
)


@given(group=treatments)
def test_group_figures_agree_with_counting_treatment_by_treatment(group, guide):
    schedules, reports, kinds = Counter(), Counter(), Counter()
    for method, *dates, days in group:
        schedule = _schedule(method, *dates)
        schedules[schedule] += 1
        reports.update((schedule, day) for day in days)
        for slug, points in _points(days).items():
            course = summarise(slug, points)
            ended = course.last_present, course.clear_since
            kinds[CourseKind(method, slug, course.peak, *ended, schedule.procedure)] += 1
    rows = summarise_group(treatments=schedules, reports=reports, courses=kinds, guide=guide, today=TODAY)
    methods = {method for method, *_ in group}
    assert [(row.side_effect, row.method) for row in rows] == [
        (effect.slug, method.slug)
        for effect in guide.catalogue.side_effects
        for method in guide.catalogue.methods
        if method.slug in methods
    ]
    for row in rows:
        own = [(*_schedule(*treatment[:-1]).__dict__.values(), treatment[-1]) for treatment in group]
        assert row == _counted(row, [treatment for treatment in own if treatment[0] == row.method], guide)


def _schedule(method, began, closed, entered):
    ago = [None if days is None else TODAY - timedelta(days=days) for days in (began, closed, entered)]
    return Schedule(method, *ago)


def _points(days):
    points = {}
    for day in sorted(days):
        for slug, severity in days[day].items():
            points.setdefault(slug, []).append(Point(day, severity))
    return points


def _counted(row, own, guide):
    """The same row, counted the long way round from the diaries."""
    due = [
        (days, day)
        for _, procedure, closed_on, due_from, days in own
        for day in range(22)
        if (due_from or procedure) <= procedure + timedelta(days=day) < min(TODAY, closed_on or TODAY)
    ]
    to_day = guide.band(method=row.method, side_effect=row.side_effect).to_day
    series = [
        (procedure, {day: said[row.side_effect] for day, said in days.items() if row.side_effect in said})
        for _, procedure, _, _, days in own
    ]
    reporting = [severities for _, severities in series if severities]
    had = [severities for severities in reporting if any(severities.values())]
    ends = [
        _gone_by(severities, to_day) if (TODAY - procedure).days > to_day else None
        for procedure, severities in series
        if any(severities.values())
    ]
    return type(row)(
        side_effect=row.side_effect,
        method=row.method,
        band=guide.band(method=row.method, side_effect=row.side_effect),
        treatments=len(own),
        reports=sum(len(days) for *_, days in own),
        due=len(due),
        received_of_due=sum(day in days for days, day in due),
        reported=len(reporting),
        ever=len(had),
        median_peak=median(max(severities.values()) for severities in had) if had else None,
        clear=ends.count(True),
        evaluable=len(ends) - ends.count(None),
    )


def _gone_by(severities, day):
    if any(level and reported >= day for reported, level in severities.items()):
        return False
    since_last = [reported for reported in severities if reported > max(d for d, level in severities.items() if level)]
    return True if any(reported <= day for reported in since_last) else None


def test_shares_are_said_only_where_there_is_something_to_share(guide):
    schedule = Schedule("laser", TODAY, None)
    row = summarise_group(
        treatments=Counter({schedule: 3}), reports=Counter(), courses=Counter(), guide=guide, today=TODAY
    )[0]
    assert (row.treatments, row.share_ever, row.share_clear, row.share_received, row.median_peak) == (3, *[None] * 4)
