from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.domain.catalogue import Severity
from recovery.domain.filing import Level, courses_of, file_among, file_latest, standing

METHOD = "derma_roller"


@pytest.mark.parametrize(
    ("day", "said", "expected"),
    [
        pytest.param(2, {}, Level.NONE, id="nothing noticed"),
        pytest.param(7, {"redness": 1}, Level.NONE, id="mild on the band's last day"),
        pytest.param(8, {"redness": 1}, Level.MEDIUM, id="mild past a band with a figure"),
        pytest.param(15, {"numbness": 1}, Level.MEDIUM, id="mild past the other band with a figure"),
        pytest.param(5, {"scabbing": 2}, Level.NONE, id="moderate on the last day of a band from words"),
        pytest.param(6, {"scabbing": 1}, Level.LOW, id="mild past a band from words"),
        pytest.param(6, {"scabbing": 2}, Level.MEDIUM, id="moderate past a band from words"),
        pytest.param(21, {"bruising": 2}, Level.NONE, id="moderate on the last day of a general band"),
        pytest.param(22, {"bruising": 1}, Level.LOW, id="mild past a general band"),
        pytest.param(22, {"bruising": 2}, Level.MEDIUM, id="moderate past a general band"),
        pytest.param(22, {"bruising": 1, "redness": 1}, Level.MEDIUM, id="the firmest of two past bands counts"),
        pytest.param(0, {"redness": 4}, Level.NONE, id="very severe on the day of the procedure"),
        pytest.param(1, {"redness": 2}, Level.NONE, id="moderate the day after"),
        pytest.param(1, {"redness": 3}, Level.HIGH, id="severe the day after"),
        pytest.param(2, {"wants_call": True}, Level.HIGH, id="asks for a call"),
        pytest.param(0, {"red_flags": ("fever",)}, Level.URGENT, id="warning sign on the day of the procedure"),
        pytest.param(
            9, {"red_flags": ("pus",), "wants_call": True, "redness": 4}, Level.URGENT, id="everything at once"
        ),
    ],
)
def test_how_soon_someone_should_look(day, said, expected, report, guide):
    last = report(day, **said)
    assert standing({day: last}, courses_of({day: last}), guide=guide, method=METHOD).level is expected


def test_what_went_after_its_band_asks_for_nothing_any_more(report, guide):
    reports = {8: report(8, redness=2), 9: report(9)}
    found = standing(reports, courses_of(reports), guide=guide, method=METHOD)
    assert (found.level, found.past_band, found.present, found.worst_side_effect) == (Level.NONE, 0, 0, None)


def test_the_worst_of_the_last_report_is_named(report, guide):
    last = report(4, redness=1, itching=3, flaking=2)
    found = standing({4: last}, courses_of({4: last}), guide=guide, method=METHOD)
    assert (found.worst, found.worst_side_effect, found.present) == (Severity.SEVERE, "itching", 3)


EFFECTS = ("redness", "bruising", "scabbing", "itching")
said = st.dictionaries(st.sampled_from(EFFECTS), st.integers(0, 4))
days_said = st.dictionaries(st.integers(0, 30), said, min_size=1, max_size=7)


@given(diary=days_said, random=st.randoms(use_true_random=False))
def test_reports_that_arrive_in_any_order_end_alike(diary, random, report, guide):
    flagged = {day: {"red_flags": ("pus",)} if random.random() < 0.2 else {} for day in diary}
    reports = {
        day: report(day, **severities, **flagged[day], wants_call=random.random() < 0.2)
        for day, severities in sorted(diary.items())
    }
    courses, in_order = {}, None
    for each in reports.values():
        stands = in_order.standing if in_order else None
        in_order = file_latest(each, courses=courses, stands=stands, guide=guide, method=METHOD)
        courses = {course.side_effect: course for course in in_order.courses}
    arrived, last = {}, None
    for day in random.sample(sorted(reports), len(reports)):
        last = file_among(reports[day], earlier=arrived, guide=guide, method=METHOD)
        arrived[day] = last.report
    assert {course.side_effect: course for course in last.courses} == courses == courses_of(reports)
    assert last.standing == in_order.standing


@settings(max_examples=30)
@given(diary=days_said, second=said)
def test_a_second_report_of_a_day_counts_as_if_it_were_the_only_one(diary, second, report, guide):
    reports = {day: report(day, **severities) for day, severities in diary.items()}
    day = min(reports)
    corrected = report(day, **second)
    filing = file_among(corrected, earlier=reports, guide=guide, method=METHOD)
    assert (filing.replaced, filing.report.revision) == (reports[day], 2)
    assert {course.side_effect: course for course in filing.courses} == courses_of({**reports, day: corrected})


def test_a_late_report_leaves_the_last_one_standing(report, guide):
    last = report(9, redness=1)
    late = report(3, redness=4, red_flags=("fever",))
    found = file_among(late, earlier={9: last}, guide=guide, method=METHOD).standing
    assert (found.last_day, found.last_at - last.reported_at, found.red_flag_day) == (9, timedelta(0), None)


def test_a_warning_sign_that_is_taken_back_stays_until_somebody_can_have_seen_it(report, guide):
    flagged = report(4, red_flags=("breathing",), wants_call=True)
    filing = file_among(report(4), earlier={4: flagged}, guide=guide, method=METHOD)
    assert (filing.report.red_flags, filing.standing.red_flag_day, filing.standing.call_day) == ((), 4, 4)


@pytest.mark.parametrize(
    ("flagged", "last", "expected"),
    [
        pytest.param(4, 5, 4, id="filed late for the day before a better one"),
        pytest.param(4, 7, 4, id="three days before the last report"),
        pytest.param(4, 8, None, id="four days before the last report"),
    ],
)
def test_a_better_day_does_not_take_a_warning_sign_off_the_list_at_once(flagged, last, expected, report, guide):
    sent = report(last)
    late = report(flagged, red_flags=("breathing",), wants_call=True)
    found = file_among(late, earlier={last: sent}, guide=guide, method=METHOD).standing
    assert (found.red_flag_day, found.call_day) == (expected, expected)
    assert (found.level is Level.URGENT) == (expected is not None)
