"""How far the day axis of a treatment's pictures reaches."""

from types import SimpleNamespace

import pytest

from recovery.ui.components.course_card import axis_span


@pytest.mark.parametrize(
    ("band_ends", "last_report", "today", "span"),
    [
        pytest.param((7, 21), 5, 9, 21, id="the widest band"),
        pytest.param((7,), 9, 12, 12, id="today, after bands and reports"),
        pytest.param((21,), 29, 40, 40, id="the days of a silence"),
        pytest.param((7,), 9, 18, 18, id="as long a silence as what was told"),
        pytest.param((7,), 9, 19, 9, id="a longer one, which would squeeze the courses"),
        pytest.param((7,), None, -3, 7, id="before the procedure"),
    ],
)
def test_the_axis_reaches_to_today(band_ends, last_report, today, span):
    course = None if last_report is None else SimpleNamespace(last_day=last_report)
    found = [SimpleNamespace(band=SimpleNamespace(to_day=end), course=course, today=today) for end in band_ends]
    assert axis_span(found) == span


def test_without_a_side_effect_there_is_no_axis():
    assert axis_span([]) == 0
