import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point, Status, missing_days, status, summarise

BAND = Band("redness", 3, 7, Basis.WORDS, Basis.FIGURE, says="within a week", source="guide")

courses = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(Severity)), min_size=1, max_size=25, unique_by=lambda pair: pair[0]
).map(lambda pairs: [Point(day, severity) for day, severity in sorted(pairs)])


@pytest.mark.parametrize(
    ("severities", "today", "expected"),
    [
        pytest.param("", 5, Status.NOT_KNOWN, id="never reported"),
        pytest.param("000", 2, Status.NONE_SO_FAR, id="only zeros"),
        pytest.param("000", 5, Status.NONE_SO_FAR, id="only zeros, the last three days ago"),
        pytest.param("000", 6, Status.NOT_KNOWN, id="only zeros, the last four days ago"),
        pytest.param("2", 0, Status.WITHIN_BAND, id="present before the band begins"),
        pytest.param("22211111", 7, Status.WITHIN_BAND, id="present on the band's last day"),
        pytest.param("222111111", 8, Status.PAST_BAND, id="present one day after it"),
        pytest.param("22211111", 10, Status.WITHIN_BAND, id="judged on the day of the last report, not today"),
        pytest.param("22211111", 11, Status.NOT_KNOWN, id="present, the last report four days ago"),
        pytest.param("222111111", 11, Status.PAST_BAND, id="past the band, the last report three days ago"),
        pytest.param("222111111", 12, Status.NOT_KNOWN, id="past the band, the last report four days ago"),
        pytest.param("2210", 3, Status.RESOLVED, id="gone today"),
        pytest.param("2210", 60, Status.RESOLVED, id="gone, and stays so without reports"),
        pytest.param("2..........0", 11, Status.RESOLVED, id="gone after the band"),
        pytest.param("2010", 3, Status.RESOLVED, id="came back and went again"),
        pytest.param("201", 2, Status.WITHIN_BAND, id="came back inside the band"),
        pytest.param("20......1", 8, Status.PAST_BAND, id="came back after the band"),
    ],
)
def test_a_course_stands_where_its_last_report_puts_it(severities, today, expected, course):
    assert status(course(severities), band=BAND, today=today) is expected


@given(courses)
def test_a_course_never_contradicts_its_points(points):
    found = summarise("redness", points)
    assert (
        found.ever_present == (found.peak > 0) == (found.first_present is not None) == (found.last_present is not None)
    )
    assert found.is_present == (points[-1].severity > 0)
    assert (found.clear_since is not None) == (found.ever_present and not found.is_present)
    if found.clear_since is not None:
        assert found.first_present <= found.last_present < found.clear_since <= found.last_day


@pytest.mark.parametrize(
    ("days", "last_due", "missed"),
    [
        pytest.param([], -1, (), id="nothing due yet"),
        pytest.param([], 2, (0, 1, 2), id="never reported"),
        pytest.param([0, 2, 9], 3, (1, 3), id="gaps, and a report after the last due day"),
        pytest.param(range(4), 3, (), id="every day reported"),
    ],
)
def test_a_missed_day_is_a_gap(days, last_due, missed):
    assert missing_days(days, last_due=last_due) == missed
