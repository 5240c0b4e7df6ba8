"""Alerts and grades on course pictures, from a record as the service gives it."""

import pytest

from recovery.charts.markers import MarkerKind
from recovery.domain.catalogue import Severity
from recovery.domain.notes import NoteEntry
from recovery.services.recoveries import looking, noting
from recovery.ui.components.patient.course_markers import course_markers


@pytest.fixture
def markers(practice):
    """What is marked about someone whose redness rose from mild to severe, and who was seen then."""
    practice = practice.watching()
    who = practice.enrol(days_ago=3)
    practice.report(who, 2, redness=1)
    practice.report(who, 3, redness=3)
    entry = NoteEntry("visit", "Looks calm", day=3, side_effect="redness", severity=2)
    noting.write_note(practice.office, practice.clinician, treatment_id=who.treatment_id, entry=entry, now=practice.now)
    record = looking.record(practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now)
    return course_markers(record, practice.office.guide.catalogue)


def test_alerts_stand_at_the_day_of_their_evidence_with_level_state_and_reason(markers):
    alerts = {(marker.day, marker.text) for marker in markers["redness"] if marker.kind is MarkerKind.ALERT}
    assert alerts == {
        (3, "High, open: Redness severe on day 3"),
        (3, "High, open: Redness rose from mild on day 2 to severe on day 3"),
    }


def test_a_grade_stands_at_its_severity_with_who_gave_it(markers):
    (grade,) = [marker for marker in markers["redness"] if marker.kind is MarkerKind.CLINICIAN]
    assert (grade.day, grade.severity, grade.text) == (3, Severity.MODERATE, "Cleo Clinician: Looks calm")


def test_other_side_effects_have_no_markers(markers):
    assert set(markers) == {"redness"}
