"""The pictures of a patient's page: compared, explained, looked at more closely, and taken along on paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.guidance import BandDays
from recovery.domain.identifiers import as_text
from recovery.domain.report import Draft
from recovery.domain.wording import on_date
from recovery.services.guidance import guiding
from recovery.services.people import enrolling
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.recoveries import reporting
from tests.pages.conftest import of_treatment, open_page, said


@pytest.fixture
def again(practice, patient):
    """The same patient forty days earlier, by laser on the face: redness went on day 2."""
    procedure = patient.treatment.procedure - timedelta(days=40)
    entry = TreatmentEntry("laser", ("face",), procedure, practice.clinician.subject_id)
    added = enrolling.add_treatment(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, treatment=entry, now=practice.now
    )
    earlier = replace(patient, treatment=added)
    for day, redness in enumerate([3, 1, 0]):
        practice.report(earlier, day, redness=redness)
    return earlier


@pytest.fixture
def see(practice, patient):
    practice.report(patient, 1, redness=2)
    return lambda **query: open_page(practice.clinician.session, "patient", **of_treatment(patient), **query)


def compare(tab):
    return [box for box in tab.selectbox if box.label == "Compare with …"]


def test_without_another_treatment_nothing_is_compared(see):
    assert compare(see()) == []


def test_another_treatment_is_chosen_and_said_in_words(see, again):
    tab = see()
    (box,) = compare(tab)
    assert (box.value, box.options) == (None, [f"Laser, {again.treatment.procedure:%B %Y}"])
    tab = box.select_index(0).run()
    assert not tab.exception
    month = f"{again.treatment.procedure:%B %Y}"
    words = said(tab).replace("\\", "")
    assert f"Earlier treatment, Laser, {month}: redness gone by day 2, at worst severe." in words
    assert "Another method: Laser then, Derma roller here; the bands shown are for Derma roller." in words
    assert as_text(again.treatment_id) in tab.query_params["compare"]


def test_the_comparison_is_kept_in_the_address(see, again):
    assert "Earlier treatment, Laser" in said(see(compare=as_text(again.treatment_id)))


@pytest.mark.parametrize("asked", ["nonsense", as_text(1)])
def test_an_address_that_names_no_treatment_of_this_patient_compares_nothing(see, again, asked):
    tab = see(compare=asked)
    assert not tab.exception
    assert compare(tab)[0].value is None


def test_each_band_says_where_it_comes_from(see):
    words = said(see()).replace("\\", "")
    assert "The source says, in our words: clears within a few days to a week; past that, consult." in words
    assert "Our reading: from day 3." in words
    assert "First day: our reading of words in the source, which gives no number. Last day: a number" in words


def test_a_borrowed_band_says_so(practice, see, again):
    tab = open_page(practice.clinician.session, "patient", **of_treatment(again))
    assert "Borrowed: it was given for the derma roller" in said(tab)


def test_the_practices_own_band_says_who_set_it_when_and_why(practice, see):
    changes = [BandDays("derma_roller", "redness", (2, 4))]
    guide = practice.office.guide
    guiding.save(
        practice.office,
        practice.manager,
        changes=changes,
        reason="our own <b>patients</b>",
        seen=guide.number,
        now=practice.now,
    )
    words = said(see())
    today = on_date(practice.clinic.today(practice.now))
    assert "This clinic&#x27;s own band, by its own experience." in words
    assert f"Set by Mo Manager on {today}: our own &lt;b&gt;patients&lt;/b&gt;" in words


def test_the_days_shown_can_be_chosen(see):
    tab = see()
    (days,) = [group for group in tab.segmented_control if group.key == "days"]
    assert days.options[:3] == ["All days", "0 to 7", "7 to 14"]
    assert not days.set_value("0 to 7").run().exception


def test_the_summary_on_paper_is_a_click_away(see, patient):
    (link,) = [button.proto for button in see().get("link_button")]
    assert link.url == f"/patient/summary?treatment={as_text(patient.treatment_id)}"


def test_each_marker_that_is_shown_is_named(practice, see, patient):
    assert "A note of the patient" not in said(see())
    draft = Draft(day=2, severities={"redness": 1}, note="It itches")
    reporting.submit(practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=practice.now)
    assert said(see()).count("A note of the patient") == 2, "below the strip and below the courses"


def test_nothing_is_chosen_where_there_is_no_picture(practice, again):
    calm = practice.enrol(name="Cal Calm")
    practice.report(calm, 1, redness=0)
    tab = open_page(practice.clinician.session, "patient", **of_treatment(calm))
    assert not [group for group in tab.segmented_control if group.key == "days"]
    assert "Never reported: redness, bruising" in said(tab)
    assert "What was reported; a gap" not in said(tab)
