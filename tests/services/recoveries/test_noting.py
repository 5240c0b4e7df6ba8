import pytest

from recovery.domain.catalogue import Severity
from recovery.domain.notes import Grade, NoteEntry
from recovery.errors import InvalidInput
from recovery.services.recoveries import looking, noting

HOSTILE = "=1+1 <script>alert(1)</script> **x** שלום"


@pytest.fixture
def patient(practice):
    return practice.enrol(days_ago=5)


@pytest.fixture
def write(practice, patient):
    return lambda entry, by=None: noting.write_note(
        practice.office, by or practice.clinician, treatment_id=patient.treatment_id, entry=entry, now=practice.now
    )


def record(practice, patient):
    return looking.record(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)


def rows(practice, table):
    with practice.office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(f"SELECT * FROM {table}").fetchall()]  # noqa: S608


def test_notes_stay_as_they_were_written_with_who_and_when(practice, patient, write):
    bea = practice.colleague()
    first = write(NoteEntry("call", HOSTILE, day=5))
    second = write(NoteEntry("visit", "", day=4, side_effect="redness", severity=1), by=bea)
    found = record(practice, patient)
    assert set(found.notes) == {first, second}
    assert (first.text, first.written_at, found.staff[first.written_by]) == (HOSTILE, practice.now, "Cleo Clinician")
    assert (second.grade, found.staff[second.written_by]) == (Grade("redness", Severity.MILD), "Bea Noor")


def test_the_notes_of_an_earlier_treatment_are_found_with_the_later_one(practice, patient, write):
    early = write(NoteEntry("note", "of the first", day=5))
    with practice.office.store.writing() as db:
        db.conn.execute(
            """
            INSERT INTO treatment SELECT clinic_id, 7, patient_id, 'laser', 'hands', '2026-07-12', clinician_id,
                NULL, 0, created_at, due_from FROM treatment
            """
        )
    later = looking.record(practice.office, practice.clinician, treatment_id=7, now=practice.now)
    assert (later.notes, later.own_notes) == ((early,), [])
    assert set(later.treatments) == {7, patient.treatment_id}


def test_a_grade_changes_neither_course_nor_alerts_nor_figures(practice, patient, write):
    watched = practice.watching()
    watched.report(patient, 5, redness=1)
    tables = ("report", "score", "course", "standing", "alert")
    before = [rows(practice, table) for table in tables]
    write(NoteEntry("visit", "Looks worse than told.", day=5, side_effect="redness", severity=4))
    assert [rows(practice, table) for table in tables] == before


def test_the_trail_says_that_a_note_was_written_without_a_word_of_it(practice, patient, write):
    write(NoteEntry("visit", "Secret words", day=4, side_effect="redness", severity=4))
    said = str(rows(practice, "audit")[-1])
    assert "wrote a note" in said
    assert f"treatment:{patient.treatment_id}" in said
    assert '{"kind":"visit","day":4,"graded":true}' in said
    assert not any(word in said for word in ("Secret", "redness"))


def test_a_note_that_cannot_be_leaves_no_trace(practice, write):
    before = rows(practice, "audit")
    with pytest.raises(InvalidInput):
        write(NoteEntry("note", "x", day=6))
    assert (rows(practice, "clinician_note"), rows(practice, "audit")) == ([], before)


def test_a_note_can_be_written_about_a_recovery_that_is_closed(practice, write):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = '2026-07-14'")
    assert write(NoteEntry("call", "Came back with a question.", day=5)).day == 5
