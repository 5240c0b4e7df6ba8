"""Erasing a patient: who they are is gone from every row and from the file's bytes, what is counted stays."""

import threading
import time
from datetime import timedelta

import pytest

from recovery.domain.alerts import Step
from recovery.domain.erasing import ERASED_NAME, WHY_CLOSED
from recovery.domain.identifiers import as_text
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.domain.summary.summing import Choice as Figures
from recovery.domain.worklist import Choice, View
from recovery.errors import Conflict, InvalidInput, NotFound, RecoveryError, StoreError
from recovery.services.alerts import triaging
from recovery.services.entry import visiting
from recovery.services.groups import cohorts, summarising
from recovery.services.people import closing, correcting, enrolling, erasing, handing_out, patients
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry
from recovery.services.rebuilding import verify
from recovery.services.recoveries import looking, noting, reporting, reviewing
from recovery.store import chores, treatments
from recovery.store import erasing as store
from tests.services.people.test_own_data import reached
from tests.whole_record import CLOSING, SECRETS, WORDS, whole_record


@pytest.fixture
def whole(watched):
    return whole_record(watched)


def erase(practice, whole, *, code=None):
    return erasing.erase(
        practice.office,
        practice.clinician,
        patient_id=whole.patient_id,
        code_typed=code or whole.who.patient.code,
        now=practice.now,
    )


def rows(practice, sql, *parameters):
    with practice.office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(sql, parameters).fetchall()]


