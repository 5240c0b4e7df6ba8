"""The file of the trail says in words whom a row is about, and is safe in a spreadsheet."""

import csv

from recovery.domain.identifiers import as_text
from recovery.domain.trail import TrailFilters
from recovery.services.audit.trail import SESSION, take_trail
from recovery.store.audit import actor


def test_the_file_says_in_words_whom_a_row_is_about_and_no_session_looks_like_a_number(practice):
    patient = practice.enrol().patient
    text = "".join(take_trail(practice.office, practice.manager, filters=TrailFilters(), now=practice.now))
    rows = [row for row in csv.DictReader(text.splitlines()) if row["action"] == "enrolled a patient"]
    assert [row["subject_in_words"] for row in rows] == [f"patient {as_text(patient.patient_id)}"]
    assert [row["session"] for row in rows] == [f"{SESSION}{actor(practice.clinician).session}"]
    assert patient.code not in text
