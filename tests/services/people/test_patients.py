"""Changing what is entered about a patient, archiving, and bringing back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.errors import Conflict, InvalidInput, NotFound
from recovery.services.entry import visiting
from recovery.services.people import closing, enrolling, handing_out, patients
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry
from recovery.services.recoveries import reviewing
from recovery.store import people, pins, steps
from recovery.store.steps import Kind, Step
from tests.services.people.test_enrolling import HOSTILE


@pytest.fixture
def ada(practice):
    return practice.enrol(name="Ada Example")


@pytest.fixture
def followed_up(practice, ada):
    """A patient whose only treatment is closed."""
    closing.close_treatment(practice.office, practice.clinician, treatment_id=ada.treatment_id, now=practice.now)
    return ada


def person(practice, who):
    return enrolling.person(practice.office, practice.clinician, patient_id=who.patient.patient_id, now=practice.now)


def edit(practice, who, *, seen=None, **entry):
    patient = who.patient
    values = {"name": patient.name, "contact": patient.contact, "year_of_birth": patient.year_of_birth,
              "skin_type": patient.skin_type}  # fmt: skip
    return patients.edit(
        practice.office, practice.clinician, patient_id=patient.patient_id, entry=PatientEntry(**{**values, **entry}),
        seen=seen or patient, now=practice.now,
    )  # fmt: skip


def archive(practice, who, now=None):
    patient_id = who.patient.patient_id
    patients.archive(practice.office, practice.clinician, patient_id=patient_id, now=now or practice.now)


def bring_back(practice, who):
    patient_id = who.patient.patient_id
    patients.bring_back(practice.office, practice.clinician, patient_id=patient_id, now=practice.now)


def trail(practice, action):
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT subject, details FROM audit WHERE action = ? ORDER BY seq", (action,)).fetchall()
    return [(subject, json.loads(details)) for subject, details in rows]


def found(practice, words, *, archived=False):
    rows, _ = enrolling.search(practice.office, practice.clinician, words=words, page=1, archived=archived)
    return [patient.name for patient in rows]


def test_every_entry_can_be_changed_and_is_found_by_its_new_name(practice, ada):
    after = edit(practice, ada, name="Ada  Lovelace", contact="ada@example.com", year_of_birth=1980, skin_type="IV")
    assert after == person(practice, ada).patient
    assert (after.name, after.contact, after.year_of_birth, after.skin_type, after.code) == (
        "Ada Lovelace", "ada@example.com", 1980, "IV", ada.patient.code,
    )  # fmt: skip
    assert (found(practice, "lovelace"), found(practice, "ada example")) == (["Ada Lovelace"], [])


def test_a_contact_older_than_the_rules_of_today_stays_until_it_is_changed(practice, ada):
    with practice.office.store.writing() as db:
        db["patient"].update((practice.clinic.clinic_id, ada.patient.patient_id), {"contact": "via her sister"})
    seen = person(practice, ada).patient
    assert edit(practice, ada, seen=seen, contact=seen.contact, year_of_birth=1980).contact == "via her sister"
    with pytest.raises(InvalidInput, match="neither a phone number"):
        edit(practice, ada, seen=person(practice, ada).patient, contact="via her brother")


def test_the_next_enrolment_is_compared_with_what_is_there_now(practice, ada):
    edit(practice, ada, name="Eva Other", contact="eva@example.com")
    newcomer = {"treatment": a_treatment(practice), "now": practice.now}
    enrolling.enrol(practice.office, practice.clinician, patient=PatientEntry("Ada Example", "555 0100"), **newcomer)
    with pytest.raises(Conflict):
        enrolling.enrol(practice.office, practice.clinician, patient=PatientEntry("X", "EVA@example.com"), **newcomer)


def a_treatment(practice):
    return TreatmentEntry("laser", ("face",), practice.clinic.today(practice.now), practice.clinician.subject_id)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_that_people_have_is_kept(text, practice, ada):
    edit(practice, ada, name=text, contact=f"555 0177 {text}"[:120])
    kept = person(practice, ada).patient
    assert (kept.name, kept.contact) == (text, f"555 0177 {text}"[:120])
    assert found(practice, text) == [text]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"name": " "}, "name"), ({"name": "x" * 10_000}, "name"), ({"name": "\u202e\u2066"}, "name"),
        ({"contact": "x" * 10_000}, "contact"), ({"year_of_birth": 1066}, "year_of_birth"),
        ({"skin_type": "=1"}, "skin_type"),
    ],
)  # fmt: skip
def test_what_cannot_be_changes_nothing(entry, field, practice, ada):
    with pytest.raises(InvalidInput) as refused:
        edit(practice, ada, **entry)
    assert refused.value.field == field
    assert person(practice, ada).patient == ada.patient
    assert trail(practice, "changed a patient") == []


def test_the_trail_says_which_entries_changed_and_holds_coded_ones_only(practice, ada):
    after = edit(practice, ada, name="Eva Secretname", contact="secret@example.com", year_of_birth=1980)
    edit(practice, replace(ada, patient=after), skin_type="II", year_of_birth=1981)
    edit(practice, ada, seen=person(practice, ada).patient, name="Eva Secretname", contact="secret@example.com",
         year_of_birth=1981, skin_type="II")  # fmt: skip
    subject = f"patient:{ada.patient.patient_id}"
    assert trail(practice, "changed a patient") == [
        (subject, {"changed": "name contact year_of_birth", "year_of_birth": [None, 1980]}),
        (subject, {"changed": "year_of_birth skin_type", "year_of_birth": [1980, 1981], "skin_type": [None, "II"]}),
    ]


def test_of_two_who_change_the_same_patient_the_second_is_told(practice, ada):
    edit(practice, ada, contact="555 0101")
    with pytest.raises(Conflict, match="Somebody else has changed this patient"):
        edit(practice, ada, contact="555 0102")
    assert person(practice, ada).patient.contact == "555 0101"


def test_a_lookalike_does_not_keep_anybody_from_changing(practice, ada):
    bea = practice.enrol(name="Bea Other")
    edit(practice, bea, name="Ada Example")
    assert found(practice, "ada") == ["Ada Example"] * 2


def test_nobody_who_is_still_followed_is_archived(practice, ada):
    with pytest.raises(Conflict, match="Close what is open first"):
        archive(practice, ada)
    assert person(practice, ada).patient.archived_at is None
    assert person(practice, ada).link is not None


def test_archiving_takes_the_link_the_phones_and_the_steps_and_keeps_the_rest(practice, followed_up):
    clinic_id, patient_id = practice.clinic.clinic_id, followed_up.patient.patient_id
    until = practice.now + timedelta(minutes=9)
    with practice.office.store.writing() as db:
        steps.add(db, "s" * 64, Step(Kind.PERSONAL_LINK, clinic_id, until, patient_id=patient_id), now=practice.now)
        db.conn.execute("INSERT INTO pin VALUES (?, ?, 'sealed', '2026-07-15T00:00:00Z', 0, NULL, NULL)",
                        (clinic_id, patient_id))  # fmt: skip
        db.conn.execute("INSERT INTO consent VALUES (?, ?, '2026-07-15T00:00:00Z', 'words')", (clinic_id, patient_id))
    archive(practice, followed_up)
    shown = person(practice, followed_up)
    assert (shown.patient.archived_at, shown.link) == (practice.now, None)
    assert visiting.visitor_of(practice.office, followed_up.visitor.session, now=practice.now) is None
    with practice.office.store.reading() as db:
        assert steps.find(db, "s" * 64, Kind.PERSONAL_LINK, now=practice.now) is None
        assert pins.of_patient(db, clinic_id, patient_id) is not None
        assert db.conn.execute("SELECT count(*) FROM consent").fetchone()[0] == 1
    assert trail(practice, "archived a patient") == [
        (f"patient:{patient_id}", {"archived": [False, True], "link": [True, False], "ended_sessions": 1})
    ]


def test_the_archived_leave_the_search_and_their_recoveries_stay_to_be_seen(practice, followed_up):
    archive(practice, followed_up)
    assert (found(practice, "ada"), found(practice, "ada", archived=True)) == ([], ["Ada Example"])
    assert found(practice, followed_up.patient.code) == []
    seen = reviewing.recovery(
        practice.office, practice.clinician, treatment_id=followed_up.treatment_id, now=practice.now
    )
    assert seen.patient.archived_at == practice.now
    with practice.office.store.reading() as db:
        assert people.patient(db, practice.clinic.clinic_id, followed_up.patient.patient_id) == seen.patient


REFUSED = {
    "a new treatment": lambda practice, who: enrolling.add_treatment(
        practice.office, practice.clinician, patient_id=who.patient.patient_id, treatment=a_treatment(practice),
        now=practice.now,
    ),
    "a new link": lambda practice, who: handing_out.renew_link(
        practice.office, practice.clinician, patient_id=who.patient.patient_id, now=practice.now
    ),
    "an open recovery": lambda practice, who: closing.reopen_treatment(
        practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_the_archived_take_nothing_new_until_they_are_brought_back(what, practice, followed_up):
    archive(practice, followed_up)
    with pytest.raises(Conflict, match="Bring them back first"):
        REFUSED[what](practice, followed_up)
    bring_back(practice, followed_up)
    assert person(practice, followed_up).patient == followed_up.patient
    assert found(practice, "ada") == ["Ada Example"]
    REFUSED[what](practice, followed_up)
    assert trail(practice, "brought a patient back")[0][1] == {"archived": [True, False]}


def test_what_is_done_twice_says_so_and_is_noted_once(practice, followed_up):
    with pytest.raises(Conflict, match="brought this patient back already"):
        bring_back(practice, followed_up)
    archive(practice, followed_up)
    with pytest.raises(Conflict, match="archived or erased this patient already"):
        archive(practice, followed_up, practice.now + timedelta(hours=1))
    assert person(practice, followed_up).patient.archived_at == practice.now
    assert len(trail(practice, "archived a patient")) == 1


def test_an_archived_patient_can_be_changed_and_stays_archived(practice, followed_up):
    archive(practice, followed_up)
    seen = person(practice, followed_up).patient
    edit(practice, followed_up, seen=seen, name="Ada Newname")
    assert person(practice, followed_up).patient == replace(seen, name="Ada Newname")


def test_somebody_who_was_archived_meanwhile_is_not_changed_unseen(practice, followed_up):
    archive(practice, followed_up)
    with pytest.raises(Conflict, match="Somebody else has changed this patient"):
        edit(practice, followed_up, name="Ada Newname")


@pytest.mark.parametrize("do", [archive, bring_back, edit], ids=lambda do: do.__name__)
def test_the_erased_are_beyond_all_of_it(do, practice, followed_up):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE patient SET erased_at = '2026-07-15T00:00:00Z'")
    erased = replace(followed_up, patient=person(practice, followed_up).patient)
    with pytest.raises(Conflict, match="erased"):
        do(practice, erased)


def test_another_clinics_patients_are_not_there(practice, other_clinic, followed_up):
    for do in (archive, bring_back, edit):
        with pytest.raises(NotFound):
            do(replace(practice, clinician=other_clinic.clinician), followed_up)
