"""A treatment beside another one of the same patient."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.wording.comparing import differences, other_sentence
from recovery.errors import NotFound
from recovery.services.people import enrolling
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.recoveries import comparing, looking


@pytest.fixture
def twice(practice):
    """Someone treated by derma roller forty days ago, and by laser three days ago."""
    first = practice.enrol(days_ago=40)
    for day, redness in enumerate([4, 2, 1, 0]):
        practice.report(first, day, redness=redness)
    entry = TreatmentEntry(
        "laser",
        ("face", "neck"),
        practice.clinic.today(practice.now) - timedelta(days=3),
        practice.clinician.subject_id,
    )
    added = enrolling.add_treatment(
        practice.office, practice.clinician, patient_id=first.patient.patient_id, treatment=entry, now=practice.now
    )
    second = replace(first, treatment=added)
    practice.report(second, 1, redness=3)
    return first, second


def others(practice, who):
    found = looking.record(practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now)
    return [treatment.treatment_id for treatment in found.other_treatments]


def other(practice, who, than):
    return comparing.other(
        practice.office, practice.clinician, treatment_id=who.treatment_id, other_id=than, now=practice.now
    )


def test_a_patients_other_treatments_can_be_chosen(practice, twice):
    first, second = twice
    practice.enrol(name="Bea Other")
    assert others(practice, second) == [first.treatment_id]
    assert others(practice, first) == [second.treatment_id]


def test_whoever_was_treated_once_has_nothing_to_compare(practice):
    assert others(practice, practice.enrol()) == []


def test_the_other_treatment_comes_with_its_courses(practice, twice):
    first, second = twice
    found = other(practice, second, first.treatment_id)
    assert (found.is_earlier, found.last_day) == (True, 2)
    assert found.findings["redness"].course.clear_since == 3
    assert other(practice, first, second.treatment_id).is_earlier is False


def test_only_treatments_of_the_same_patient_can_be_compared(practice, twice):
    _, second = twice
    for than in (practice.enrol(name="Bea Other").treatment_id, 1):
        with pytest.raises(NotFound, match="choose"):
            other(practice, second, than)


def test_it_is_said_in_words(practice, twice):
    first, second = twice
    found, catalogue = other(practice, second, first.treatment_id), practice.office.guide.catalogue

    def said(slug):
        return other_sentence(found.treatment, found.findings.get(slug), catalogue, is_earlier=found.is_earlier)

    month = f"{first.treatment.procedure:%B %Y}"
    gone = "redness gone by day 3, at worst very severe."
    assert said("redness") == f"Earlier treatment, Derma roller, {month}: {gone}"
    assert said("itching").endswith(": itching never reported.")
    assert said("unknown").endswith(": no report.")
    later = other(practice, first, second.treatment_id)
    sentence = other_sentence(later.treatment, later.findings["redness"], catalogue, is_earlier=later.is_earlier)
    assert sentence.startswith("Later treatment, Laser, ")
    assert sentence.endswith(": redness at worst severe, last reported severe on day 1.")


def test_what_sets_two_treatments_apart_is_named(practice, twice):
    first, second = twice
    catalogue = practice.office.guide.catalogue
    assert differences(second.treatment, first.treatment, catalogue) == (
        "Another method: Derma roller then, Laser here; the bands shown are for Laser. "
        "Other areas: face then, face and neck here."
    )
    assert differences(first.treatment, first.treatment, catalogue) == ""
