"""Every store function that takes an id, asked from another clinic and for another patient."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.counting import Counts
from recovery.domain.groups import Group
from recovery.domain.history import History
from recovery.domain.importing.alike import name_of
from recovery.domain.level import Level
from recovery.domain.lookalikes import looks_of
from recovery.domain.mail import Kind, Mail, about_alert
from recovery.domain.months import Month
from recovery.domain.moving import Diary
from recovery.domain.notes import Note, NoteKind
from recovery.domain.own_names import Names
from recovery.domain.report import Draft
from recovery.domain.summary.summing import By
from recovery.domain.worklist import Choice, View, midnights
from recovery.errors import NotFound
from recovery.store import (
    accounts,
    alert_cells,
    alerts,
    consents,
    corrections,
    drafts,
    duty,
    erasing,
    evaluations,
    histories,
    importing,
    invitations,
    known_devices,
    links,
    looks,
    notes,
    one_effect,
    open_list,
    outbox,
    own_data,
    people,
    people_search,
    pins,
    reports,
    row_exports,
    second_factors,
    sessions,
    single_sign_ons,
    staff_list,
    steps,
    summary_cells,
    summary_treatments,
    trail_rows,
    treatments,
    worklists,
)
from recovery.store.bulk_histories import Recent, count_recent, histories_in_bulk
from recovery.store.guide_files import read_guide
from recovery.store.own_data import Own
from recovery.store.steps import Kind as StepKind
from recovery.store.steps import Step
from recovery.store.trail_rows import Span, Wanted
from tests.conftest import NOW, ROOT, a_clinic

MAIL = 7

NAMES = Names(0, {})

GUIDE = read_guide(ROOT / "data")
CATALOGUE = GUIDE.catalogue


def asked(clinic_id):
    return worklists.asked(
        Choice(), CATALOGUE, clinic_id=clinic_id, me=0, now=NOW, midnights=midnights(a_clinic(), NOW)
    )


ADAS_LOOKS = looks_of(name="Ada Example", contact="555 0100", year_of_birth=None)
PERIOD = Group(Month(2025, 1), Month(2026, 12))
OVER = row_exports.Span(NOW.date(), 99, NOW.date())


def _received(db, clinic_id, dimensions):
    found = summary_treatments.treatments(db, clinic_id, dimensions)
    return summary_cells.received(db, clinic_id, found, GUIDE, today=NOW.date())


def _outcomes(db, clinic_id, dimensions, catalogue):
    return summary_cells.outcomes(db, clinic_id, summary_treatments.treatments(db, clinic_id, dimensions), catalogue)


def _tallies(db, clinic_id, dimensions, catalogue):
    found = summary_treatments.treatments(db, clinic_id, dimensions)
    return alert_cells.tallies(db, clinic_id, found, catalogue, now=NOW)


OF_A_TREATMENT = {
    # function of (db, clinic, treatment, catalogue), and what it says of nothing
    "reports_of": (reports.reports_of, {}),
    "revisions_of": (lambda db, c, t, _: reports.revisions_of(db, c, t), []),
    "reported_days": (lambda db, c, t, _: reports.reported_days(db, c, t), ()),
    "history": (histories.history, History(days=[])),
    "alerts of_treatment": (alerts.of_treatment, []),
    "treatments as rows": (lambda db, c, t, cat: treatments.these(db, c, [t], cat), {}),
    "waiting alerts": (lambda db, c, t, cat: worklists.alerts_of(db, c, View.NEEDS, [t], cat, now=NOW), {}),
    "courses of rows": (lambda db, c, t, cat: worklists.points(db, c, {t: {"redness"}}, cat), {}),
    "treatments to judge": (lambda db, c, t, cat: list(evaluations.some(db, c, [t], cat)), []),
    "alert events": (lambda db, c, t, _: alerts.events_of_treatment(db, c, t), {}),
    "last look": (lambda db, c, t, _: looks.last(db, c, t, account_id=_whoever_is_on_duty(db)), None),
    "the diary to correct": (corrections.diary, Diary({})),
    "rows of scores": (lambda db, c, t, _: row_exports.scores(db, c, t), []),
    "rows of reports": (lambda db, c, t, _: row_exports.told(db, c, t), []),
    "drafts kept": (lambda db, c, t, _: drafts.kept(db, c, t), {}),
    "codes of recoveries in the trail": (lambda db, c, t, _: trail_rows.codes(db, c, [f"treatment:{t}"]), {}),
    "treatment": (lambda db, c, t, _: treatments.treatment(db, c, t), NotFound),
}
OF_A_PATIENT = {
    "patient of a code": (lambda db, c, p: people_search.patient_of_code(db, c, _code_of(db, p)), None),
    "patient of an id in the trail": (trail_rows.patient_of_id, None),
    "codes of patients in the trail": (lambda db, c, p: trail_rows.codes(db, c, [f"patient:{p}"]), {}),
    "patient": (people.patient, NotFound),
    "treatments_of": (treatments.treatments_of, []),
    "treatments of_patients": (lambda db, c, p: treatments.of_patients(db, c, [p]), {}),
    "treatments latest_of": (lambda db, c, p: treatments.latest_of(db, c, [p]), {}),
    "working links": (lambda db, c, p: links.working(db, c, [p], now=NOW), set()),
    "link of_patient": (links.of_patient, None),
    "pin of_patient": (pins.of_patient, None),
    "consents of_patient": (consents.of_patient, []),
    "whether remembered": (lambda db, c, p: sessions.is_remembered(db, c, p, closed_since=NOW.date()), False),
    "notes of_patient": (lambda db, c, p: notes.of_patient(db, c, p, CATALOGUE), []),
    "when they were entered": (lambda db, c, p: own_data.entered_at(db, Own(c, p)), NotFound),
    "when treatments were": (lambda db, c, p: own_data.treatments_entered(db, Own(c, p)), {}),
    "own phones": (lambda db, c, p: own_data.phones(db, Own(c, p)), ()),
    "own link": (lambda db, c, p: own_data.link(db, Own(c, p), NAMES), None),
    "own entries": (lambda db, c, p: own_data.entries(db, Own(c, p)), ()),
    "own drafts": (lambda db, c, p: own_data.drafts(db, Own(c, p)), []),
    "own courses": (lambda db, c, p: own_data.courses(db, Own(c, p), CATALOGUE), []),
    "own standings": (lambda db, c, p: own_data.standings(db, Own(c, p), CATALOGUE), {}),
    "looks at one's own": (lambda db, c, p: own_data.looks(db, Own(c, p), NAMES), []),
    "mails about one's own": (lambda db, c, p: own_data.mails(db, Own(c, p), NAMES), []),
    "rows of treatments": (lambda db, c, p: row_exports.treatments_of_patient(db, c, PERIOD, patient_id=p), []),
    "own trail": (lambda db, c, p: own_data.trail(db, Own(c, p)), NotFound),
}
OF_AN_ACCOUNT = {
    "account": accounts.by_id,
    "invitation": lambda db, c, a: invitations.of_account(db, c, a, now=NOW),
    "member of staff": staff_list.member,
    "second factor": lambda db, c, a: second_factors.of(db, c, a).sealed or None,
}
OF_A_CLINIC = {
    # what the first clinic sees of its one patient: (function, what an empty clinic sees)
    "clinicians": (lambda db, c, _: len(people.clinicians(db, c)), 1),
    "search": (lambda db, c, _: people_search.search(db, c, "Ada", archived=True, limit=9, offset=0)[1], 0),
    "may_be_alike": (lambda db, c, _: people_search.may_be_alike(db, c, ADAS_LOOKS), []),
    "open_treatments": (lambda db, c, cat: open_list.open_treatments(db, c, cat, limit=9, offset=0)[1], 0),
    "histories_in_bulk": (lambda db, c, cat: len(histories_in_bulk(db, cat, clinic_id=c)), 0),
    "count_recent": (lambda db, c, _: count_recent(db, c, Recent(NOW.date() - timedelta(days=999), NOW)), 0),
    "waiting": (lambda db, c, cat: worklists.ids(db, asked(c), View.NEEDS), []),
    "waiting in groups": (lambda db, c, cat: worklists.groups(db, asked(c), View.NEEDS), []),
    "waiting by rule": (lambda db, c, cat: worklists.by_rule(db, asked(c), View.NEEDS), {}),
    "waiting by side effect": (lambda db, c, cat: worklists.by_side_effect(db, asked(c), View.NEEDS, cat), {}),
    "open alerts counted": (lambda db, c, _: alerts.count_open(db, c), 0),
    "waiting counted": (lambda db, c, _: worklists.count(db, c, View.NEEDS, now=NOW), 0),
    "to_judge": (lambda db, c, _: len(evaluations.to_judge(db, c, everything=True)), 0),
    "open_ids": (lambda db, c, _: len(open_list.open_ids(db, c)), 0),
    "summarised reports": (lambda db, c, _: _received(db, c, ()), {}),
    "summarised reports by area": (lambda db, c, _: _received(db, c, (By.AREA,)), {}),
    "summarised courses": (lambda db, c, cat: _outcomes(db, c, (), cat), {}),
    "summarised courses by age": (lambda db, c, cat: _outcomes(db, c, (By.AGE_BAND,), cat), {}),
    "what happened to alerts": (lambda db, c, _: alert_cells.events(db, c), 0),
    "counted alerts": (lambda db, c, cat: _tallies(db, c, (), cat), {}),
    "counted alerts by clinician": (lambda db, c, cat: _tallies(db, c, (By.CLINICIAN,), cat), {}),
    "clinicians by sign-in name": (lambda db, c, _: len(importing.clinicians_by_login(db, c)), 1),
    "clinicians by word": (lambda db, c, _: len(importing.clinicians_by_word(db, c)), 2),
    "patients for rows": (lambda db, c, _: row_exports.next_patients(db, c, after=0, limit=9), []),
    "rows of recoveries over": (lambda db, c, _: list(row_exports.recoveries_over(db, c, OVER)), []),
    "people of rows": (lambda db, c, _: row_exports.people_over(db, c, OVER, at_most=9), 0),
    "reports of rows": (lambda db, c, _: row_exports.count_reports(db, c, PERIOD), 0),
    "reports of rows by area": (lambda db, c, _: row_exports.count_reports(db, c, replace(PERIOD, area="face")), 0),
    "one side effect of a group": (lambda db, c, cat: one_effect.ends(db, c, PERIOD, "redness", cat), Counts()),
    "one side effect by area": (
        lambda db, c, cat: one_effect.ends(db, c, replace(PERIOD, area="face"), "redness", cat),
        Counts(),
    ),
    "suspected PINs": (lambda db, c, _: pins.suspected(db, c), []),
    "on_duty": (lambda db, c, _: duty.on_duty(db, c), None),
    "members of staff": (lambda db, c, _: staff_list.members(db, c, limit=9, offset=0)[1], 1),
    "staff without a second factor": (lambda db, c, _: len(staff_list.without_code(db, c)), 1),
    "mails": (lambda db, c, _: outbox.latest(db, c, limit=9, offset=0), []),
    "one mail": (lambda db, c, _: outbox.is_queued(db, c, Kind.DIGEST, "today"), False),
    "mails queued_since": (lambda db, c, _: outbox.queued_since(db, c, Kind.DIGEST, NOW - timedelta(1)), 0),
    "mails due": (lambda db, c, _: outbox.is_due(db, c, now=NOW), False),
    "mails counted": (lambda db, c, _: outbox.counts(db, c), {}),
    "waiting_alerts": (lambda db, c, _: outbox.waiting_alerts(db, c, at=NOW), {}),
    "an alert without a mail": (lambda db, c, _: outbox.misses_a_mail(db, c, at=NOW), False),
    "rows of the trail": (
        lambda db, c, _: trail_rows.count(db, Wanted(c, actions=["enrolled a patient"]), Span(1, 999)),
        0,
    ),
    "first_procedure": (lambda db, c, _: treatments.first_procedure(db, c), None),
}


def _code_of(db, patient_id):
    row = db.conn.execute("SELECT code FROM patient WHERE patient_id = ?", (patient_id,)).fetchone()
    return row[0] if row else "P-00000"


def _whoever_is_on_duty(db):
    return db.conn.execute("SELECT on_duty FROM clinic WHERE clinic_id = 1").fetchone()[0]


@pytest.fixture
def ada(practice, other_clinic):
    practice = practice.watching()
    patient = practice.enrol(name="Ada Example", days_ago=9)
    for severity in (3, 2):
        practice.report(patient, 8, redness=severity)
    with practice.office.store.writing() as db:
        drafts.keep(db, 1, patient.treatment_id, Draft(9, note="half a word"), now=practice.now)
        duty.put_on_duty(db, 1, practice.clinician.subject_id)
        link = invitations.Invitation(1, practice.clinician.subject_id, NOW + timedelta(days=7))
        invitations.put(db, link, "i" * 64, created_by=practice.manager.subject_id, now=NOW)
        second_factors.turn_on(db, 1, practice.clinician.subject_id, sealed="sealed", step=1)
        known_devices.add(
            db, "d" * 64, clinic_id=1, account_id=practice.clinician.subject_id, now=NOW,
            expires_at=NOW + timedelta(days=9),
        )  # fmt: skip
        duty.set_email(db, 1, practice.clinician.subject_id, "bea@example.com")
        single_sign_ons.link(db, 1, practice.clinician.subject_id, "bea")
        looks.put(db, 1, patient.treatment_id, account_id=practice.clinician.subject_id, now=practice.now)
        written = Note(1, patient.treatment_id, NoteKind.CALL, 9, "No answer", practice.clinician.subject_id, NOW)
        notes.add(db, 1, written, CATALOGUE)
        pins.put(db, 1, patient.patient.patient_id, "sealed", now=NOW)
        pins.suspect(db, 1, patient.patient.patient_id, now=NOW)
        consents.add(db, 1, patient.patient.patient_id, "Who sees this", now=NOW)
        outbox.add(db, 1, Mail(MAIL, Kind.DIGEST, "today", practice.clinician.subject_id, NOW))
        (alert, *_) = alerts.of_treatment(db, 1, patient.treatment_id, CATALOGUE)
        about = about_alert(alert.alert_id, Level.LOW)  # so that one of its own level is still to come
        outbox.add(db, 1, Mail(MAIL + 2, Kind.ALERT, about, practice.clinician.subject_id, NOW))
        steps.add(db, "step", Step(StepKind.PERSONAL_LINK, 1, NOW, patient_id=patient.patient.patient_id), now=NOW)
    return patient


@pytest.mark.parametrize("name", OF_A_TREATMENT)
def test_what_belongs_to_a_treatment_is_not_there_for_another_clinic(name, ada, office):
    ask, nothing = OF_A_TREATMENT[name]
    with office.store.reading() as db:
        catalogue = office.guide.catalogue
        assert ask(db, 1, ada.treatment_id, catalogue) not in (nothing, [], {}, None)
        for clinic, treatment in ((2, ada.treatment_id), (1, ada.treatment_id ^ 1), (ada.treatment_id, 1)):
            _finds_nothing(lambda c=clinic, t=treatment: ask(db, c, t, catalogue), nothing)


@pytest.mark.parametrize("name", OF_A_PATIENT)
def test_what_belongs_to_a_patient_is_not_there_for_another_clinic(name, ada, office):
    ask, nothing = OF_A_PATIENT[name]
    with office.store.reading() as db:
        assert ask(db, 1, ada.patient.patient_id) not in (nothing, [], None)
        for clinic, patient in ((2, ada.patient.patient_id), (1, ada.patient.patient_id ^ 1)):
            _finds_nothing(lambda c=clinic, p=patient: ask(db, c, p), nothing)


@pytest.mark.parametrize("name", OF_AN_ACCOUNT)
def test_what_belongs_to_an_account_is_not_there_for_another_clinic(name, ada, practice, office):
    ask, account_id = OF_AN_ACCOUNT[name], practice.clinician.subject_id
    with office.store.reading() as db:
        assert ask(db, 1, account_id) is not None
        for clinic, account in ((2, account_id), (1, account_id ^ 1)):
            assert ask(db, clinic, account) is None


def _finds_nothing(ask, nothing):
    if nothing is NotFound:
        with pytest.raises(NotFound, match="go back to the list"):
            ask()
    else:
        assert ask() == nothing


@pytest.mark.parametrize("name", OF_A_CLINIC)
def test_a_clinic_sees_nothing_of_another(name, ada, office):
    ask, nothing = OF_A_CLINIC[name]
    with office.store.reading() as db:
        assert ask(db, 1, office.guide.catalogue)
        assert ask(db, 2, office.guide.catalogue) == nothing
        staff = name in ("clinicians", "members of staff", "staff without a second factor")
        staff = staff or name.startswith("clinicians by")
        assert ask(db, 3, office.guide.catalogue) == (0 if staff else nothing)


def test_a_treatment_is_bound_to_its_patient_where_one_is_named(ada, practice, office):
    other = practice.enrol(name="Bea Other")
    with office.store.reading() as db:
        assert treatments.treatment(db, 1, ada.treatment_id, patient_id=ada.patient.patient_id) == (
            treatments.treatment(db, 1, ada.treatment_id)
        )
        with pytest.raises(NotFound):
            treatments.treatment(db, 1, ada.treatment_id, patient_id=other.patient.patient_id)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda db, a: erasing.erase(db, 2, a.patient, now=NOW), id="erase"),
        pytest.param(lambda db, a: drafts.discard(db, 2, a.treatment_id, day=9), id="discard a draft"),
        pytest.param(lambda db, a: people.set_archived(db, 2, a.patient.patient_id, NOW), id="archive a patient"),
        pytest.param(lambda db, a: people.change_patient(db, 2, replace(a.patient, name="X")), id="change a patient"),
        pytest.param(lambda db, a: links.revoke(db, 2, a.patient.patient_id), id="revoke a link"),
        pytest.param(lambda db, a: links.mark_used(db, 2, a.patient.patient_id, now=NOW), id="use a link"),
        pytest.param(lambda db, a: pins.count_try(db, 2, a.patient.patient_id, now=NOW), id="count a PIN"),
        pytest.param(lambda db, a: pins.dismiss(db, 2, a.patient.patient_id), id="dismiss wrong PINs"),
        pytest.param(lambda db, a: pins.forget(db, 2, a.patient.patient_id), id="forget a PIN"),
        pytest.param(lambda db, a: pins.forget_failures(db, 2, a.patient.patient_id), id="forget wrong PINs"),
        pytest.param(lambda db, a: pins.suspect(db, 2, a.patient.patient_id, now=NOW), id="suspect a PIN"),
        pytest.param(lambda db, a: sessions.end_of_patient(db, 2, a.patient.patient_id), id="end sessions"),
        pytest.param(
            lambda db, a: sessions.forget_left(db, 2, a.patient.patient_id, closed_since=NOW.date()), id="forget phones"
        ),
        pytest.param(lambda db, a: outbox.claim(db, 2, now=NOW, until=NOW), id="claim a mail"),
        pytest.param(lambda db, a: outbox.give_up_lapsed(db, 2, now=NOW), id="give a mail up"),
        pytest.param(lambda db, a: duty.take_off_duty(db, 2, a.treatment.clinician.account_id), id="end duty"),
        pytest.param(lambda db, a: invitations.end(db, 2, a.treatment.clinician.account_id), id="end a password link"),
        pytest.param(
            lambda db, a: accounts.mark_signed_in(db, 2, a.treatment.clinician.account_id, now=NOW), id="mark signed in"
        ),
        pytest.param(
            lambda db, a: known_devices.forget_of_account(db, 2, a.treatment.clinician.account_id), id="forget devices"
        ),
        pytest.param(lambda db, a: duty.set_email(db, 2, a.treatment.clinician.account_id, "x"), id="set an address"),
        pytest.param(lambda db, a: importing.raise_versions(db, 2, {a.treatment_id: 1}), id="count reports brought in"),
        pytest.param(lambda db, a: single_sign_ons.link(db, 2, a.treatment.clinician.account_id, "x"), id="link"),
        pytest.param(lambda db, a: single_sign_ons.unlink(db, 2, a.treatment.clinician.account_id), id="unlink"),
    ],
)
def test_another_clinic_changes_nothing(change, ada, office):
    def everything(db):
        tables = ("draft", "personal_link", "pin", "session", "outbox", "clinic", "account", "patient", "treatment")
        return [[tuple(row) for row in db.conn.execute(f"SELECT * FROM {t}").fetchall()] for t in tables]  # noqa: S608

    with office.store.reading() as db:
        before = everything(db)
    with office.store.writing() as db:
        change(db, ada)
    with office.store.reading() as db:
        assert everything(db) == before


def test_who_was_erased_is_known_to_their_own_clinic_alone(ada, office):
    with office.store.writing() as db:
        erasing.erase(db, 1, replace(ada.patient, name="Erased", contact=""), now=NOW)
        for about in (ada.patient.patient_id, ada.treatment_id):
            assert [erasing.is_erased(db, clinic_id, about) for clinic_id in (1, 2)] == [True, False]


def test_the_same_code_may_exist_in_two_clinics(ada, office):
    with office.store.reading() as db:
        assert people.code_is_taken(db, 1, ada.patient.code)
        assert not people.code_is_taken(db, 2, ada.patient.code)


def test_what_stands_of_a_code_is_not_there_for_another_clinic_or_of_the_erased(ada, office):
    asked = ([ada.patient.code], office.guide.catalogue)
    with office.store.writing() as db:
        assert list(importing.standings(db, 1, *asked)) == [ada.patient.code]
        assert importing.standings(db, 2, *asked) == {}
        name = name_of(replace(ada.patient, year_of_birth=1980))
        db.conn.execute("UPDATE patient SET year_of_birth = 1980")
        assert importing.names_that_stand(db, 1, {name}) == {name}
        assert importing.names_that_stand(db, 2, {name}) == set()
        erasing.erase(db, 1, replace(ada.patient, name="Erased", contact=""), now=NOW)
        assert importing.standings(db, 1, *asked) == {}
        assert importing.names_that_stand(db, 1, {name}) == set()


def test_a_clinic_that_is_not_there_asks_to_sign_in_again(ada, office):
    with office.store.reading() as db, pytest.raises(NotFound, match="sign in again"):
        people.clinic(db, 99)


def test_one_mail_and_one_account_are_not_there_for_another_clinic(ada, office):
    account_id = ada.treatment.clinician.account_id
    with office.store.reading() as db:
        assert outbox.one(db, 1, MAIL)
        assert duty.addressee(db, 1, account_id)
        for clinic, mail_id in ((2, MAIL), (1, MAIL + 1)):
            with pytest.raises(NotFound):
                outbox.one(db, clinic, mail_id)
        assert duty.addressee(db, 2, account_id) is None
