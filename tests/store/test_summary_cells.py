"""What a summary is made of, against counting the treatments one by one."""

from collections import Counter
from datetime import timedelta
from itertools import combinations, cycle

import pytest

from recovery.domain.months import Month
from recovery.domain.summary.summing import By, Place, Received, all_outcomes
from recovery.services.recoveries import reviewing
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


BAND_OF = {None: "", 2007: "under 20", 2006: "20-29", 1986: "40-49", 1977: "40-49", 1937: "80-89", 1936: "90 and over"}
"""The age band, in 2026, of who was born in each year."""

SKIN_TYPES = (None, "II", "IV")

_TREATED = """
SELECT t.treatment_id, t.method, t.procedure_date, t.clinician_id, t.areas, p.year_of_birth, p.skin_type,
       (SELECT count(*) FROM report AS r WHERE r.treatment_id = t.treatment_id)
FROM treatment AS t JOIN patient AS p ON p.patient_id = t.patient_id
"""

_PEAKS = "SELECT treatment_id, side_effect, max(severity) FROM score GROUP BY treatment_id, side_effect"


def test_each_place_holds_the_treatments_that_their_rows_put_there(busy):
    for _ in range(2 * len(BAND_OF)):
        busy.report(busy.enrol(days_ago=30), 1, redness=2)
    with busy.office.store.writing() as db:
        ids = [row[0] for row in db.conn.execute("SELECT patient_id FROM patient ORDER BY rowid").fetchall()]
        known = zip(cycle(BAND_OF), cycle(SKIN_TYPES), ids)
        db.conn.executemany("UPDATE patient SET year_of_birth = ?, skin_type = ? WHERE patient_id = ?", known)
        treated, peaks = db.conn.execute(_TREATED).fetchall(), db.conn.execute(_PEAKS).fetchall()
    slugs = {number: effect.slug for number, effect in busy.office.guide.catalogue.by_number.items()}
    for dimensions in EVERY_GROUPING:
        place_of = {row[0]: placed(row, dimensions) for row in treated}
        number, reports = Counter(place_of.values()), Counter()
        for treatment_id, *_, n in treated:
            reports[place_of[treatment_id]] += n
        found = received(busy, dimensions)
        assert {place: each.treatments for place, each in found.items()} == number
        assert Counter({place: each.reports for place, each in found.items()}) == reports
        assert Counter((place_of[treatment_id], slugs[effect], peak) for treatment_id, effect, peak in peaks) == {
            (*of, peak): n for of, each in outcomes(busy, dimensions).items() for peak, n in each.peaks.items()
        }


def placed(row, dimensions):
    _, method, procedure, clinician, areas, born, skin_type, _ = row
    category = {By.CLINICIAN: str(clinician), By.AREA: areas, By.AGE_BAND: BAND_OF[born], By.SKIN_TYPE: skin_type or ""}
    return Place(method, Month.read(procedure[:7]), tuple(category[by] for by in dimensions))


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
