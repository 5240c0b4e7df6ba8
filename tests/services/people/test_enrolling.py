from datetime import date, timedelta

import pytest

from recovery.domain.clinic import Staff
from recovery.errors import InvalidInput, NotFound
from recovery.services.entry.passwords import fingerprint
from recovery.services.people import enrolling, handing_out
from recovery.services.people.enrolling import PAGE, PatientEntry, TreatmentEntry
from recovery.services.people.handing_out import LINK_LASTS
from recovery.store import links
from recovery.store.rows import from_time

HOSTILE = [
    "<img src=x onerror=alert(1)>", "=HYPERLINK(\"http://x\")", "Robert'); DROP TABLE patient;--",
    "100% _under\\score_", "José Ñandú-O’Brien", "名無しの権兵衛", "محمد", "😀", "a" * 120, "None",
    "null", "{name}", "%s",
]  # fmt: skip


def entry(practice, **changed):
    values = {"method": "laser", "areas": ("face",), "procedure": practice.clinic.today(practice.now),
              "clinician_id": practice.clinician.subject_id}  # fmt: skip
    return TreatmentEntry(**{**values, **changed})


def enrol(practice, patient, **changed):
    return enrolling.enrol(
        practice.office, practice.clinician, patient=patient, treatment=entry(practice, **changed), now=practice.now
    )


def found(practice, words, page=1):
    patients, total = enrolling.search(practice.office, practice.clinician, words=words, page=page)
    assert total >= len(patients)
    return [patient.name for patient in patients]


def person(practice, patient_id):
    return enrolling.person(practice.office, practice.clinician, patient_id=patient_id, now=practice.now)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_that_people_have_is_kept_and_found(name, practice):
    practice.enrol(name="Somebody Else")
    patient, _ = enrol(
        practice, PatientEntry(name, contact=f"555 0177 {name}"[:120], year_of_birth=1980, skin_type="IV")
    )
    kept = person(practice, patient.patient_id).patient
    assert kept == patient
    assert (kept.name, kept.contact, kept.year_of_birth, kept.skin_type) == (name, f"555 0177 {name}"[:120], 1980, "IV")
    for words in (name, name[1:-1] or name, name.upper(), f"  {name} ", patient.code, patient.code.lower()):
        assert found(practice, words) == [name]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", '" OR 1=1 --', "nobody"])
def test_signs_of_the_query_language_are_only_letters(words, practice):
    practice.enrol(name="Ada Example")
    assert found(practice, words) == []


@pytest.mark.parametrize("words", ["", " ", "ex", "EXAMPLE", "da ex", "zoe", "Zoë"])
def test_a_search_ignores_case_accents_and_space(words, practice):
    practice.enrol(name="Zoë Ada   Example")
    assert found(practice, words) == ["Zoë Ada Example"]


def test_a_search_comes_in_pages_by_name(practice):
    names = [f"Patient {n:02}" for n in range(PAGE + 3)]
    for name in reversed(names):
        practice.enrol(name=name)
    assert [found(practice, "patient", page) for page in (1, 2, 3)] == [names[:PAGE], names[PAGE:], names[PAGE:]]
    assert found(practice, "", 0) == names[:PAGE]


@pytest.mark.parametrize(
    ("patient", "treatment", "field"),
    [
        pytest.param({"name": " "}, {}, "name", id="no name"),
        pytest.param({"name": "x" * 121}, {}, "name", id="a long name"),
        pytest.param({"contact": "x" * 10_000}, {}, "contact", id="a long contact"),
        pytest.param({"year_of_birth": 1066}, {}, "year_of_birth", id="year of birth"),
        pytest.param({"skin_type": "=1"}, {}, "skin_type", id="skin type"),
        pytest.param({}, {"method": "<b>"}, "method", id="method"),
        pytest.param({}, {"areas": ()}, "areas", id="no area"),
        pytest.param({}, {"areas": ("elbow",)}, "area", id="unknown area"),
        pytest.param({}, {"clinician_id": 7}, "clinician", id="unknown clinician"),
    ],
)
def test_an_entry_that_cannot_be_adds_nothing(patient, treatment, field, practice):
    with pytest.raises(InvalidInput) as refused:
        enrol(practice, PatientEntry(**{"name": "Ada Example", **patient}), **treatment)
    assert refused.value.field == field
    assert found(practice, "") == []


