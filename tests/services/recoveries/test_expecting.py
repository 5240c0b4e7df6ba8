"""What earlier patients did beside one treatment: who counts, who may see it, and when nothing is told."""

from dataclasses import replace

import pytest

from recovery.domain.resolution import Interval
from recovery.errors import NotAllowed, NotFound
from recovery.services import clinics
from recovery.services.groups import cohorts
from recovery.services.people import closing
from recovery.services.recoveries import expecting
from recovery.store import counts

LIMIT = 11
"""Patients that the settings ask for at least before anything of them is told."""


@pytest.fixture
def patient(practice):
    """Someone on day 5 whose redness was there on each day so far."""
    who = practice.enrol(days_ago=5)
    for day in (1, 3, 5):
        practice.report(who, day, redness=2)
    return who


@pytest.fixture
def crowd(practice):
    """Adds people whose redness lasted until day 5 and was gone on day 7, and who reported on days 1, 5 and 7."""

    def add(count, *, method="derma_roller"):
        for number in range(count):
            who = practice.enrol(days_ago=20, name=f"Earlier {number}", method=method)
            for day, redness in ((1, 3), (5, 1), (7, 0)):
                practice.report(who, day, **({"redness": redness} if redness else {}))

    return add


def beside(practice, who):
    return expecting.of_patient(practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now)


def beside_own(practice, who):
    return expecting.of_own(practice.office, who.visitor, treatment_id=who.treatment_id, now=practice.now)


def allow(practice):
    clinics.change_clinic(practice.office, {"shows_expected": True}, now=practice.now)


def test_earlier_patients_are_told_with_how_many_they_are_and_what_became_of_them(practice, patient, crowd):
    crowd(LIMIT)
    found = beside(practice, patient)["redness"]
    assert found.n == LIMIT
    assert [(day.day, day.n, day.median) for day in found.course.days] == [(1, LIMIT, 3), (5, LIMIT, 1), (7, LIMIT, 0)]
    assert (found.outlook.day, found.outlook.n, found.outlook.half_by) == (5, LIMIT, Interval(5, 7))


def test_below_the_limit_nothing_is_told_however_much_the_patient_reported(practice, patient, crowd):
    crowd(LIMIT - 1)
    assert beside(practice, patient) == {}


@pytest.mark.parametrize("reports", [0, 4])
def test_nobody_is_compared_with_themselves(practice, crowd, reports):
    crowd(LIMIT)
    who = practice.enrol(days_ago=5)
    practice.report(who, 1, redness=1, now=practice.now)
    before = beside(practice, who)["redness"]
    for day in range(2, 2 + reports):
        practice.report(who, day, redness=4, now=practice.now)
        practice.report(who, day, redness=3, now=practice.now)
    after = beside(practice, who)["redness"]
    assert (after.n, after.course) == (before.n, before.course)


def test_another_method_is_not_the_same_way(practice, patient, crowd):
    crowd(LIMIT, method="laser")
    assert beside(practice, patient) == {}


def test_a_side_effect_that_one_never_had_is_not_told(practice, patient, crowd):
    crowd(LIMIT)
    assert set(beside(practice, patient)) == {"redness"}, "though all of them reported no itching"


@pytest.mark.parametrize(
    ("reported", "now_day"),
    [pytest.param({4: 2, 5: 0}, 5, id="it is gone"), pytest.param({1: 2}, 5, id="the last report is old")],
)
def test_there_is_no_outlook_where_there_is_nothing_to_look_out_for(practice, crowd, reported, now_day):
    crowd(LIMIT)
    who = practice.enrol(days_ago=now_day)
    for day, redness in reported.items():
        practice.report(who, day, **({"redness": redness} if redness else {}))
    found = beside(practice, who)["redness"]
    assert found.course.days
    assert found.outlook is None


def test_there_is_no_outlook_once_the_recovery_is_closed(practice, patient, crowd):
    crowd(LIMIT)
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    assert beside(practice, patient)["redness"].outlook is None


def test_the_next_report_of_anybody_is_told_at_once(practice, patient, crowd):
    crowd(LIMIT)
    assert beside(practice, patient)["redness"].n == LIMIT
    crowd(1)
    assert beside(practice, patient)["redness"].n == LIMIT + 1


def test_counts_are_read_again_only_when_they_changed(practice, patient, crowd, monkeypatch):
    crowd(LIMIT)
    read, reading = [], counts.counts
    monkeypatch.setattr(counts, "counts", lambda *asked: read.append(asked) or reading(*asked))
    first = beside(practice, patient)
    assert (beside(practice, patient), len(read)) == (first, 1)
    practice.report(patient, 4, redness=1, now=practice.now)
    beside(practice, patient)
    assert len(read) == 2


def test_the_setting_for_small_counts_is_asked(practice, patient, crowd):
    crowd(5)
    office = replace(practice.office, settings=replace(practice.office.settings, small_cell_limit=5))
    found = expecting.of_patient(office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    assert found["redness"].n == 5


def test_patients_see_it_only_where_their_clinic_says_so(practice, patient, crowd):
    crowd(LIMIT)
    assert beside_own(practice, patient) == {}
    allow(practice)
    assert beside_own(practice, patient) == beside(practice, patient) != {}
    clinics.change_clinic(practice.office, {"shows_expected": False}, now=practice.now)
    assert beside_own(practice, patient) == {}


def test_nobody_sees_it_beside_a_treatment_of_somebody_else(practice, patient, crowd, other_clinic):
    allow(practice)
    stranger = practice.enrol(name="Bea Other")
    asked = {"treatment_id": patient.treatment_id, "now": practice.now}
    with pytest.raises(NotFound):
        expecting.of_own(practice.office, stranger.visitor, **asked)
    with pytest.raises(NotFound):
        expecting.of_patient(practice.office, other_clinic.clinician, **asked)
    for call, visitor in ((expecting.of_own, practice.clinician), (expecting.of_patient, practice.manager)):
        with pytest.raises(NotAllowed):
            call(practice.office, visitor, **asked)


def test_what_is_told_is_what_the_cohort_has_less_the_treatment_itself(practice, patient, crowd):
    crowd(LIMIT)
    group = cohorts.everything(practice.office, practice.clinician, now=practice.now)
    whole = cohorts.counts_of_group(practice.office, practice.clinician, group=group)
    assert sum(n for peak, n in whole.peaks.items() if peak.side_effect == "redness") == LIMIT + 1
    assert beside(practice, patient)["redness"].n == LIMIT
