"""The way in for patients: a link, a step, the statement, a PIN."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.wording.consent import whole
from recovery.errors import Conflict, InvalidInput, SignInRefused
from recovery.services.entry import personal_links, visiting
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.personal_links import CLOSED, STEP_LASTS, TOO_LATE, Entry
from recovery.services.people import closing, enrolling, handing_out
from recovery.store import consents, people, pins, steps
from recovery.store.steps import Kind, Step
from tests.conftest import PIN, come_in

FIRST = Entry(PIN, pin_again=PIN, agrees=True)


def arrive(practice, patient, *, now=None):
    step, _ = personal_links.arrive(practice.office, token=patient.link, now=now or practice.now)
    return fingerprint(step)


def enter(practice, step, entry=FIRST, *, now=None):
    return personal_links.come_in(practice.office, step=step, entry=entry, now=now or practice.now)


def rows(practice, table):
    with practice.office.store.reading() as db:
        return [dict(row) for row in db.conn.execute(f"SELECT * FROM {table}").fetchall()]  # noqa: S608 - a test's own


def trail(practice):
    return [(row["action"], row["actor"].partition(":")[0], row["details"]) for row in rows(practice, "audit")]


def test_the_first_use_keeps_the_consent_word_for_word_and_the_pin_sealed(practice):
    patient = practice.enrol()
    token, visitor = enter(practice, arrive(practice, patient))
    assert visiting.visitor_of(practice.office, fingerprint(token), now=practice.now) == visitor
    with practice.office.store.reading() as db:
        (agreed,) = consents.of_patient(db, 1, visitor.subject_id)
        kept = pins.of_patient(db, 1, visitor.subject_id)
    assert (agreed.statement, agreed.agreed_at) == (whole(practice.clinic), practice.now)
    assert practice.office.seal.open(kept.sealed).startswith("$argon2id$")
    assert PIN not in kept.sealed
    added = [action for action, who, _ in trail(practice) if who in {"patient", "signed out"}]
    assert added[-3:] == ["opened the personal link", "agreed to the statement", "chose a PIN"]
    chose = next(row for row in rows(practice, "audit") if row["action"] == "chose a PIN")
    assert chose["actor"] == chose["subject"] == f"patient:{visitor.subject_id}"
    assert chose["session"] == visitor.session[:12]
    assert PIN not in str(trail(practice))


def test_another_phone_needs_link_and_pin_and_no_second_consent(practice):
    patient = practice.enrol()
    enter(practice, arrive(practice, patient))
    step = arrive(practice, patient)
    with pytest.raises(SignInRefused, match="not right"):
        enter(practice, step, Entry("739182"))
    _, visitor = enter(practice, step, Entry(f" {PIN[:3]} {PIN[3:]} "))
    assert visitor.patient_id == patient.patient.patient_id
    assert len(rows(practice, "consent")) == 1


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        pytest.param(Entry(PIN, PIN, agrees=False), "agrees", id="without agreeing"),
        pytest.param(Entry("123456", "123456", agrees=True), "pin", id="a pattern"),
        pytest.param(Entry(PIN, "739182", agrees=True), "pin_again", id="two different PINs"),
        pytest.param(Entry("", "", agrees=True), "pin", id="no PIN"),
    ],
)
def test_what_is_wrong_at_first_use_is_said_and_nothing_is_kept(entry, field, practice):
    step = arrive(practice, practice.enrol())
    with pytest.raises(InvalidInput) as refused:
        enter(practice, step, entry)
    assert refused.value.field == field
    assert (rows(practice, "pin"), rows(practice, "consent")) == ([], [])
    enter(practice, step)


def test_when_the_statement_has_changed_it_is_asked_again_at_the_next_entry(practice):
    patient = practice.enrol()
    come_in(practice.office, patient.link, now=practice.now)
    with practice.office.store.writing() as db:
        people.change_clinic(db, replace(practice.clinic, kept_for_years=30))
    later = practice.now + timedelta(days=1)
    step = arrive(practice, patient, now=later)
    assert not personal_links.door(practice.office, step=step, now=later).has_agreed
    with pytest.raises(InvalidInput, match="tick"):
        enter(practice, step, Entry(PIN), now=later)
    enter(practice, step, Entry(PIN, agrees=True), now=later)
    said = [row["statement"] for row in rows(practice, "consent")]
    assert ["10 years" in said[0], "30 years" in said[1]] == [True, True]


def test_a_form_of_the_first_time_that_comes_second_is_told_so_and_counts_as_no_wrong_pin(practice):
    patient = practice.enrol()
    first, second = (arrive(practice, patient) for _ in range(2))
    enter(practice, first, Entry(PIN, PIN, agrees=True))
    with pytest.raises(Conflict, match="chosen on another phone"):
        enter(practice, second, Entry("739182", "739182", agrees=True))
    assert [row["failures"] for row in rows(practice, "pin")] == [0]


def test_of_two_browsers_at_first_use_one_chooses_the_pin_and_the_other_is_asked_for_it(practice):
    patient = practice.enrol()
    both = [arrive(practice, patient) for _ in range(2)]
    chosen = ["408215", "739182"]
    outcomes = race(lambda n: enter(practice, both[n], Entry(chosen[n], chosen[n], agrees=True)), len(both))
    won = next(n for n, outcome in enumerate(outcomes) if not isinstance(outcome, Exception))
    assert isinstance(outcomes[1 - won], Conflict)
    assert personal_links.door(practice.office, step=both[1 - won], now=practice.now).has_pin
    with pytest.raises(SignInRefused, match="not right"):
        enter(practice, both[1 - won], Entry(chosen[1 - won]))
    enter(practice, both[1 - won], Entry(chosen[won]))
    assert len(rows(practice, "pin")) == 1


def test_one_step_opens_one_session_however_many_use_it_at_once(practice):
    patient = practice.enrol()
    come_in(practice.office, patient.link, now=practice.now)
    step, before = arrive(practice, patient), len(rows(practice, "session"))
    outcomes = race(lambda _: enter(practice, step, Entry(PIN)), 4)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert len(rows(practice, "session")) == before + 1


def race(call, count):
    """What each of several threads that start together gets, errors included."""
    outcomes, gate = [None] * count, threading.Barrier(count)

    def run(number):
        gate.wait()
        try:
            outcomes[number] = call(number)
        except Exception as error:  # noqa: BLE001 - the outcome
            outcomes[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def planted(practice, patient):
    return fingerprint("a token that somebody planted")


def replayed(practice, patient):
    step = arrive(practice, patient)
    enter(practice, step)
    return step


def expired(practice, patient):
    return arrive(practice, patient, now=practice.now - STEP_LASTS)


def of_another_kind(practice, patient):
    with practice.office.store.writing() as db:
        steps.add(
            db,
            "k" * 64,
            Step(Kind.LENT, 1, practice.now + STEP_LASTS, patient_id=patient.patient.patient_id),
            now=practice.now,
        )
    return "k" * 64


def from_before_a_new_link(practice, patient):
    step = arrive(practice, patient)
    handing_out.renew_link(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=practice.now)
    return step


@pytest.mark.parametrize("step_of", [planted, replayed, expired, of_another_kind, from_before_a_new_link])
def test_a_step_that_is_not_this_browsers_own_and_fresh_opens_nothing(step_of, practice):
    patient = practice.enrol()
    step = step_of(practice, patient)
    before = rows(practice, "session"), rows(practice, "pin")
    assert personal_links.door(practice.office, step=step, now=practice.now) is None
    with pytest.raises(SignInRefused, match=TOO_LATE[:20]):
        enter(practice, step)
    assert (rows(practice, "session"), rows(practice, "pin")) == before


def test_another_patients_step_opens_that_patient_and_takes_their_pin_alone(practice):
    ada, bea = practice.enrol(name="Ada Example"), practice.enrol(name="Bea Other")
    come_in(practice.office, ada.link, pin="408215", now=practice.now)
    come_in(practice.office, bea.link, pin="739182", now=practice.now)
    step = arrive(practice, bea)
    with pytest.raises(SignInRefused):
        enter(practice, step, Entry("408215"))
    assert enter(practice, step, Entry("739182"))[1].name == "Bea Other"


def test_fetching_a_link_ahead_spends_and_opens_nothing(practice):
    patient = practice.enrol()
    before = rows(practice, "session"), rows(practice, "audit"), rows(practice, "personal_link")
    for _ in range(5):
        arrive(practice, patient)
    assert (rows(practice, "session"), rows(practice, "audit"), rows(practice, "personal_link")) == before
    enter(practice, arrive(practice, patient))


@pytest.mark.parametrize("change", [handing_out.renew_link, handing_out.revoke_link])
def test_a_link_that_is_renewed_or_revoked_ends_all_that_it_opened(change, practice, now):
    patient, other = practice.enrol(), practice.enrol()
    come_in(practice.office, patient.link, now=now)
    fresh = change(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=now)
    assert visiting.visitor_of(practice.office, patient.visitor.session, now=now) is None
    assert rows(practice, "pin") == []
    with pytest.raises(SignInRefused, match="does not work any more"):
        personal_links.arrive(practice.office, token=patient.link, now=now)
    assert visiting.visitor_of(practice.office, other.visitor.session, now=now) == other.visitor
    assert '"ended_sessions":2,"forgotten_pins":1' in trail(practice)[-1][2]
    if fresh:
        assert come_in(practice.office, fresh, pin="739182", now=now)[1].name == patient.patient.name


def test_a_link_ends_with_its_ninety_days(practice, now):
    patient = practice.enrol()
    last = now + handing_out.LINK_LASTS
    personal_links.arrive(practice.office, token=patient.link, now=last - timedelta(seconds=1))
    with pytest.raises(SignInRefused):
        personal_links.arrive(practice.office, token=patient.link, now=last)


def test_a_phone_is_remembered_until_a_month_after_the_treatment_closed_and_so_is_the_link(practice, now):
    patient = practice.enrol()
    session = patient.visitor.session
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=now)
    last, gone = now + timedelta(days=30), now + timedelta(days=31)
    assert visiting.visitor_of(practice.office, session, now=last) == patient.visitor
    step = arrive(practice, patient, now=last)
    assert visiting.visitor_of(practice.office, session, now=gone) is None
    for call in (lambda: arrive(practice, patient, now=gone), lambda: enter(practice, step, now=gone)):
        with pytest.raises(SignInRefused, match=f"{CLOSED[:30]}|{TOO_LATE[:20]}"):
            call()


REVIVED = {
    "opened again": lambda p, patient, now: closing.reopen_treatment(
        p.office, p.clinician, treatment_id=patient.treatment_id, now=now
    ),
    "added": lambda p, patient, now: enrolling.add_treatment(
        p.office, p.clinician, patient_id=patient.patient.patient_id, now=now,
        treatment=enrolling.TreatmentEntry("laser", ("face",), p.clinic.today(now), p.clinician.subject_id),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("after_days", "known"), [(30, True), (31, False)])
@pytest.mark.parametrize("how", REVIVED)
def test_a_phone_that_was_forgotten_stays_so_when_a_treatment_is_open_again(how, after_days, known, *, practice, now):
    patient, other = practice.enrol(), practice.enrol()
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=now)
    later = now + timedelta(days=after_days)
    REVIVED[how](practice, patient, later)
    found = visiting.visitor_of(practice.office, patient.visitor.session, now=later)
    assert found == (patient.visitor if known else None)
    assert visiting.visitor_of(practice.office, other.visitor.session, now=later) == other.visitor


def test_an_entry_in_the_minute_in_which_the_recovery_closes_for_good_is_refused_whole(practice, now):
    patient = practice.enrol()
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=now)
    step = arrive(practice, patient)
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = '2020-01-01'")
    with pytest.raises(SignInRefused, match="closed"):
        enter(practice, step)
    assert (rows(practice, "pin"), rows(practice, "consent")) == ([], [])