def test_a_clinician_of_another_clinic_did_not_do_it(practice, other_clinic):
    with pytest.raises(InvalidInput, match="Choose the clinician who did the procedure"):
        enrol(practice, PatientEntry("Ada"), clinician_id=other_clinic.clinician.subject_id)
    assert enrolling.clinicians(practice.office, practice.clinician) == [
        Staff(practice.clinician.subject_id, "Cleo Clinician")
    ]


def test_a_disabled_clinician_takes_no_new_treatments(practice):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE account SET disabled = 1 WHERE is_clinician = 1")
    with pytest.raises(InvalidInput, match="Choose the clinician"):
        enrol(practice, PatientEntry("Ada"))


def test_the_link_is_kept_as_a_fingerprint_only(practice):
    patient, link = enrol(practice, PatientEntry("Ada"))
    with practice.office.store.reading() as db:
        rows = [tuple(row) for row in db.conn.execute("SELECT * FROM personal_link").fetchall()]
    assert fingerprint(link) in str(rows)
    assert link not in str(rows)
    kept = person(practice, patient.patient_id)
    assert (kept.link.first_used_at, kept.link.created_at, kept.link.expires_at - kept.link.created_at) == (
        None, practice.now, LINK_LASTS,
    )  # fmt: skip
    assert (kept.link_works(practice.now), kept.link_works(practice.now + LINK_LASTS)) == (True, False)


def test_a_link_that_was_opened_says_so_and_a_new_one_does_not(practice):
    patient = practice.enrol()
    assert person(practice, patient.patient.patient_id).link.first_used_at is None
    with practice.office.store.writing() as db:
        links.mark_used(db, 1, patient.patient.patient_id, now=practice.now)
    assert person(practice, patient.patient.patient_id).link.first_used_at == practice.now
    handing_out.renew_link(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now)
    assert person(practice, patient.patient.patient_id).link.first_used_at is None
    handing_out.revoke_link(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now
    )
    assert person(practice, patient.patient.patient_id).link is None
    assert not person(practice, patient.patient.patient_id).link_works(practice.now)


def test_a_patient_may_have_several_treatments(practice):
    patient = practice.enrol(days_ago=30)
    later = entry(practice, procedure=practice.clinic.today(practice.now) + timedelta(days=9), areas=("hands", "face"))
    added = enrolling.add_treatment(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, treatment=later, now=practice.now
    )
    assert person(practice, patient.patient.patient_id).treatments == (added, patient.treatment)
    assert added.areas == ("face", "hands")


@pytest.mark.parametrize(
    ("zone", "entered", "day"),
    [
        pytest.param("America/Chicago", "2026-07-16T03:30:00Z", 0, id="late in the evening, the next day in UTC"),
        pytest.param("America/Chicago", "2026-07-16T15:00:00Z", 1, id="the morning after"),
        pytest.param("Pacific/Auckland", "2026-07-15T20:00:00Z", 1, id="early in the morning, the day before in UTC"),
    ],
)
def test_a_treatment_counts_from_the_day_on_which_it_was_entered_on_the_clinics_calendar(zone, entered, day, practice):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET time_zone = ?", (zone,))
    patient, _ = enrolling.enrol(
        practice.office, practice.clinician, patient=PatientEntry("Ada Example"), now=from_time(entered),
        treatment=entry(practice, procedure=date(2026, 7, 15)),
    )  # fmt: skip
    (treatment,) = person(practice, patient.patient_id).treatments
    assert treatment.due(today=date(2026, 7, 18), last_due=21) == range(day, 3)


def test_a_patient_who_is_not_there_gets_no_treatment(practice):
    with pytest.raises(NotFound, match="no such patient here"):
        enrolling.add_treatment(
            practice.office, practice.clinician, patient_id=7, treatment=entry(practice), now=practice.now
        )


def test_the_trail_says_what_was_done_and_names_nobody(practice):
    patient = practice.enrol(name="Ada Example")
    handing_out.revoke_link(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now
    )
    with practice.office.store.reading() as db:
        rows = [tuple(row) for row in db.conn.execute("SELECT actor, action FROM audit").fetchall()]
        everything = str([tuple(row) for row in db.conn.execute("SELECT * FROM audit").fetchall()])
    staff = f"staff:{practice.clinician.subject_id}"
    for action in ("enrolled a patient", "added a treatment", "made a personal link", "revoked a personal link"):
        assert (staff, action) in rows
    assert not any(word in everything for word in ("Ada", "Cleo", "555 0100", patient.link))
