"""How the trail names whom its rows are about: by the codes that staff know, and safe in a spreadsheet."""

import csv

from recovery.domain.trail import TrailFilters
from recovery.domain.wording.trail import thing_in_words
from recovery.services import looking
from recovery.services.trail import SESSION, take_trail, trail
from recovery.store import alerts, trail_rows
from recovery.store.audit import actor
from recovery.store.guide_files import read_guide
from tests.conftest import ROOT

EVERYTHING = TrailFilters()


def test_patients_and_their_recoveries_have_the_code_that_the_filter_takes(practice):
    patient = practice.enrol()
    looking.look(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    page = trail(practice.office, practice.manager, filters=EVERYTHING)
    told = {thing_in_words(row.subject, page.known) for row in page.rows}
    assert {f"patient {patient.patient.code}", f"recovery of {patient.patient.code}"} <= told


def test_an_alert_has_the_code_of_its_patient(practice):
    watching = practice.watching()
    patient = watching.enrol()
    watching.report(patient, 1, redness=4)
    with watching.office.store.reading() as db:
        (alert,) = alerts.of_treatment(db, 1, patient.treatment_id, read_guide(ROOT / "data").catalogue)
        name = f"alert:{alert.alert_id}"
        assert trail_rows.codes(db, 1, [name, "alert:1", "alert:x", "staff:7"]) == {name: patient.patient.code}


def test_the_file_says_in_words_whom_a_row_is_about_and_no_session_looks_like_a_number(practice):
    patient = practice.enrol()
    lines = "".join(take_trail(practice.office, practice.manager, filters=EVERYTHING, now=practice.now)).splitlines()
    rows = [row for row in csv.DictReader(lines) if row["action"] == "enrolled a patient"]
    assert [row["subject_in_words"] for row in rows] == [f"patient {patient.patient.code}"]
    assert [row["session"] for row in rows] == [f"{SESSION}{actor(practice.clinician).session}"]
