"""What stands above the courses: what patients wrote, what clinicians wrote, and what came by phone."""

from recovery.charts.markers import Marker, MarkerKind
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.services.recoveries import looking, noting, reporting
from recovery.ui.components.patient.report_markers import report_markers


def test_each_says_what_it_is_and_from_whom(practice):
    patient = practice.enrol(days_ago=9)
    treatment = {"treatment_id": patient.treatment_id, "now": practice.now}
    draft = Draft(8, red_flags=("pus",), note="It weeps.")
    reporting.submit(practice.office, patient.visitor, draft=draft, **treatment)
    reporting.submit_for(practice.office, practice.clinician, draft=Draft(9, note="Told so."), **treatment)
    for entry in (NoteEntry("call", "Come in.", day=9), NoteEntry("visit", "x", 9, "redness", 1)):
        noting.write_note(practice.office, practice.clinician, entry=entry, **treatment)
    seen = looking.record(practice.office, practice.clinician, **treatment)
    assert report_markers(seen, seen.guide.catalogue) == [
        Marker(8, MarkerKind.RED_FLAG, "Pus, oozing or a bad smell"),
        Marker(8, MarkerKind.NOTE, "It weeps."),
        Marker(9, MarkerKind.NOTE, "Told so."),
        Marker(9, MarkerKind.CLINICIAN, "report entered by Cleo Clinician"),
        Marker(9, MarkerKind.CLINICIAN, "Call, Cleo Clinician: Come in."),
    ]
