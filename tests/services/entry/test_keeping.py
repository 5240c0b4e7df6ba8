"""What was typed: kept for whom, how long, and never in the clear."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.domain.identifiers import as_text
from recovery.domain.lifetimes import LIFETIMES
from recovery.errors import NotAllowed
from recovery.services.entry import keeping, visiting
from recovery.services.entry.visiting import Way, open_session
from recovery.services.people.erasing import erase
from recovery.services.recoveries import reporting
from recovery.store import accounts, kept_entries
from recovery.store.trail_key import key_file

SCREEN = "patient?treatment=0123456789abc"
NOTE = {"note_0123456789abc": "Ada has a fever"}
IDLE = LIFETIMES[Role.CLINICIAN].idle
LATER = IDLE + timedelta(minutes=1)


def keep(practice, session=None, *, after=LATER, screen=SCREEN, fields=NOTE):
    session = session or practice.clinician.session
    return keeping.keep(practice.office, session, screen=screen, fields=fields, now=practice.now + after)


def keep_unsent(practice, fields, screen=SCREEN):
    keeping.keep_unsent(practice.office, practice.clinician, screen=screen, fields=fields, now=practice.now + LATER)


def unsent(practice, visitor=None, *, after=LATER, screen=SCREEN):
    return keeping.unsent(practice.office, visitor or practice.clinician, screen=screen, now=practice.now + after)


def test_it_is_there_until_it_is_let_go_of(practice):
    assert keep(practice)
    assert unsent(practice) == NOTE
    assert unsent(practice) == NOTE, "a page that is loaded twice at once must not lose it"
    keep_unsent(practice, {})
    assert unsent(practice) == {}


def test_what_is_typed_is_kept_while_the_session_lives(practice):
    keep_unsent(practice, NOTE)
    keep_unsent(practice, {"note_0123456789abc": "Ada had a fever"})
    keep_unsent(practice, {}, screen="patient?treatment=another")
    assert unsent(practice) == {"note_0123456789abc": "Ada had a fever"}


def test_the_last_of_a_screen_counts(practice):
    keep(practice)
    keep(practice, fields={"note_0123456789abc": "Ada has no fever"})
    assert unsent(practice) == {"note_0123456789abc": "Ada has no fever"}


@pytest.mark.parametrize(
    ("who", "screen"),
    [
        pytest.param("colleague", SCREEN, id="a colleague at the same screen"),
        pytest.param("manager", SCREEN, id="a manager"),
        pytest.param("clinician", "patient?treatment=another", id="another patient"),
        pytest.param("elsewhere", SCREEN, id="another clinic"),
    ],
)
def test_nobody_else_and_nowhere_else_gets_it(who, screen, practice, other_clinic):
    keep(practice)
    same_id = replace(practice.clinician, clinic_id=other_clinic.clinic.clinic_id)
    visitors = {"colleague": practice.colleague(), "manager": practice.manager, "clinician": None, "elsewhere": same_id}
    assert unsent(practice, visitors[who], screen=screen) == {}
    keeping.keep_unsent(
        practice.office, visitors[who] or practice.clinician, screen=screen, fields={}, now=practice.now
    )
    assert unsent(practice) == NOTE


def test_a_patient_is_refused(practice):
    with pytest.raises(NotAllowed):
        unsent(practice, practice.enrol().visitor)


def signed_out(practice):
    visiting.sign_out(practice.office, practice.clinician.session, now=practice.now)


def ended_by_a_manager(practice):
    with practice.office.store.writing() as db:
        db.conn.execute("DELETE FROM session WHERE token_hash = ?", (practice.clinician.session,))


def disabled(practice):
    with practice.office.store.writing() as db:
        account = accounts.by_id(db, 1, practice.clinician.subject_id)
        accounts.set_disabled(db, account, disabled=True)


@pytest.mark.parametrize("end", [signed_out, ended_by_a_manager, disabled], ids=lambda end: end.__name__)
def test_only_a_session_that_ended_by_itself_leaves_something(end, practice):
    end(practice)
    assert not keep(practice)
    assert unsent(practice) == {}


def test_a_session_that_lives_leaves_nothing(practice):
    assert not keep(practice, after=timedelta(0))


def test_a_patients_session_leaves_nothing(practice):
    patient = practice.enrol()
    assert not keep(practice, patient.visitor.session, after=timedelta(days=400))


@pytest.mark.parametrize(("hours", "back"), [(23, NOTE), (24, {})])
def test_it_is_kept_for_a_day(hours, back, practice):
    keep(practice)
    assert unsent(practice, after=LATER + timedelta(hours=hours)) == back


def test_signing_in_clears_what_nobody_came_back_for(practice):
    keep(practice)
    with practice.office.store.writing() as db:
        now = practice.now + LATER + keeping.KEPT_FOR
        open_session(db, practice.manager, way=Way.PASSWORD, device="", now=now)
        assert db.conn.execute("SELECT count(*) FROM kept_entry").fetchone()[0] == 0


def test_it_is_sealed_on_disk(practice):
    keep(practice)
    with practice.office.store.reading() as db:
        row = db.conn.execute("SELECT * FROM kept_entry").fetchone()
    assert "fever" not in str(tuple(row))
    practice.office.store.close()
    files = list(practice.office.store.path.parent.glob("recovery.db*"))
    assert files
    assert not any(b"has a fever" in file.read_bytes() for file in files)


def test_without_its_key_it_is_gone_and_nothing_else_is_wrong(practice):
    keep(practice)
    practice.office.store.close()
    key_file(practice.office.store.path).write_text("00" * 32)
    assert unsent(practice) == {}


def test_what_is_about_a_patient_can_be_dropped(practice):
    keep(practice)
    keep(practice, screen="guidance?change=asked", fields={"guidance_reason": "as agreed"})
    with practice.office.store.writing() as db:
        kept_entries.forget_about(db, 2, "0123456789abc")
        assert kept_entries.content(db, 1, practice.clinician.subject_id, SCREEN, since=practice.now)
        kept_entries.forget_about(db, 1, "0123456789abc")
    assert unsent(practice) == {}
    assert unsent(practice, screen="guidance?change=asked")


@pytest.mark.parametrize("erases", [True, False])
@pytest.mark.parametrize("about", ["treatment", "patient"])
def test_nothing_is_kept_about_a_patient_who_was_erased_meanwhile(about, erases, practice):
    who = practice.enrol()
    names = {"treatment": f"patient?treatment={as_text(who.treatment_id)}",
             "patient": f"people?edit=yes&patient={as_text(who.patient.patient_id)}"}  # fmt: skip
    if erases:
        patient = who.patient
        erase(practice.office, practice.clinician, patient_id=patient.patient_id, code_typed=patient.code,
              now=practice.now)  # fmt: skip
    assert keep(practice, screen=names[about]) is not erases
    keep_unsent(practice, NOTE, screen=names[about])
    assert unsent(practice, screen=names[about]) == ({} if erases else NOTE)


def test_what_a_patient_began_to_report_outlives_the_session(practice, now):
    patient = practice.enrol()
    draft = reporting.Draft(day=2, severities={"redness": 2}, note="half a wo")
    key = {"treatment_id": patient.treatment_id, "now": now}
    reporting.keep_draft(practice.office, patient.visitor, **key, draft=draft)
    with practice.office.store.writing() as db:
        db.conn.execute("DELETE FROM session WHERE token_hash = ?", (patient.visitor.session,))
        _, again = open_session(db, patient.visitor, way=Way.PERSONAL_LINK, device="", now=now)
    assert reporting.open_desk(practice.office, again, **key).drafts == {2: draft}
