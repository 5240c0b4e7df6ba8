"""What a summary is made of, against counting the treatments one by one."""

from collections import Counter
from datetime import timedelta
from itertools import combinations

import pytest

from recovery.domain.summing import By, Received, all_outcomes
from recovery.services import reviewing
from recovery.store import alert_cells, summary_cells
from recovery.store.summary_treatments import treatments

EVERY_GROUPING = [each for size in range(len(By) + 1) for each in combinations(By, size)]


@pytest.fixture
def busy(practice):
    """Recoveries of four months: by two methods, some closed early, some entered late, some of today."""
    practice = practice.watching()
    for days_ago, method, areas, entered, diary in (
        (100, "derma_roller", ("face", "neck"), 100, {0: 2, 3: 1, 9: 0, 30: 0}),
        (60, "derma_roller", ("face",), 55, {1: 3, 5: 0}),
        (60, "laser", ("neck",), 60, {2: 2, 22: 1, 23: 0}),
        (30, "laser", ("face",), 30, dict.fromkeys(range(10), 1)),
        (10, "derma_roller", ("hands",), 7, {2: 0, 4: 0}),
        (0, "laser", ("face",), 0, {0: 3}),
        (2, "laser", ("face",), 2, {}),
    ):
        patient = practice.enrol(days_ago=days_ago, method=method, areas=areas, entered_days_ago=entered)
        for day, severity in diary.items():
            practice.report(patient, day, redness=severity)
    with practice.office.store.writing() as db:
        on_day_5 = "UPDATE treatment SET closed_on = date(procedure_date, '+5 days') WHERE procedure_date = ?"
        db.conn.execute(on_day_5, ((practice.clinic.today(practice.now) - timedelta(days=30)).isoformat(),))
    return practice


def received(practice, dimensions=(), clinic_id=1):
    with practice.office.store.reading() as db:
        today = practice.clinic.today(practice.now)
        return summary_cells.received(
            db, clinic_id, treatments(db, clinic_id, dimensions), practice.office.guide, today=today
        )


def outcomes(practice, dimensions=(), clinic_id=1):
    with practice.office.store.reading() as db:
        found = treatments(db, clinic_id, dimensions)
        return summary_cells.outcomes(db, clinic_id, found, practice.office.guide.catalogue)


def test_what_is_due_adds_up_to_what_each_treatment_asks_for(busy):
    said, counted = Counter(), Counter()
    with busy.office.store.reading() as db:
        ids = [row[0] for row in db.conn.execute("SELECT treatment_id FROM treatment")]
    for treatment_id in ids:
        found = reviewing.recovery(busy.office, busy.clinician, treatment_id=treatment_id, now=busy.now)
        last_due = busy.office.guide.last_due_day(found.treatment.method)
        due = found.treatment.due(today=found.today, last_due=last_due)
        came = len(set(due) & set(found.reports))
        said.update({(found.treatment.method, "came"): came, (found.treatment.method, "due"): len(due)})
    for place, each in received(busy).items():
        counted.update({(place.method, "came"): each.of_due, (place.method, "due"): each.due})
    assert counted == said


@pytest.mark.parametrize("dimensions", EVERY_GROUPING, ids=" and ".join)
def test_groups_add_up_to_what_the_counts_say(dimensions, busy):
    whole, parts = received(busy), {}
    for place, each in received(busy, dimensions).items():
        assert len(place.cell) == len(dimensions)
        parts[place._replace(cell=())] = parts.get(place._replace(cell=()), Received()) + each
    assert parts == whole
    summed = {}
    for (place, slug), each in outcomes(busy, dimensions).items():
        key = place._replace(cell=()), slug
        summed[key] = all_outcomes([summed[key], each]) if key in summed else each
    assert summed == outcomes(busy)


def test_two_ages_of_one_band_are_counted_together(busy):
    for _ in range(2):
        busy.report(busy.enrol(days_ago=2), 1, redness=4)
    with busy.office.store.writing() as db:
        db.conn.execute("UPDATE patient SET year_of_birth = 1980 + rowid % 2")
    test_groups_add_up_to_what_the_counts_say((By.AGE_BAND,), busy)
    test_alerts_by_group_are_those_of_all((By.AGE_BAND,), busy)


def test_treatments_reports_and_dues_of_one_method(busy):
    of_laser = [each for place, each in received(busy).items() if place.method == "laser"]
    assert sum(each.treatments for each in of_laser) == 4
    assert sum(each.reports for each in of_laser) == 14
    # 22 of the one that is over, 5 of the one closed on day 5, 0 of today's, 2 of the one of two days ago
    assert sum(each.due for each in of_laser) == 22 + 5 + 0 + 2
    assert sum(each.of_due for each in of_laser) == 1 + 5


def test_a_report_of_before_the_entry_is_not_one_that_was_due(busy):
    (each,) = [each for place, each in received(busy, (By.AREA,)).items() if place.cell == ("hands",)]
    assert each == Received(treatments=1, reports=2, due=7, of_due=1)


def test_nothing_of_another_clinic_is_counted(busy, other_clinic):
    before = received(busy), outcomes(busy), received(busy, (By.SKIN_TYPE,))
    other_clinic.report(other_clinic.enrol(days_ago=30), 1, redness=4)
    assert (received(busy), outcomes(busy), received(busy, (By.SKIN_TYPE,))) == before
    assert sum(each.reports for each in received(busy, clinic_id=2).values()) == 1


@pytest.mark.parametrize("dimensions", EVERY_GROUPING[:6], ids=" and ".join)
def test_alerts_by_group_are_those_of_all(dimensions, busy):
    def counted(by):
        with busy.office.store.reading() as db:
            found = alert_cells.tallies(db, 1, treatments(db, 1, by), busy.office.guide.catalogue, now=busy.now)
        summed = Counter()
        for place, kinds in found.items():
            summed.update({(place.method, place.month, kind): tally.alerts for kind, tally in kinds.items()})
        return summed

    assert counted(dimensions) == counted(())
    assert counted(()).total() > 2