def everything_held(practice):
    """Every row of every table, by table."""
    tables = [name for (name,) in rows(practice, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: rows(practice, f'SELECT * FROM "{table}"') for table in tables}  # noqa: S608


def in_the_file(practice, *words):
    """Those of the words that stand anywhere in the database's own files, in any case."""
    path = practice.office.store.path
    files = [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]
    held = b"".join(file.read_bytes().lower() for file in files if file.exists())
    return [word for word in words if word.lower().encode() in held]


def treatment(practice, whole):
    with practice.office.store.reading() as db:
        return treatments.treatment(db, 1, whole.who.treatment_id)


def figures(practice, *, later=timedelta(0)):
    now = practice.now + later
    choice = Figures(cohorts.everything(practice.office, practice.manager, now=now))
    return summarising._read(practice.office, practice.manager, choice, now=now).gathered


def alerts(figures, what):
    return sum(getattr(tally, what) for kinds in figures.alerts.values() for tally in kinds.values())


def test_no_row_holds_a_word_of_theirs_nor_the_way_in(watched, whole):
    before = str(everything_held(watched))
    expected = {word for word in WORDS if word != CLOSING} | set(SECRETS)
    assert {word for word in expected if word in before} == expected
    erase(watched, whole)
    after = str(everything_held(watched)).lower()
    assert [word for word in (*WORDS, *SECRETS, whole.who.patient.code) if word.lower() in after] == []


BECOMES = {
    # table that is reached from a patient: what an erasure makes of its rows
    "patient": "name, contact and code replaced",
    "treatment": "coded, and closed",
    "report": "its note emptied", "report_revision": "its note emptied", "score": "coded",
    "course": "coded", "standing": "coded",
    "alert": "coded, and closed", "alert_event": "its note emptied", "clinician_note": "its text emptied",
    "draft": "deleted", "look": "deleted", "consent": "deleted", "personal_link": "deleted", "pin": "deleted",
    "session": "deleted", "entry_step": "deleted",
}  # fmt: skip


def test_every_table_that_is_about_a_patient_is_thought_of(watched, whole):
    erase(watched, whole)
    with watched.office.store.reading() as db:
        assert set(reached(db.conn)) == set(BECOMES)
    for table, what in BECOMES.items():
        assert bool(rows(watched, f"SELECT 1 FROM {table} LIMIT 1")) == (what != "deleted" or table == "session")  # noqa: S608
    assert rows(watched, "SELECT 1 FROM session WHERE patient_id IS NOT NULL") == []


def test_whoever_goes_on_typing_while_it_happens_leaves_nothing_behind(watched, whole):
    """Drafts and reports come from other threads before, during and after the erasure."""
    stop, refused = threading.Event(), []

    def type_on(call):
        while not stop.is_set():
            try:
                call(
                    watched.office, whole.who.visitor, treatment_id=whole.who.treatment_id,
                    draft=Draft(5, {"redness": 1}, note=CLOSING), now=watched.now,
                )  # fmt: skip
            except RecoveryError as error:
                refused.append(error)

    threads = [threading.Thread(target=type_on, args=(call,)) for call in (reporting.keep_draft, reporting.submit)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    erase(watched, whole)
    stop.wait(0.1)
    stop.set()
    for thread in threads:
        thread.join()
    assert refused
    assert {type(error) for error in refused} <= {Conflict, InvalidInput}
    assert CLOSING not in str(everything_held(watched))
    assert verify(watched.office.store, watched.office.guide) == []


def test_the_bytes_are_gone_from_the_file_and_its_log(watched, whole):
    others = [watched.enrol(name=f"Otherwise{n:03d} Kept", days_ago=6) for n in range(40)]
    for who in others:
        watched.report(who, 4, redness=2)
    seen = in_the_file(watched, *WORDS, *SECRETS)
    assert {*WORDS, *SECRETS} - set(seen) == {CLOSING}
    assert erase(watched, whole).swept
    assert in_the_file(watched, *WORDS, *SECRETS, whole.who.patient.code) == []
    assert in_the_file(watched, "Otherwise017 Kept") == ["Otherwise017 Kept"]


def test_a_reader_that_does_not_end_leaves_the_sweep_owed_and_the_chore_does_it(watched, whole, monkeypatch):
    monkeypatch.setattr("recovery.store.database.BUSY_TIMEOUT_MS", 50)
    with watched.office.store.reading() as db:
        db.conn.execute("SELECT count(*) FROM report").fetchone()
        assert not erase(watched, whole).swept
    with watched.office.store.reading() as db:
        assert chores.is_owed(db, chores.ERASED_BYTES)
    erasing.sweep_if_owed(watched.office, now=watched.now)
    assert in_the_file(watched, *WORDS) == []
    with watched.office.store.reading() as db:
        assert not chores.is_owed(db, chores.ERASED_BYTES)


def test_a_sweep_that_fails_leaves_the_patient_erased_and_is_tried_again(watched, whole, monkeypatch):
    def full(db):
        raise StoreError("There is no space left.")

    with monkeypatch.context() as broken:
        broken.setattr(store, "sweep", full)
        assert not erase(watched, whole).swept
    assert len(rows(watched, "SELECT 1 FROM patient WHERE erased_at IS NOT NULL")) == 1
    erasing.sweep_if_owed(watched.office, now=watched.now)
    assert in_the_file(watched, *WORDS) == []


def test_a_large_file_is_left_to_the_chore(watched, whole, monkeypatch):
    monkeypatch.setattr(erasing, "SWEPT_AT_ONCE_BYTES", 1)
    assert not erase(watched, whole).swept
    with watched.office.store.reading() as db:
        assert chores.is_owed(db, chores.ERASED_BYTES)


def test_nothing_is_swept_when_nobody_was_erased(watched, monkeypatch):
    monkeypatch.setattr(store, "sweep", lambda db: pytest.fail("swept"))
    erasing.sweep_if_owed(watched.office, now=watched.now)


def test_what_is_counted_stays_as_it_was(watched, whole):
    for treatment_id in (whole.who.treatment_id,):
        open_now = record(watched, treatment_id).open_alerts
        seen = {alert.alert_id: alert.version for alert in open_now}
        closing.close_treatment(
            watched.office, watched.clinician, treatment_id=treatment_id, seen=seen, note=CLOSING, now=watched.now
        )
    before = [figures(watched, later=timedelta(days=days)) for days in (0, 1, 40)]
    erase(watched, whole)
    assert [figures(watched, later=timedelta(days=days)) for days in (0, 1, 40)] == before
    assert verify(watched.office.store, watched.office.guide) == []
    assert rows(watched, "SELECT count(*) FROM report_revision") == [(1,)]


def test_open_recoveries_are_counted_as_if_they_were_closed_that_day(watched, whole):
    """Erasing closes what is open: the figures of the day stay, and alerts that waited count as closed by somebody."""
    before = figures(watched)
    waiting = len(record(watched, whole.who.treatment_id).open_alerts)
    erase(watched, whole)
    after = figures(watched)
    assert (after.received, after.outcomes) == (before.received, before.outcomes)
    assert alerts(after, "alerts") == alerts(before, "alerts") >= waiting > 1
    assert alerts(before, "not_taken") > alerts(after, "not_taken")
    assert verify(watched.office.store, watched.office.guide) == []


def record(practice, treatment_id):
    return looking.record(practice.office, practice.clinician, treatment_id=treatment_id, now=practice.now)


def test_year_of_birth_and_skin_type_stay_and_the_code_on_paper_leads_nowhere(watched, whole):
    left = erase(watched, whole).patient
    assert (left.name, left.contact, left.year_of_birth, left.skin_type) == (ERASED_NAME, "", 1984, "III")
    assert left.code != whole.who.patient.code
    assert left.erased_at == watched.now
    with watched.office.store.reading() as db:
        assert rows(watched, "SELECT search_key, contact_key FROM patient WHERE erased_at IS NOT NULL") == [("", "")]
        assert db.conn.execute("SELECT code FROM patient WHERE patient_id = ?", (left.patient_id,)).fetchone()[0] == (
            left.code
        )


def test_what_was_open_is_closed_with_the_programs_own_words(watched, whole):
    assert erase(watched, whole).closed == 1
    after = record(watched, whole.who.treatment_id)
    assert after.recovery.treatment.closed_on == watched.clinic.today(watched.now)
    assert after.open_alerts == []
    notes = {(event.step, event.note) for events in after.events.values() for event in events if event.note}
    assert notes == {(Step.CLOSED, WHY_CLOSED), (Step.UNDONE, Step.NO_ACTION.value)}
    assert {note.text for note in after.notes} == {""}
    assert {note.grade is not None for note in after.notes} == {False, True}


def test_mail_that_waits_about_them_is_dropped_and_what_was_sent_stays(watched, whole):
    other = watched.enrol(name="Bea Other")
    erase(watched, whole)
    assert rows(watched, "SELECT mail_id, state FROM outbox") == [(901, "sent")]
    assert other.patient.patient_id != whole.patient_id


def test_the_trail_says_that_they_were_erased_and_how_much_went(watched, whole):
    erase(watched, whole)
    said = rows(watched, "SELECT actor, subject, details FROM audit WHERE action = 'erased a patient'")
    assert said == [(f"staff:{watched.clinician.subject_id}", f"patient:{whole.patient_id}", said[0][2])]
    assert '"report notes":3' in said[0][2]
    assert '"clinicians notes":2,"alert notes":2,"drafts":1,"links":1,"pins":1,"consents":1,"phones":2' in said[0][2]
    closed = rows(watched, "SELECT subject FROM audit WHERE action = 'closed a treatment' ORDER BY seq")
    assert closed[-1] == (f"treatment:{whole.who.treatment_id}",)


def test_the_trail_never_held_a_name_or_a_word_of_anybody(watched, whole):
    """The trail cannot be changed, so an erasure must not need it to be."""
    patients.edit(
        watched.office,
        watched.clinician,
        patient_id=whole.patient_id,
        entry=PatientEntry(WORDS[0], f"{WORDS[1]} 555 0177", 1985, "IV"),
        seen=enrolling.person(
            watched.office, watched.clinician, patient_id=whole.patient_id, now=watched.now
        ).patient,
        now=watched.now,
    )  # fmt: skip
    enrolling.search(watched.office, watched.clinician, words=WORDS[0], page=1)
    erase(watched, whole)
    trail = str(rows(watched, "SELECT * FROM audit")).lower()
    assert len(trail) > 2_000
    assert [word for word in (*WORDS, *SECRETS, whole.who.patient.code) if word.lower() in trail] == []


@pytest.mark.parametrize("typed", ["", "P-00000", "Quillfeather", "P-"])
def test_another_code_erases_nothing(typed, watched, whole):
    before = everything_held(watched)
    with pytest.raises(InvalidInput, match="not this patient's code") as refused:
        erase(watched, whole, code=typed or " ")
    assert refused.value.field == "code_typed"
    assert everything_held(watched) == before


@pytest.mark.parametrize("write", [str.lower, lambda code: f"  {code[2:]} ", lambda code: code.replace("-", "- ")])
def test_the_code_may_be_typed_as_people_do(write, watched, whole):
    assert erase(watched, whole, code=write(whole.who.patient.code)).patient.name == ERASED_NAME


def test_a_second_erasure_is_refused_and_one_of_nobody_finds_nobody(watched, whole):
    left = erase(watched, whole).patient
    before = everything_held(watched)
    with pytest.raises(Conflict, match="erased already"):
        erase(watched, whole, code=left.code)
    with pytest.raises(NotFound):
        erasing.erase(watched.office, watched.clinician, patient_id=7, code_typed="P-00000", now=watched.now)
    assert everything_held(watched) == before


AFTERWARDS = {
    "open the recovery again": lambda p, w: closing.reopen_treatment(
        p.office, p.clinician, treatment_id=w.who.treatment_id, now=p.now
    ),
    "write a note": lambda p, w: noting.write_note(
        p.office, p.clinician, treatment_id=w.who.treatment_id, entry=NoteEntry("note", CLOSING, 1), now=p.now
    ),
    "make a link": lambda p, w: handing_out.renew_link(p.office, p.clinician, patient_id=w.patient_id, now=p.now),
    "change them": lambda p, w: patients.edit(
        p.office, p.clinician, patient_id=w.patient_id, entry=PatientEntry(CLOSING), now=p.now,
        seen=enrolling.person(p.office, p.clinician, patient_id=w.patient_id, now=p.now).patient,
    ),
    "correct a treatment": lambda p, w: correcting.correct(
        p.office, p.clinician, treatment_id=w.who.treatment_id, seen=(held := treatment(p, w)), now=p.now,
        entry=TreatmentEntry(held.method, ("neck",), held.procedure, held.clinician.account_id),
        reason="entered wrongly",
    ),
    "bring them back": lambda p, w: patients.bring_back(p.office, p.clinician, patient_id=w.patient_id, now=p.now),
    "archive them": lambda p, w: patients.archive(p.office, p.clinician, patient_id=w.patient_id, now=p.now),
    "keep a draft": lambda p, w: reporting.keep_draft(
        p.office, w.who.visitor, treatment_id=w.who.treatment_id, draft=Draft(5, note=CLOSING), now=p.now
    ),
    "send a report": lambda p, w: reporting.submit(
        p.office, w.who.visitor, treatment_id=w.who.treatment_id, draft=Draft(5, note=CLOSING), now=p.now
    ),
    "enter a report": lambda p, w: reporting.submit_for(
        p.office, p.clinician, treatment_id=w.who.treatment_id, draft=Draft(5, note=CLOSING), now=p.now
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", AFTERWARDS)
def test_nothing_is_written_about_them_afterwards_not_even_by_whoever_was_in_the_middle_of_it(what, watched, whole):
    erase(watched, whole)
    before = everything_held(watched)
    with pytest.raises((Conflict, InvalidInput)) as refused:
        AFTERWARDS[what](watched, whole)
    assert "eras" in str(refused.value) or "closed" in str(refused.value)
    assert everything_held(watched) == before


def test_their_phone_is_signed_out(watched, whole):
    session = whole.who.visitor.session
    assert visiting.visitor_of(watched.office, session, now=watched.now)
    erase(watched, whole)
    assert visiting.visitor_of(watched.office, session, now=watched.now) is None


def test_they_are_found_nowhere_but_by_their_address(watched, whole):
    left = erase(watched, whole).patient
    for words in ("", "erased", left.code, whole.who.patient.code, WORDS[0]):
        assert enrolling.search(watched.office, watched.clinician, words=words, page=1)[1] == 0, words
    assert reviewing.patients_list(watched.office, watched.clinician, page=1, now=watched.now).total == 0
    for view in View:
        choice = Choice(view=view)
        assert triaging.order(watched.office, watched.clinician, choice=choice, now=watched.now) == [], view
    shown = enrolling.person(watched.office, watched.clinician, patient_id=left.patient_id, now=watched.now)
    assert shown.patient == left


def test_somebody_of_the_same_name_is_enrolled_without_a_question(watched, whole):
    erase(watched, whole)
    again = watched.enrol(name=whole.who.patient.name)
    assert as_text(again.patient.patient_id) != as_text(whole.patient_id)
