from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.store import histories
from recovery.store.bulk_histories import Recent, histories_in_bulk
from recovery.store.rows import START


@pytest.fixture
def followed(practice, other_clinic):
    """Ada has many reports, one of them replaced; Bea has one; Cyd is elsewhere; Dot reported nothing."""
    ada, bea = practice.enrol(days_ago=9), practice.enrol(name="Bea Other", days_ago=2, method="laser")
    cyd, dot = other_clinic.enrol(name="Cyd Elsewhere", days_ago=2), practice.enrol(name="Dot Silent", days_ago=40)
    for day, severity in ((1, 3), (4, 0), (8, 2), (8, 1)):
        practice.report(ada, day, redness=severity, itching=1)
    practice.report(bea, 2, redness=1)
    other_clinic.report(cyd, 1, numbness=2)
    return {"Ada": ada, "Bea": bea, "Cyd": cyd, "Dot": dot}


def by_name(found, followed):
    names = {patient.treatment_id: name for name, patient in followed.items()}
    return {names[each.treatment.treatment_id]: each for each in found}


@pytest.mark.parametrize("limit", [1, 2, 300])
def test_many_histories_are_what_each_is_by_itself(limit, followed, office):
    catalogue, found, after = office.guide.catalogue, [], START
    with office.store.reading() as db:
        while some := histories_in_bulk(db, catalogue, after=after, limit=limit):
            found += some
            after = some[-1].key
        alone = [histories.history(db, *each.key, catalogue) for each in found]
    assert [each.history for each in found] == alone
    assert [each.key for each in found] == sorted(each.key for each in found)
    assert by_name(found, followed).keys() == followed.keys()
    assert by_name(found, followed)["Bea"].treatment == replace(followed["Bea"].treatment, version=1)
    assert by_name(found, followed)["Dot"].history.days == []


def test_a_clinic_may_be_named(followed, office):
    with office.store.reading() as db:
        found = histories_in_bulk(db, office.guide.catalogue, clinic_id=2)
    assert by_name(found, followed).keys() == {"Cyd"}


def test_recent_ones_are_those_treated_or_heard_of_since(followed, office, practice):
    today = practice.clinic.today(practice.now)
    only = Recent(procedures_since=today - timedelta(days=5), heard_since=practice.now - timedelta(days=2))
    with office.store.reading() as db:
        found = histories_in_bulk(db, office.guide.catalogue, only=only)
    assert by_name(found, followed).keys() == {"Ada", "Bea", "Cyd"}
