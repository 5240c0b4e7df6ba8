"""Earlier patients beside a course: on the clinician's page, and on the patient's own where the clinic says so."""

import json
from datetime import timedelta

import pytest

from recovery.services import clinics
from recovery.services.people import enrolling
from recovery.services.people.enrolling import TreatmentEntry
from tests.pages.conftest import keys, of_treatment, open_page, said

LIMIT = 11

OUTLOOK = "Of 11 other treatments that still had redness on day 3, nearly all were clear by day 5."
OWN_OUTLOOK = (
    "Of 11 other treatments of the same kind here, still with redness on day 3, about half or more "
    "no longer had it by day 5. "
    "Everybody heals differently."
)


@pytest.fixture
def crowd(practice):
    """Enough people whose redness was there until day 4 and gone on day 5."""
    for number in range(LIMIT):
        who = practice.enrol(days_ago=20, name=f"Earlier {number}")
        for day, redness in ((1, 3), (4, 1), (5, 0)):
            practice.report(who, day, **({"redness": redness} if redness else {}))


@pytest.fixture
def reported(practice, patient):
    practice.report(patient, 1, redness=3)
    practice.report(patient, 3, redness=2)
    return patient


@pytest.fixture
def allowed(practice):
    clinics.change_clinic(practice.office, {"shows_expected": True}, now=practice.now)


def see(practice, who, **query):
    tab = open_page(practice.clinician.session, "patient", **of_treatment(who), **query)
    assert not tab.exception
    return tab


def see_own(who):
    tab = open_page(who.visitor.session, "my_recovery")
    assert not tab.exception
    return tab


def words(tab):
    return said(tab).replace("\\", "")


def drawn(tab, side_effect="redness"):
    """All words in the picture of a side effect."""
    (chart,) = [each for each in tab.get("plotly_chart") if each.proto.id.endswith(f"chart_course_{side_effect}")]
    figure = json.loads(chart.proto.spec)
    return "; ".join(note["text"] for note in figure["layout"]["annotations"])


def test_a_clinician_sees_who_was_earlier_and_what_became_of_them(practice, crowd, reported):
    tab = see(practice, reported)
    assert OUTLOOK in words(tab)
    assert "this patient" in drawn(tab)
    assert "11 other treatments" in drawn(tab)
    assert "Other treatments: all others by derma roller on record here" in words(tab)
    assert "Other treatments: dashed the middle one" in words(tab)


def test_the_pictures_can_do_without_them_and_the_sentence_stays(practice, crowd, reported):
    tab = see(practice, reported).toggle(key="earlier_patients").set_value(False).run()
    assert not tab.exception
    assert "patient" not in drawn(tab)
    assert "Other treatments: dashed" not in words(tab)
    assert OUTLOOK in words(tab)


def test_a_part_of_the_days_and_another_treatment_still_show_beside_them(practice, crowd, reported):
    procedure = reported.treatment.procedure - timedelta(days=40)
    entry = TreatmentEntry("laser", ("face",), procedure, practice.clinician.subject_id)
    enrolling.add_treatment(
        practice.office, practice.clinician, patient_id=reported.patient.patient_id, treatment=entry, now=practice.now
    )
    tab = see(practice, reported, days="0 to 7")
    tab = next(box for box in tab.selectbox if box.label == "Compare with …").select_index(0).run()
    assert not tab.exception
    assert "11 other treatments" in drawn(tab)


def test_where_there_are_too_few_that_is_said_and_there_is_nothing_to_choose(practice, reported):
    tab = see(practice, reported)
    assert "earlier_patients" not in keys(tab)
    assert "On no day did 11 other derma roller treatments or more report: not compared." in words(tab)
    assert "Other treatments" not in words(tab)


def test_a_course_that_few_had_as_long_says_so(practice, crowd):
    late = practice.enrol(days_ago=9, entered_days_ago=9, name="Lea Late")
    practice.report(late, 9, redness=1)
    assert "Fewer than 11 other treatments still had redness on day 9: no outlook." in words(see(practice, late))


def test_patients_see_nothing_of_others_unless_their_clinic_says_so(crowd, reported):
    tab = see_own(reported)
    assert "other treatments" not in words(tab)
    assert "treatments" not in drawn(tab)


def test_patients_read_of_others_in_plain_words(crowd, reported, allowed):
    tab = see_own(reported)
    assert OWN_OUTLOOK in words(tab)
    assert "you" in drawn(tab)
    assert "11 other treatments here" in drawn(tab)
    assert "is no promise" in words(tab)


def test_what_lasts_longer_than_usual_leads_to_the_practice_and_to_no_numbers(practice, crowd, allowed):
    late = practice.enrol(days_ago=9, entered_days_ago=9, name="Lea Late")
    for number in range(LIMIT):
        who = practice.enrol(days_ago=20, name=f"Late too {number}")
        practice.report(who, 9, redness=1)
        practice.report(who, 10)
    practice.report(late, 9, redness=1)
    assert "Of 11 other treatments that still had redness on day 9, nearly all were clear by day 10." in words(
        see(practice, late)
    )
    own = words(see_own(late))
    assert "It has lasted longer than usual: please call us." in own
    assert "about half or more no longer had it" not in own


def test_a_report_that_was_sent_ends_with_the_same(practice, crowd, patient, allowed):
    practice.report(patient, 1, redness=3)
    tab = open_page(patient.visitor.session, "report")
    tab.button(key="nothing_today").click().run()
    assert not tab.exception
    assert "Thank you" in words(tab)
    assert "11 other treatments here" in drawn(tab)
    assert "is no promise" in words(tab)
