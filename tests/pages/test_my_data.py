"""A patient's own data on screen: what is kept, who opened it, and the two files."""

from recovery.services.people import enrolling
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry
from recovery.services.recoveries import looking
from tests.conftest import phone_of
from tests.pages.conftest import open_page, said


def links(tab):
    return [element.proto.url for element in tab.get("link_button")]


def test_it_says_for_how_long_and_leads_to_both_files(patient):
    tab = open_page(patient.visitor.session, "my_data")
    assert "for 10 years after your last treatment" in said(tab)
    assert links(tab) == ["/download/my-data.html", "/download/my-data.json"]
    assert "Call the practice and ask." in said(tab)
    assert 'href="tel:+19015550100"' in said(tab)


def test_before_anyone_opened_it_that_is_said(practice):
    treatment = TreatmentEntry("laser", ("face",), practice.clinic.today(practice.now), practice.clinician.subject_id)
    added, _ = enrolling.enrol(
        practice.office, practice.clinician, patient=PatientEntry("Vera New"), treatment=treatment, now=practice.now
    )
    _, visitor = phone_of(practice.office, added, clinic_id=practice.clinic.clinic_id, now=practice.now)
    assert "Nobody at the practice has opened your records yet." in said(open_page(visitor.session, "my_data"))


def test_who_opened_it_stands_there_by_role_and_never_by_name(practice, patient):
    looking.look(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    shown = said(open_page(patient.visitor.session, "my_data"))
    assert "a clinician \\(staff " in shown
    assert "Cleo" not in shown
