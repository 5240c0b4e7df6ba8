"""Whether one course was gone by a band's last day, as a summary counts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point, summarise
from recovery.domain.summary.measures import Ended, ended
from recovery.domain.summary.summing import Outcomes

courses = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(Severity)), min_size=1, max_size=25, unique_by=lambda pair: pair[0]
).map(lambda pairs: [Point(day, severity) for day, severity in sorted(pairs)])


def gone_by(course, day):
    """What is said of one course that was ever present, None when nobody can say."""
    one = Outcomes(ends={(course.last_present, course.clear_since): 1}, peaks={course.peak: 1})
    found = ended(one, Band("redness", 0, day, Basis.WORDS, Basis.FIGURE, says="", source="guide"))
    past = course.last_present > day
    said = {True: Ended(clear=1), False: Ended(not_clear=1, past=int(past)), None: Ended(not_known=1)}
    return next(answer for answer, counted in said.items() if counted == found)


@pytest.mark.parametrize(
    ("severities", "day", "expected"),
    [
        pytest.param("210", 2, True, id="first zero on the day"),
        pytest.param("210", 9, True, id="zeros before the day"),
        pytest.param("210", 1, False, id="present on the day"),
        pytest.param("2103", 2, False, id="came back after the day"),
        pytest.param("21.0", 2, None, id="gone between reports on both sides of the day"),
        pytest.param("21", 2, None, id="lost from sight before the day while present"),
        pytest.param("2101.", 4, None, id="came back, then lost from sight"),
        pytest.param("0001", 3, False, id="began late"),
    ],
)
def test_gone_by_a_day_is_said_only_when_the_reports_can_say_it(severities, day, expected, course):
    assert gone_by(course(severities), day) is expected


@given(courses, st.integers(0, 40))
def test_gone_by_a_day_is_what_every_way_of_filling_the_gaps_agrees_on(points, day):
    present = [point.day for point in points if point.severity]
    if not present:
        return
    zeros = [point.day for point in points if not point.severity and point.day > max(present)]
    went = range(max(present) + 1, (min(zeros) if zeros else 10_000) + 1)  # every first clear day that fits
    answers = {first_clear <= day for first_clear in (went[0], went[-1])}
    assert gone_by(summarise("redness", points), day) is (answers.pop() if len(answers) == 1 else None)
