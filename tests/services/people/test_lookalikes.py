"""Nobody is enrolled twice unseen, at one desk or at two."""

import json
import threading
from dataclasses import replace

import pytest

from recovery.domain.lookalikes import Likeness, looks_of
from recovery.errors import Conflict, InvalidInput, LooksAlike, NotAllowed
from recovery.services.people import closing, enrolling, lookalikes, patients
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry
from recovery.services.people.lookalikes import SHOWN, Lookalikes

ADA = PatientEntry("Ada Example", "+1 901 555 0123", 1980, "II")


def enrol(practice, entry=ADA, **more):
    today = practice.clinic.today(practice.now)
    treatment = TreatmentEntry("laser", ("face",), today, practice.clinician.subject_id)
    return enrolling.enrol(
        practice.office, practice.clinician, patient=entry, treatment=treatment, now=practice.now, **more
    )[0]


def alike(practice, *, name="", contact="", year=None, but=None):
    looks = looks_of(name=name, contact=contact, year_of_birth=year)
    return lookalikes.alike(practice.office, practice.clinician, looks=looks, but=but)


def enrolled(practice):
    return enrolling.search(practice.office, practice.clinician, words="", page=1, archived=True)[1]


@pytest.mark.parametrize(
    ("changed", "noticed"),
    [
        pytest.param({}, True, id="the very same"),
        pytest.param({"contact": ""}, True, id="name and year"),
        pytest.param({"contact": "", "year_of_birth": None}, True, id="a year is missing"),
        pytest.param({"name": "Bea Other", "contact": "901-555-0123"}, True, id="the contact alone"),
        pytest.param({"name": "EXAMPLE, Ada", "contact": ""}, True, id="the name in another way"),
        pytest.param({"contact": "", "year_of_birth": 1981}, False, id="another year"),
        pytest.param({"name": "Bea Other", "contact": "555 0199"}, False, id="somebody else"),
    ],
)
def test_who_may_be_enrolled_already_is_refused_with_their_ids(changed, noticed, practice):
    first = enrol(practice)
    if not noticed:
        enrol(practice, replace(ADA, **changed))
        return
    with pytest.raises(LooksAlike, match="enrolled already") as refused:
        enrol(practice, replace(ADA, **changed))
    assert isinstance(refused.value, Conflict)
    assert refused.value.ids == {first.patient_id}
    assert not any(known in str(refused.value) for known in ("Ada", "Example", "555"))
    assert enrolled(practice) == 1


def test_whoever_was_seen_to_be_somebody_else_is_enrolled_and_the_trail_says_so(practice):
    first = enrol(practice)
    second = enrol(practice, even_so={first.patient_id})
    assert second.code != first.code
    with pytest.raises(LooksAlike) as refused:
        enrol(practice, even_so={first.patient_id})  # a second click on "It is somebody else"
    assert refused.value.ids == {first.patient_id, second.patient_id}
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT details FROM audit WHERE action = 'enrolled a patient' ORDER BY seq").fetchall()
    assert [json.loads(details).get("others_alike") for (details,) in rows] == [None, 1]


def test_of_desks_that_enrol_the_same_person_at_once_one_does(practice):
    gate, outcomes = threading.Barrier(6), []

    def desk():
        gate.wait()
        try:
            outcomes.append(enrol(practice).patient_id)
        except LooksAlike as refused:
            outcomes.append(refused.ids)

    desks = [threading.Thread(target=desk) for _ in range(6)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    (one,) = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert outcomes.count({one}) == 5
    assert enrolled(practice) == 1


def test_a_wrong_entry_is_said_before_who_looks_alike(practice):
    enrol(practice)
    with pytest.raises(InvalidInput, match="year of birth"):
        enrol(practice, replace(ADA, year_of_birth=1066))


def test_what_tells_them_apart_comes_with_them_the_surest_first(practice):
    by_name = enrol(practice, replace(ADA, contact="", year_of_birth=None))
    sure = enrol(practice, even_so={by_name.patient_id})
    found = alike(practice, name="Ada Example", contact="901 555 0123", year=1980)
    assert [(each.patient, each.why) for each in found.shown] == [
        (sure, (Likeness.NAME_AND_YEAR, Likeness.CONTACT)), (by_name, (Likeness.NAME,)),
    ]  # fmt: skip
    assert {each.last.method for each in found.shown} == {"laser"}
    assert found.ids == {sure.patient_id, by_name.patient_id}
    assert alike(practice, name="Ada Example", but=sure.patient_id).ids == {by_name.patient_id}


def test_a_common_name_shows_some_and_knows_all(practice):
    for _ in range(SHOWN + 2):
        practice.enrol(name="Ada Example")
    found = alike(practice, name="ada example")
    assert (len(found.shown), len(found.ids)) == (SHOWN, SHOWN + 2)


@pytest.mark.parametrize("name", ["", " ", "\u200b", "x" * 10_000, "%", "_", "' OR 1=1 --", "<b>", "=1+1"])
def test_half_an_entry_looks_like_nobody(name, practice):
    enrol(practice)
    assert alike(practice, name=name, contact=name) == Lookalikes()


def test_the_archived_are_noticed_and_the_erased_never(practice):
    who = practice.enrol(name="Ada Example")
    closing.close_treatment(practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now)
    patients.archive(practice.office, practice.clinician, patient_id=who.patient.patient_id, now=practice.now)
    (found,) = alike(practice, name="Ada Example").shown
    assert found.patient.archived_at == practice.now
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE patient SET erased_at = '2026-07-15T00:00:00Z'")
    assert alike(practice, name="Ada Example", contact="555 0100") == Lookalikes()
    enrol(practice)


def test_another_clinics_patients_are_nobodys_lookalikes(practice, other_clinic):
    enrol(other_clinic)
    assert alike(practice, name=ADA.name, contact=ADA.contact, year=1980) == Lookalikes()
    enrol(practice)


def test_only_those_who_enrol_may_ask(practice):
    looks = looks_of(name="Ada Example", contact="", year_of_birth=None)
    with pytest.raises(NotAllowed):
        lookalikes.alike(practice.office, practice.manager, looks=looks)
