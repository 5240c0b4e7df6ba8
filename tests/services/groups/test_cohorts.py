"""What recovery looks like in a group agrees with counting the reports themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.cohort_choice import CohortChoice, ComparedBy
from recovery.domain.groups import Group
from recovery.domain.identifiers import as_text
from recovery.domain.months import Month
from recovery.domain.report import due_days
from recovery.errors import InvalidInput
from recovery.services.groups import cohorts
from recovery.services.people import closing
from recovery.store import group_courses, one_effect, summary_cells, summary_treatments

ALL = Group(Month(2000, 1), Month(2030, 12))


@pytest.fixture
def twelve(practice):
    """Twelve whose redness was gone on day 4 or 5, treated two days apart each."""
    for place in range(12):
        face = practice.enrol(name=f"Ada {place}", days_ago=10 + 2 * place, entered_days_ago=10 + 2 * place)
        for day in range(7):
            practice.report(face, day, redness=min(4, max(0, 4 - day + place % 2)))
    return practice


def see(practice, group=ALL):
    return cohorts.cohort(practice.office, practice.manager, group=group)


def test_before_anyone_reports_there_is_nothing(practice):
    practice.enrol()
    shown = see(practice)
    assert (shown.has_reports, shown.has_severities) == (False, False)
    assert {glance.ever for glance in shown.glances.values()} == {None}


def test_a_side_effect_is_told_from_the_limit_on(practice):
    for place in range(11):
        assert see(practice).glances["redness"].ever is None
        practice.report(practice.enrol(name=f"Ada {place}", days_ago=3), 1, redness=2)
    redness = see(practice).glances["redness"]
    assert (redness.reported, redness.ever) == (11, 11)
    assert (redness.course.days[0].n, redness.course.days[0].shares) == (11, (0, 0, 1, 0, 0))
    assert see(practice).glances["itching"].ever is None


def test_half_were_clear_when_the_reports_say_so(twelve):
    redness = see(twelve).glances["redness"]
    assert (redness.median.after, redness.median.by) == (3, 4)
    found = cohorts.recovery_of_group(twelve.office, twelve.clinician, group=ALL, side_effect="redness")
    assert (found.ever, found.evaluable, found.past_band, found.clear_by_band.value) == (12, 12, 0, 1)
    assert found.median == redness.median


def test_a_new_report_is_counted_at_the_next_look(twelve):
    before = see(twelve)
    assert see(twelve) is before
    twelve.report(twelve.enrol(name="Cyd", days_ago=3), 1, redness=1)
    assert see(twelve).glances["redness"].ever == before.glances["redness"].ever + 1


def test_another_clinic_sees_its_own(twelve, other_clinic):
    shown = cohorts.cohort(twelve.office, other_clinic.manager, group=ALL)
    assert not shown.has_reports
    assert cohorts.followed(twelve.office, other_clinic.manager, group=ALL, now=twelve.now).treatments == 0


def test_of_a_large_group_severities_are_not_told_and_all_else_is(twelve, monkeypatch):
    monkeypatch.setattr(group_courses, "TREATMENTS_WITH_SCORES", 1)
    shown = see(twelve, replace(ALL, area="face"))
    assert (shown.has_reports, shown.has_severities) == (True, False)
    assert (shown.glances["redness"].ever, shown.glances["redness"].course.days) == (12, ())
    found = cohorts.followed(twelve.office, twelve.manager, group=replace(ALL, area="face"), now=twelve.now)
    assert (found.treatments, found.reports, found.received) == (12, None, None)


@pytest.mark.parametrize("part", [{}, {"area": "face"}, {"method": "derma_roller"}, {"area": "neck"}])
def test_reports_received_are_those_due_that_came(twelve, part):
    """Against going through the treatments one by one."""
    today, expected = twelve.clinic.today(twelve.now), [0, 0, 0, 0]
    last_due = twelve.office.guide.last_due_day("derma_roller")
    late = twelve.enrol(name="Late", days_ago=6, entered_days_ago=4)
    early = twelve.enrol(name="Early", days_ago=3, entered_days_ago=3)
    twelve.report(late, 1)
    twelve.report(late, 3)
    twelve.report(early, 3)
    for days_ago, entered, days in [(10 + 2 * each, None, range(7)) for each in range(12)] + [
        (6, 4, (1, 3)),
        (3, None, (3,)),
    ]:
        procedure = today - timedelta(days_ago)
        due_from = None if entered is None else today - timedelta(entered)
        due = due_days(procedure=procedure, closed_on=None, today=today, last_due=last_due, due_from=due_from)
        for at, more in enumerate((1, len(days), len(due), len(set(days) & set(due)))):
            expected[at] += more
    found = cohorts.followed(twelve.office, twelve.manager, group=replace(ALL, **part), now=twelve.now)
    wanted = [0, 0, 0, 0] if part == {"area": "neck"} else expected
    assert [found.treatments, found.reports, found.due, found.received] == wanted


def test_a_treatment_that_nobody_has_reported_on_is_counted_at_the_next_look(twelve):
    def look():
        return cohorts.followed(twelve.office, twelve.manager, group=ALL, now=twelve.now)

    before = look()
    twelve.enrol(name="New", days_ago=2, entered_days_ago=2)
    assert (look().treatments, look().due) == (before.treatments + 1, before.due + 2)


def test_reports_received_of_some_months_and_one_clinician_are_theirs(twelve):
    colleague = twelve.colleague()
    today = twelve.clinic.today(twelve.now)
    group = Group(Month.of(today), Month.of(today), clinician_id=twelve.clinician.subject_id)
    this_month = [each for each in range(12) if Month.of(today - timedelta(10 + 2 * each)) == Month.of(today)]
    found = cohorts.followed(twelve.office, twelve.manager, group=group, now=twelve.now)
    assert found.treatments == len(this_month) > 0
    theirs = replace(group, clinician_id=colleague.subject_id)
    assert cohorts.followed(twelve.office, twelve.manager, group=theirs, now=twelve.now).treatments == 0


def test_the_summary_counts_the_reports_that_came_by_another_way_and_finds_the_same(twelve):
    """Among them entered late, closed early, closed and reported on the same day, not begun, and without a report."""
    late = twelve.enrol(name="Late", days_ago=9, entered_days_ago=3)
    for day in (1, 5, 6, 8, 9):
        twelve.report(late, day, redness=1)
    closed = twelve.enrol(name="Closed", days_ago=8, entered_days_ago=8, method="laser")
    for day in (0, 8):
        twelve.report(closed, day)
    closing.close_treatment(twelve.office, twelve.clinician, treatment_id=closed.treatment_id, now=twelve.now)
    twelve.enrol(name="Planned", days_ago=-2)
    twelve.enrol(name="Silent", days_ago=30, entered_days_ago=30)
    today = twelve.clinic.today(twelve.now)
    with twelve.office.store.reading() as db:
        found = summary_treatments.treatments(db, 1, ())
        places = summary_cells.received(db, 1, found, twelve.office.guide, today=today)
    for method in ("derma_roller", "laser"):
        found = cohorts.followed(twelve.office, twelve.manager, group=replace(ALL, method=method), now=twelve.now)
        own = [each for place, each in places.items() if place.method == method]
        assert [found.treatments, found.reports, found.due, found.received] == [
            sum(getattr(each, name) for each in own) for name in ("treatments", "reports", "due", "of_due")
        ]


def compare(practice, by, *among):
    choice = CohortChoice("redness", compare=by, among=among)
    return cohorts.compared(practice.office, practice.clinician, choice=choice, now=practice.now)


def test_methods_are_compared_against_one_day_and_the_small_ones_told_as_such(twelve):
    twelve.report(twelve.enrol(name="Laser", days_ago=5, method="laser"), 1, redness=3)
    found = compare(twelve, ComparedBy.METHOD, "laser", "derma_roller")
    assert [group.method for group, _ in found.groups] == ["laser", "derma_roller"]
    assert [each.ever for _, each in found.groups] == [1, 12]
    assert [bool(each.curve) for _, each in found.groups] == [False, True]
    assert {each.band_end for _, each in found.groups} == {found.band.band.to_day}
    assert [told for _, _, told in found.contrasts] == [None]


def test_two_groups_that_are_the_same_do_not_differ(twelve):
    colleague = as_text(twelve.colleague().subject_id)
    mine = as_text(twelve.clinician.subject_id)
    found = compare(twelve, ComparedBy.CLINICIAN, mine, colleague)
    assert [each.ever for _, each in found.groups] == [12, 0]
    periods = compare(twelve, ComparedBy.PERIOD, "years")
    assert [each.ever for _, each in periods.groups] == [0, 12]
    assert compare(twelve, ComparedBy.METHOD, "laser") == cohorts.NOTHING_COMPARED
    assert compare(twelve, None) == cohorts.NOTHING_COMPARED


def test_one_side_effect_alone_counts_as_among_all(twelve):
    catalogue = twelve.office.guide.catalogue
    with twelve.office.store.reading() as db:
        for group in (ALL, replace(ALL, area="face"), replace(ALL, method="laser")):
            found = one_effect.ends(db, 1, group, "redness", catalogue)
            whole = cohorts.counts_of_group(twelve.office, twelve.manager, group=group)
            assert found.resolutions == {of: n for of, n in whole.resolutions.items() if of.side_effect == "redness"}
            assert found.peaks == {of: n for of, n in whole.peaks.items() if of.side_effect == "redness"}


@pytest.mark.parametrize("among", [("0000000000001", "0000000000002")])
def test_somebody_who_is_no_clinician_cannot_be_compared(twelve, among):
    with pytest.raises(InvalidInput, match="no such clinician"):
        compare(twelve, ComparedBy.CLINICIAN, *among)
