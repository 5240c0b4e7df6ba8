"""What one more report changes: where the treatment stands, its courses, and its alerts."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.domain.catalogue import Severity
from recovery.domain.filing import Watch, alerts_of, courses_of, file, standing
from recovery.domain.history import History, history_of
from recovery.domain.rules import Rule
from tests.domain.diaries import METHOD, START, present


@pytest.fixture(scope="session")
def filed(guide):
    """File reports one after the other with nobody watching; what the last one changed."""

    def file_all(*reports):
        history, in_force, filing = History(), {}, None
        for each in reports:
            filing = file(
                each, history=history, replaced=in_force.get(each.day), guide=guide, method=METHOD, watch=None
            )  # fmt: skip
            in_force[each.day] = filing.report
            history = history.with_report(filing.report)
        return filing

    return file_all


@pytest.mark.parametrize(
    ("day", "said", "expected"),
    [
        pytest.param(2, {}, (0, 0), id="nothing noticed"),
        pytest.param(7, {"redness": 1}, (1, 0), id="on a band's last day"),
        pytest.param(8, {"redness": 1}, (1, 1), id="one day past a band"),
        pytest.param(8, {"redness": 1, "scabbing": 2, "itching": 3}, (3, 2), id="past two of three bands"),
        pytest.param(22, {"bruising": 1, "itching": 1}, (2, 2), id="past general bands"),
    ],
)
def test_how_many_side_effects_are_present_and_past_their_bands(day, said, expected, report, filed):
    found = filed(report(day, **said)).standing
    assert (found.present, found.past_band) == expected


def test_what_went_after_its_band_counts_no_more(report, filed):
    found = filed(report(8, redness=2), report(9)).standing
    assert (found.past_band, found.present, found.worst, found.worst_side_effect) == (0, 0, Severity.NONE, None)


def test_the_worst_of_the_last_report_is_named(report, filed):
    found = filed(report(4, redness=1, itching=3, flaking=2)).standing
    assert (found.worst, found.worst_side_effect, found.present) == (Severity.SEVERE, "itching", 3)


def test_a_late_report_leaves_the_last_one_standing(report, filed):
    last, late = report(9, redness=1), report(3, redness=4, red_flags=("fever",))
    found = filed(last, late).standing
    assert (found.last_day, found.last_at - last.reported_at, found.worst) == (9, timedelta(0), Severity.MILD)


EFFECTS = ("redness", "bruising", "scabbing", "itching")
said = st.dictionaries(st.sampled_from(EFFECTS), st.integers(0, 4))
days_said = st.dictionaries(st.integers(0, 30), said, min_size=1, max_size=7)


@given(diary=days_said, random=st.randoms(use_true_random=False))
def test_reports_that_arrive_in_any_order_end_alike(diary, random, report, filed, guide):
    reports = {day: report(day, **severities) for day, severities in sorted(diary.items())}
    in_order = filed(*reports.values())
    shuffled = filed(*random.sample(list(reports.values()), len(reports)))
    history = history_of(reports)
    courses = courses_of(history)
    assert {course.side_effect: course for course in shuffled.courses} == courses
    assert sorted(shuffled.courses, key=str) == sorted(in_order.courses, key=str)
    assert shuffled.standing == in_order.standing == standing(history, courses, bands=guide.bands_of(METHOD))


@settings(max_examples=30)
@given(diary=days_said, second=said)
def test_a_second_report_of_a_day_counts_as_if_it_were_the_only_one(diary, second, report, filed):
    reports = {day: report(day, **severities) for day, severities in diary.items()}
    day = min(reports)
    corrected = report(day, **second)
    filing = filed(*reports.values(), corrected)
    assert (filing.replaced, filing.report.revision) == (reports[day], 2)
    assert {course.side_effect: course for course in filing.courses} == courses_of(
        history_of({**reports, day: corrected})
    )


def test_where_nobody_watches_no_alert_follows(report, filed):
    assert filed(report(4, redness=4, red_flags=("pus",), wants_call=True)).alerts == ()


@pytest.mark.parametrize(
    ("opens_from", "filed_day", "opened"),
    [
        pytest.param(0, None, {Rule.RED_FLAG, Rule.SEVERE}, id="watched from the beginning"),
        pytest.param(4, None, {Rule.RED_FLAG, Rule.SEVERE}, id="watched from that day on"),
        pytest.param(5, None, set(), id="watched from the day after"),
        pytest.param(5, 4, {Rule.RED_FLAG, Rule.SEVERE}, id="filed only now"),
        pytest.param(5, 3, set(), id="another day filed only now"),
    ],
)
def test_alerts_are_opened_for_days_since_somebody_watches_or_that_are_filed_only_now(
    opens_from, filed_day, opened, report, guide
):
    history = history_of({4: report(4, redness=3, red_flags=("pus",))})
    watch = Watch(1, [], present(5), opens_from, iter(range(1, 9)).__next__, START)
    changes = alerts_of(history, guide=guide, method=METHOD, watch=watch, filed_day=filed_day)
    assert {change.alert.rule for change in changes} == opened


@pytest.mark.parametrize(
    ("opens_from", "opened"),
    [
        pytest.param(0, {Rule.SILENT, Rule.PAST_BAND}, id="watched from the beginning"),
        pytest.param(9, {Rule.SILENT, Rule.PAST_BAND}, id="watched from today on, before this night's evaluation"),
        pytest.param(99, {Rule.SILENT, Rule.PAST_BAND}, id="watched from much later on"),
        pytest.param(None, set(), id="closed"),
    ],
)
def test_what_waits_for_a_report_opens_whatever_its_day(opens_from, opened, report, guide):
    history = history_of({4: report(4, redness=2)})
    watch = Watch(1, [], present(9), opens_from, iter(range(1, 9)).__next__, START)
    changes = alerts_of(history, guide=guide, method=METHOD, watch=watch)
    assert {change.alert.rule for change in changes} == opened
