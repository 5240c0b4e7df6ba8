"""Every service call by every visitor, and every service call on every broken file: two tables' product."""

import io
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

import pyotp
import pytest

from recovery.domain.access import Role, Visitor
from recovery.domain.alerts import Alert, Event, Held, Holding, State, Step
from recovery.domain.archiving import open_ones
from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import Severity
from recovery.domain.cohort_choice import CohortChoice, ComparedBy
from recovery.domain.groups import Group
from recovery.domain.guidance import BandDays
from recovery.domain.handling import Move
from recovery.domain.importing.mapping import ColumnMapping
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.lookalikes import looks_of
from recovery.domain.months import Month
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.domain.rules import Rule
from recovery.domain.second_factor import as_kept
from recovery.domain.summary.summing import Choice as Split
from recovery.domain.trail import TrailFilters
from recovery.domain.worklist import Choice
from recovery.errors import (
    Conflict,
    DatabaseBusy,
    DatabaseReadOnly,
    DatabaseUnusable,
    InvalidInput,
    NotAllowed,
    NotFound,
    SignedOut,
    SignInRefused,
)
from recovery.services import clinics, overseeing, setting_up
from recovery.services.alerts import attending, duty, triaging
from recovery.services.audit import trail
from recovery.services.entry import (
    another_app,
    code_steps,
    consenting,
    keeping,
    known_devices,
    lending,
    local_sign_in,
    own_password,
    personal_links,
    pins,
    second_factor,
    session_lists,
    signing_in,
    single_sign_on,
    visiting,
)
from recovery.services.entry.confirming import Whence
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.visiting import Way
from recovery.services.files import estimating, first_rows, history
from recovery.services.files.export import Kind
from recovery.services.groups import cohort_numbers, cohorts, summarising
from recovery.services.guidance import band_origins, guiding, previewing
from recovery.services.imports import importing, mappings
from recovery.services.imports.importing import Bringing
from recovery.services.office import Office
from recovery.services.people import (
    closing,
    correcting,
    enrolling,
    erasing,
    handing_out,
    lookalikes,
    own_data,
    patients,
)
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry
from recovery.services.recoveries import comparing, expecting, looking, noting, on_paper, reporting, reviewing
from recovery.services.rows import row_exports
from recovery.services.staff import inviting, own_account, staff_accounts
from recovery.services.staff.inviting import StaffEntry
from recovery.settings import SingleSignOn
from recovery.store import alerts, database, second_factors, steps, treatments
from recovery.store import pins as kept_pins
from recovery.store.accounts import Account
from recovery.store.database import Store
from recovery.store.driver import sqlite3
from recovery.store.trail_key import key_file
from tests.conftest import NOW, PASSWORD, Enrolled, Practice, a_clinic, come_in
from tests.mail_server import nobody_at

TODAY = NOW.date()
NEW_PATIENT = PatientEntry("Wanda Secretname", contact="wanda@secret.example")


@dataclass(frozen=True)
class Case:
    """Someone at the desk of an office, wanting something about a patient."""

    office: Office
    visitor: Visitor
    about: Enrolled
    clinician_id: int

    @property
    def treatment(self):
        return {"treatment_id": self.about.treatment_id}

    @property
    def patient(self):
        return {"patient_id": self.about.patient.patient_id, "now": NOW}

    @property
    def account(self):
        """The clinician of the patient's treatment."""
        return {"account_id": self.about.treatment.clinician.account_id, "now": NOW}

    @property
    def sign(self):
        """A fresh session of a member of staff: other calls may have ended the one that they came with."""
        if not self.visitor.roles & {Role.CLINICIAN, Role.MANAGER}:
            return ""
        with self.office.store.writing() as db:
            return visiting.open_session(db, self.visitor, way=Way.PASSWORD, device="", now=NOW)[1].session[:12]

    @property
    def mailing(self):
        """The office with a mail server that is not there."""
        return replace(self.office, settings=replace(self.office.settings, mail=nobody_at(1)))

    @property
    def entry(self):
        return TreatmentEntry("laser", ("neck",), TODAY, self.clinician_id)

    @property
    def bringing(self):
        """A file with a patient of this very name, for the visitor's own clinic."""
        file = io.BytesIO(b"code,name,on,day,redness\nV-1,Vera Secretname,2026-07-01,1,2\n")
        columns = {"patient": "code", "name": "name", "procedure_date": "on", "day": "day"}
        mapping = ColumnMapping("Of a test", columns, {"redness": "redness"}, method="laser", areas=("neck",))
        return Bringing(file, mapping, "clinician@example.com" if self.visitor.clinic_id == 1 else "else@example.com")

    def corrected(self, method):
        """The treatment by another method."""
        treatment = self.about.treatment
        return TreatmentEntry(method, treatment.areas, treatment.procedure, treatment.clinician.account_id)


HERE = Whence("1.2.3.4", "Chrome on Linux")
BO = StaffEntry("Bo Noor", "bo@clinic.example", frozenset({Role.CLINICIAN}))
CLEO = StaffEntry("Cleo Clinician", "clinician@example.com", frozenset({Role.CLINICIAN}))
CLEA = replace(CLEO, name="Clea Clinician")
DRAFT = Draft(day=3, severities={"redness": 1}, note="Vera Secretname")
NOTE = NoteEntry("call", "Vera Secretname", day=3)
LOOKS = looks_of(name="Vera Secretname", contact="", year_of_birth=None)
SECRET, RECOVERY_CODE = pyotp.random_base32(), "abcd-efgh"
CLINICIANS_STEP, MANAGERS_STEP = "1" * 64, "2" * 64
OPENED, TAKEN = 7, 8
"""Two alerts of another patient: one that nobody has, one that the clinician has just taken."""

TAKE = Move(Step.ACKNOWLEDGED)
OWN_BAND = Band("redness", 2, 4, Basis.CLINIC, Basis.CLINIC, says="", source="", version="clinic-2")

PERIOD = Group(Month(2025, 1), Month(2026, 12))
BY_METHOD = CohortChoice("redness", compare=ComparedBy.METHOD, among=("derma_roller", "laser"))

LESS = [BandDays("laser", "redness", (2, 9))]

PATIENTS_OWN = {
    "choose a treatment to report on": lambda c: reporting.choices(c.office, c.visitor),
    "ask what changed in the statement": lambda c: consenting.changed(c.office, c.visitor),
    "understand what changed": lambda c: consenting.understand(
        c.office, c.visitor, shown=consenting.changed(c.office, c.visitor), now=NOW
    ),
    "see own treatments": lambda c: reviewing.own_treatments(c.office, c.visitor),
    "see what is kept": lambda c: own_data.kept(c.office, c.visitor),
    "see everything held": lambda c: own_data.everything(c.office, c.visitor, now=NOW),
    "take own data": lambda c: own_data.take(c.office, c.visitor, form="json", now=NOW),
}
PATIENTS_ABOUT = {
    "open the desk": lambda c: reporting.open_desk(c.office, c.visitor, **c.treatment, now=NOW),
    "read a report": lambda c: reporting.report_of(c.office, c.visitor, **c.treatment, day=1),
    "check a report": lambda c: reporting.check(c.office, c.visitor, **c.treatment, draft=DRAFT, now=NOW),
    "keep a draft": lambda c: reporting.keep_draft(c.office, c.visitor, **c.treatment, draft=DRAFT, now=NOW),
    "discard a draft": lambda c: reporting.discard_draft(c.office, c.visitor, **c.treatment, day=3),
    "send a report": lambda c: reporting.submit(c.office, c.visitor, **c.treatment, draft=DRAFT, now=NOW),
    "see own recovery": lambda c: reviewing.own_recovery(c.office, c.visitor, **c.treatment, now=NOW),
    "see others beside one's own": lambda c: expecting.of_own(c.office, c.visitor, **c.treatment, now=NOW),
}
CLINICIANS = {
    "list patients": lambda c: reviewing.patients_list(c.office, c.visitor, page=1, now=NOW),
    "find the place in the list": lambda c: reviewing.neighbours(c.office, c.visitor, **c.treatment),
    "count the lists": lambda c: triaging.lists(c.office, c.visitor, now=NOW),
    "see the worklist": lambda c: triaging.worklist(c.office, c.visitor, choice=Choice(mine=True), page=1, now=NOW),
    "look for news": lambda c: triaging.marks(c.office, c.visitor, choice=Choice(), page=1, now=NOW),
    "order the worklist": lambda c: triaging.order(c.office, c.visitor, choice=Choice(), now=NOW),
    "name colleagues": lambda c: attending.colleagues(c.office, c.visitor),
    "ask whether a step can be taken back": lambda c: attending.may_take_back(c.office, c.visitor, seen={TAKEN: 2}),
    "ask whence bands come": lambda c: band_origins.band_origins(c.office, c.visitor, bands=[OWN_BAND]),
    "see suspected PINs": lambda c: pins.suspected(c.office, c.visitor),
    "see what tells patients apart": lambda c: enrolling.glances(
        c.office, c.visitor, patient_ids=[c.patient["patient_id"]], now=NOW
    ),
    "search": lambda c: enrolling.search(c.office, c.visitor, words="a", page=1),
    "name clinicians": lambda c: enrolling.clinicians(c.office, c.visitor),
    "ask who is on duty": lambda c: duty.duty_now(c.mailing, c.visitor),
    "go on duty": lambda c: duty.take_duty(c.office, c.visitor, email="a@b.example", now=NOW),
    "go off duty": lambda c: duty.end_duty(c.office, c.visitor, now=NOW),
    "notice lookalikes": lambda c: lookalikes.alike(c.office, c.visitor, looks=LOOKS),
    "enrol": lambda c: enrolling.enrol(c.office, c.visitor, patient=NEW_PATIENT, treatment=c.entry, now=NOW),
    "take identified rows": lambda c: list(
        chain(*(of.rows for of in row_exports.identified(c.office, c.visitor, group=PERIOD, reason="care").tables))
    ),
}


def _archive(c):
    for each in open_ones(enrolling.person(c.office, c.visitor, **c.patient).treatments):
        closing.close_treatment(c.office, c.visitor, treatment_id=each.treatment_id, now=NOW)
    patients.archive(c.office, c.visitor, **c.patient)


def _archive_and_bring_back(c):
    with suppress(Conflict):  # when it was done before
        _archive(c)
    patients.bring_back(c.office, c.visitor, **c.patient)


def _correct(c):
    with c.office.store.reading() as db:
        seen = treatments.treatment(db, 1, c.about.treatment_id)
    entry = c.corrected("ultrasound" if seen.method == "laser" else "laser")
    correcting.correct(c.office, c.visitor, **c.treatment, entry=entry, seen=seen, reason="entered wrongly", now=NOW)


CLINICIANS_ABOUT = {
    "ask what a correction does": lambda c: correcting.consequences(
        c.office, c.visitor, **c.treatment, entry=c.corrected("rf_microneedling"), now=NOW
    ),
    "correct a treatment": _correct,
    "see a row of the worklist": lambda c: triaging.row(c.office, c.visitor, **c.treatment, now=NOW),
    "attend to an alert": lambda c: attending.attend(c.office, c.visitor, seen={OPENED: 1}, move=TAKE, now=NOW),
    "take a step back": lambda c: attending.take_back(c.office, c.visitor, seen={TAKEN: 2}, now=NOW),
    "see a recovery": lambda c: reviewing.recovery(c.office, c.visitor, **c.treatment, now=NOW),
    "print a summary": lambda c: on_paper.on_paper(c.office, c.visitor, **c.treatment, form="page", now=NOW),
    "see earlier patients": lambda c: expecting.of_patient(c.office, c.visitor, **c.treatment, now=NOW),
    "compare treatments": lambda c: comparing.other(
        c.office, c.visitor, **c.treatment, other_id=c.about.treatment_id, now=NOW
    ),
    "see a person": lambda c: enrolling.person(c.office, c.visitor, **c.patient),
    "add a treatment": lambda c: enrolling.add_treatment(c.office, c.visitor, **c.patient, treatment=c.entry),
    "renew a link": lambda c: handing_out.renew_link(c.office, c.visitor, **c.patient),
    "close a treatment": lambda c: closing.close_treatment(c.office, c.visitor, **c.treatment, now=NOW),
    "change a patient": lambda c: patients.edit(
        c.office, c.visitor, **c.patient, entry=PatientEntry("Vera Secretname"), seen=c.about.patient
    ),
    "archive a patient": _archive,
    "bring a patient back": _archive_and_bring_back,
    "open a treatment again": lambda c: closing.reopen_treatment(c.office, c.visitor, **c.treatment, now=NOW),
    "ask about lending a tablet": lambda c: lending.lending(c.office, c.visitor, patient_id=c.patient["patient_id"]),
    "lend a tablet": lambda c: lending.lend(c.office, c.visitor, **c.patient),
    "see the record": lambda c: looking.record(c.office, c.visitor, **c.treatment, now=NOW),
    "look at a patient": lambda c: looking.look(c.office, c.visitor, **c.treatment, now=NOW),
    "write a note": lambda c: noting.write_note(c.office, c.visitor, **c.treatment, entry=NOTE, now=NOW),
    "enter a report": lambda c: reporting.submit_for(c.office, c.visitor, **c.treatment, draft=DRAFT, now=NOW),
    "dismiss wrong PINs": lambda c: pins.dismiss(c.office, c.visitor, **c.patient),
    "revoke a link": lambda c: handing_out.revoke_link(c.office, c.visitor, **c.patient),
    # The last of all: nothing more can be done with them.
    "take a patient's data": lambda c: own_data.take_for(c.office, c.visitor, **c.patient, form="json"),
    "erase a patient": lambda c: erasing.erase(c.office, c.visitor, **c.patient, code_typed=c.about.patient.code),
}


def _turn_on(c):
    """Set the second factor up; those who have it, or whose session the call before renewed, are told so."""
    account = Account(c.visitor.clinic_id, c.visitor.subject_id, "x", "x", "", c.visitor.roles)
    made = second_factor.set_up(c.office, account, clinic_name="x", now=NOW)
    code = pyotp.parse_uri(made.address).at(NOW)
    with suppress(Conflict, SignedOut):
        second_factor.confirm_set_up(
            c.office, c.visitor, sealed=made.sealed, code=code, password=PASSWORD, whence=HERE, now=NOW
        )  # fmt: skip


def _replace_app(c):
    """Set another app up; those who have none, or have one and no key of another, are told so."""
    with suppress(Conflict, InvalidInput):
        another_app.replace_app(
            c.office, c.visitor, sealed="x", code="1", proof="1", password=PASSWORD, whence=HERE, now=NOW
        )  # fmt: skip


def _change_password(c):
    new = "five quite other words here"
    with suppress(SignedOut):
        own_password.change_own_password(
            c.office, c.visitor, current=PASSWORD, password=new, password_again=new, whence=HERE, now=NOW
        )  # fmt: skip


def _with_password(change):
    def changed(c):
        with suppress(Conflict, SignedOut):
            change(c.office, c.visitor, password=PASSWORD, whence=HERE, now=NOW)

    return changed


def _deidentified(c):
    """Their rows; once one recovery is over, there are too few to tell of."""
    with suppress(InvalidInput):
        return list(row_exports.deidentified(c.office, c.visitor, group=PERIOD, now=NOW).tables[0].rows)


STAFF_OWN = {
    "see what was typed": lambda c: keeping.unsent(c.office, c.visitor, screen="worklist", now=NOW),
    "keep what is typed": lambda c: keeping.keep_unsent(c.office, c.visitor, screen="worklist", fields={}, now=NOW),
    "see how their second factor stands": lambda c: second_factor.standing(c.office, c.visitor),
    "be known on a device": lambda c: known_devices.remember(c.office, c.visitor, held="", now=NOW),
    "turn a second factor on": _turn_on,
    "make new recovery codes": _with_password(second_factor.new_codes),
    "set another app up": _replace_app,
    "switch the second factor off": _with_password(second_factor.switch_off),
    "change their own password": _change_password,
    "see their own account": lambda c: own_account.own_account(c.office, c.visitor, now=NOW),
    "begin with all treatments": lambda c: cohorts.everything(c.office, c.visitor, now=NOW),
    "name clinicians of groups": lambda c: cohorts.clinicians(c.office, c.visitor),
    "count a group": lambda c: cohorts.counts_of_group(c.office, c.visitor, group=PERIOD),
    "ask whether counts changed": lambda c: cohorts.version(c.office, c.visitor),
    "see a group": lambda c: cohorts.cohort(c.office, c.visitor, group=PERIOD),
    "see how a group recovered": lambda c: cohorts.recovery_of_group(
        c.office, c.visitor, group=PERIOD, side_effect="redness"
    ),
    "see how a group reports": lambda c: cohorts.followed(c.office, c.visitor, group=PERIOD, now=NOW),
    "compare groups": lambda c: cohorts.compared(c.office, c.visitor, choice=BY_METHOD, now=NOW),
    "take a picture's numbers": lambda c: cohort_numbers.numbers(
        c.office, c.visitor, choice=BY_METHOD, picture="points", now=NOW
    ),
    "end their own session": lambda c: session_lists.end_own_session(c.office, c.visitor, sign=c.sign, now=NOW),
    "sign out everywhere": lambda c: session_lists.sign_out_everywhere(c.office, c.visitor, but_here=False, now=NOW),
    "see which files were taken": lambda c: history.history(c.office, c.visitor),
    "look whether there is anything to take": lambda c: estimating.has_treatments(c.office, c.visitor, group=PERIOD),
}
MANAGERS_ABOUT = {
    "see an account": lambda c: staff_accounts.one(c.office, c.visitor, **c.account),
    "change an account": lambda c: staff_accounts.change(c.office, c.visitor, **c.account, entry=CLEA, seen=CLEO),
    "make a password link": lambda c: inviting.make_link(c.office, c.visitor, **c.account),
    "withdraw a password link": lambda c: inviting.withdraw(c.office, c.visitor, **c.account),
    "remove a second factor": lambda c: staff_accounts.remove_code(c.office, c.visitor, **c.account),
    "unlink single sign-on": lambda c: staff_accounts.unlink(c.office, c.visitor, **c.account),
    "end every session of somebody": lambda c: session_lists.end_sessions_of(c.office, c.visitor, **c.account),
    "disable an account": lambda c: staff_accounts.disable(c.office, c.visitor, **c.account),
    "enable an account": lambda c: [
        act(c.office, c.visitor, **c.account) for act in (staff_accounts.disable, staff_accounts.enable)
    ],
}
MANAGERS = {
    "list accounts": lambda c: staff_accounts.staff(c.office, c.visitor, page=1),
    "invite": lambda c: inviting.invite(c.office, c.visitor, entry=BO, now=NOW),
    "list sessions": lambda c: session_lists.staff_sessions(c.office, c.visitor, page=1, now=NOW),
    "end a session": lambda c: session_lists.end_session(c.office, c.visitor, sign=c.sign, now=NOW),
    "see the clinic's entries": lambda c: clinics.clinic_entries(c.office, c.visitor),
    "change the clinic": lambda c: clinics.change_own_clinic(
        c.office, c.visitor, {"phone": "112"}, seen=a_clinic(), now=NOW
    ),
    "name staff in the trail": lambda c: trail.staff_in_trail(c.office, c.visitor),
    "see the trail": lambda c: trail.trail(c.office, c.visitor, filters=TrailFilters()),
    "take the trail": lambda c: trail.take_trail(c.office, c.visitor, filters=TrailFilters(), now=NOW),
    "verify the trail": lambda c: overseeing.verify_now(c.office, c.visitor, now=NOW),
    "see whether the trail is whole": lambda c: overseeing.last_verification(c.office, c.visitor),
    "see what became of alerts": lambda c: summarising.alerts(c.office, c.visitor, choice=Split(PERIOD), now=NOW),
    "look into a file": lambda c: importing.preview(c.office, c.visitor, file=c.bringing.file),
    "name clinicians of a file": lambda c: importing.clinicians(c.office, c.visitor),
    "name ready mappings": lambda c: mappings.mappings(c.office, c.visitor),
    "try a file out": lambda c: importing.try_out(c.office, c.visitor, bringing=c.bringing, now=NOW),
    "bring a file in": lambda c: importing.bring_in(c.office, c.visitor, bringing=c.bringing, now=NOW),
    "see the mail": lambda c: overseeing.post_office(c.office, c.visitor, page=1),
    "send a test mail": lambda c: overseeing.send_test(c.mailing, c.visitor, email="a@b.example", now=NOW),
    "try failed mails again": lambda c: overseeing.try_failed_again(c.office, c.visitor, now=NOW),
    "see the guidance": lambda c: guiding.in_force(c.office, c.visitor),
    "see past guidance": lambda c: guiding.history(c.office, c.visitor),
    "propose guidance": lambda c: guiding.propose(c.office, c.visitor, changes=LESS),
    "preview guidance": lambda c: previewing.preview(c.office, c.visitor, changes=LESS, now=NOW),
    "change the guidance": lambda c: guiding.save(c.office, c.visitor, changes=LESS, reason="less", seen=1, now=NOW),
    "take de-identified rows": _deidentified,
    "see the first rows of the summary": lambda c: first_rows.first_rows(
        c.office, c.visitor, choice=Split(PERIOD), now=NOW
    ),
    "take the summary": lambda c: summarising.summary_file(c.office, c.visitor, choice=Split(PERIOD), now=NOW),
    "take the alerts": lambda c: summarising.alerts_file(c.office, c.visitor, choice=Split(PERIOD), now=NOW),
    "estimate a file of rows": lambda c: estimating.estimate(c.office, c.visitor, kind=Kind.DEIDENTIFIED, group=PERIOD),
}


def _set_up_on_the_way_in(c):
    account = Account(c.visitor.clinic_id, c.visitor.subject_id, "x", "x", "", c.visitor.roles)
    made = second_factor.set_up(c.office, account, clinic_name="x", now=NOW)
    code = pyotp.parse_uri(made.address).at(NOW)
    code_steps.set_up(c.office, MANAGERS_STEP, sealed=made.sealed, code=code, whence=HERE, now=NOW)


def _come_back(c):
    provider = SingleSignOn("https://provider.example", "client", "Practice Login")
    settings = replace(c.office.settings, single_sign_on=provider)
    single_sign_on.finish(replace(c.office, settings=settings), step="x", answer={}, device="", now=NOW)


ANYONE = {
    "ask when a session ends": lambda c: visiting.ending(c.office, c.about.session, now=NOW),
    "ask who a session is": lambda c: visiting.visitor_of(c.office, c.about.session, now=NOW),
    "open a link": lambda c: personal_links.arrive(c.office, token=c.about.link, now=NOW),
    "ask whose link it is": lambda c: personal_links.patient_of(c.office, token=c.about.link, now=NOW),
    "ask who must agree": lambda c: lending.waiting_for_consent(c.office, step="x", now=NOW),
    "come in by link and PIN": lambda c: come_in(c.office, c.about.link, now=NOW),
    "sign out": lambda c: visiting.sign_out(c.office, c.visitor.session, now=NOW),
    "sign in": lambda c: signing_in.sign_in(
        c.office, login="manager@example.com", password=PASSWORD, whence=HERE, now=NOW
    ),
    "enter a code": lambda c: code_steps.enter_code(
        c.office, CLINICIANS_STEP, code=pyotp.TOTP(SECRET).at(NOW), whence=HERE, now=NOW
    ),
    "enter a recovery code": lambda c: code_steps.enter_recovery_code(
        c.office, CLINICIANS_STEP, code=RECOVERY_CODE, whence=HERE, now=NOW
    ),
    "set a second factor up on the way in": _set_up_on_the_way_in,
    "come back from a provider": _come_back,
    "ask how staff sign in": lambda c: local_sign_in.provider_for_staff(c.office),
    "ask for the clinic": lambda c: c.office.the_clinic(),
    "try a set-up code": lambda c: setting_up.is_set_up_code(c.office, "code"),
}
EVERY_CALL = (
    PATIENTS_OWN | PATIENTS_ABOUT | CLINICIANS | CLINICIANS_ABOUT | STAFF_OWN | MANAGERS_ABOUT | MANAGERS | ANYONE
)

READS = {
    "name staff in the trail", "see the trail", "see what was typed", "ask when a session ends",
    "ask what a correction does",
    "see how their second factor stands",
    "see their own account", "see an account", "list accounts", "list sessions", "see the clinic's entries",
    "see whether the trail is whole", "look into a file", "name clinicians of a file", "name ready mappings",
    "try a file out",
    "notice lookalikes", "see what tells patients apart",
    "count the lists", "see the worklist", "look for news", "order the worklist", "name colleagues",
    "ask whether a step can be taken back", "see a row of the worklist",
    "choose a treatment to report on", "see own treatments", "see what is kept", "see everything held",
    "ask what changed in the statement",
    "open the desk", "read a report", "check a report",
    "see others beside one's own", "see earlier patients",
    "see own recovery", "list patients", "find the place in the list", "search", "name clinicians", "see a recovery",
    "see the record", "see replaced reports", "see a person",
    "see what became of alerts", "take the summary", "take the alerts",
    "see other treatments", "compare treatments", "ask whence bands come",
    "ask who is on duty", "see the mail", "ask when alerts were computed",
    "ask who a session is", "ask whose link it is", "see suspected PINs", "ask about lending a tablet",
    "ask who must agree", "ask for the clinic", "try a set-up code",
    "ask how staff sign in",
    "see the guidance", "see past guidance",
    "propose guidance", "preview guidance",
    "take identified rows", "take de-identified rows",
    "begin with all treatments", "name clinicians of groups", "count a group", "ask whether counts changed",
    "see a group", "see how a group recovered", "see how a group reports", "compare groups",
    "take a picture's numbers",
    "see the first rows of the summary", "see which files were taken",
    "look whether there is anything to take", "estimate a file of rows",
}  # fmt: skip


@pytest.fixture
def visitors(practice: Practice, other_clinic: Practice) -> tuple[Enrolled, dict[str, Visitor]]:
    patient = practice.enrol(name="Vera Secretname")
    practice.report(patient, 1, redness=2)
    come_in(practice.office, patient.link, now=NOW)
    with practice.office.store.writing() as db:
        kept_pins.suspect(db, 1, patient.patient.patient_id, now=NOW)
        db.conn.execute("UPDATE consent SET statement = 'When: always.'")
        _ask_for_codes(db, practice)
        db.conn.execute(
            "UPDATE account SET sso_subject = 'theirs' WHERE account_id = ?", (practice.clinician.subject_id,)
        )
    other = practice.enrol(name="Bea Other")
    _open_alerts(practice, other)
    return patient, {
        "the patient": patient.visitor,
        "another patient": other.visitor,
        "a patient of another clinic": other_clinic.enrol(name="Cyd Elsewhere").visitor,
        "a clinician": practice.clinician,
        "a manager": practice.manager,
        "a clinician of another clinic": replace(other_clinic.clinician, roles=frozenset({Role.CLINICIAN})),
        "a manager of another clinic": replace(other_clinic.clinician, roles=frozenset({Role.MANAGER})),
        "nobody": replace(patient.visitor, roles=frozenset()),
    }


def _ask_for_codes(db, practice):
    """The clinician has a second factor; they and the manager are between their password and its code."""
    of_clinician = (1, practice.clinician.subject_id)
    second_factors.turn_on(db, *of_clinician, sealed=practice.office.seal.close(SECRET), step=1)
    second_factors.put_codes(db, *of_clinician, [fingerprint(as_kept(RECOVERY_CODE))])
    for token, who in ((CLINICIANS_STEP, practice.clinician), (MANAGERS_STEP, practice.manager)):
        until = NOW + timedelta(minutes=10)
        steps.add(db, token, steps.Step(steps.Kind.CODE, 1, until, account_id=who.subject_id), now=NOW)


def _open_alerts(practice, patient):
    held = Held(Evidence(day=1, level=Level.HIGH, since=1, severity=Severity.SEVERE), guidance=1)
    opened = Alert(OPENED, patient.treatment_id, Rule.SEVERE, "redness", (held,), NOW, NOW)
    taker = practice.clinician.subject_id
    holding = Holding(State.ACKNOWLEDGED, taker, acknowledged_at=NOW)
    taken = replace(opened, alert_id=TAKEN, rule=Rule.WORSENING, version=2, holding=holding)
    event = alerts.event_row(1, TAKEN, 1, Event(NOW, Step.ACKNOWLEDGED, taker, before=Holding()))
    rows = [alerts.alert_row(1, each, practice.office.guide.catalogue) for each in (opened, taken)]
    with practice.office.store.writing() as db:
        alerts.add_in_bulk(db, rows, [event])


PATIENTS = {"the patient", "another patient", "a patient of another clinic"}

STAFF = {"a clinician", "a manager", "a clinician of another clinic", "a manager of another clinic"}

ANSWERS = [
    # calls, whom they are for, which of those find nothing about this patient
    (PATIENTS_OWN, PATIENTS, set()),
    (PATIENTS_ABOUT, PATIENTS, PATIENTS - {"the patient"}),
    (CLINICIANS, {"a clinician", "a clinician of another clinic"}, set()),
    (CLINICIANS_ABOUT, {"a clinician", "a clinician of another clinic"}, {"a clinician of another clinic"}),
    (MANAGERS, {"a manager", "a manager of another clinic"}, set()),
    (MANAGERS_ABOUT, {"a manager", "a manager of another clinic"}, {"a manager of another clinic"}),
    (STAFF_OWN, STAFF, set()),
]
EVERYONE = sorted(PATIENTS | STAFF | {"nobody"})


@pytest.mark.parametrize("who", EVERYONE)
def test_everyone_gets_what_is_theirs_and_nothing_else(who, visitors, practice):
    patient, by_name = visitors
    visitor = by_name[who]
    clinicians = {practice.clinic.clinic_id: practice.clinician.subject_id}
    case = Case(practice.office, visitor, patient, clinicians.get(visitor.clinic_id, visitor.subject_id))
    for calls, meant_for, find_nothing in ANSWERS:
        for name, call in calls.items():
            if who not in meant_for:
                with pytest.raises(NotAllowed):
                    pytest.fail(f"{who} may {name}: {call(case)}")
            elif who in find_nothing:
                with pytest.raises(NotFound) as refused:
                    pytest.fail(f"{who} can {name}: {call(case)}")
                assert "Secretname" not in str(refused.value)
            else:
                call(case)


def test_no_call_writes_a_name_or_a_word_of_anybody_into_the_trail(visitors, practice):
    """The trail is never changed, so what stands there outlives whoever is erased."""
    patient, by_name = visitors
    wanting = ((PATIENTS_OWN | PATIENTS_ABOUT, "the patient"), (CLINICIANS | CLINICIANS_ABOUT, "a clinician"),
               (MANAGERS, "a manager"))  # fmt: skip
    for calls, who in wanting:
        case = Case(practice.office, by_name[who], patient, practice.clinician.subject_id)
        for call in calls.values():
            call(case)
    with practice.office.store.reading() as db:
        trail = [str(tuple(row)) for row in db.conn.execute("SELECT * FROM audit").fetchall()]
    assert len(trail) > len(CLINICIANS_ABOUT)
    held = ("Vera", "Secretname", "secret.example", "Bea Other", patient.patient.code, "Cleo")
    assert [line for line in trail if any(word in line for word in held)] == []


def test_lists_of_another_clinic_hold_nobody_of_this_one(visitors, practice):
    patient, by_name = visitors
    for who in ("a patient of another clinic", "a clinician of another clinic", "a manager of another clinic"):
        case = Case(practice.office, by_name[who], patient, by_name["a clinician of another clinic"].subject_id)
        for call in {**PATIENTS_OWN, **CLINICIANS, **MANAGERS, **STAFF_OWN}.values():
            try:
                answer = call(case)
            except NotAllowed:
                continue
            assert not any(known in str(answer) for known in (patient.patient.code, "Bea", "Cleo", "Corner Skin"))


def _copy(path, to):
    shutil.copy(key_file(path), key_file(to))
    return shutil.copy(path, to)


def locked(path):
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    return holder


def read_only(path):
    path.chmod(0o444)


def missing(path):
    path.unlink()


def empty(path):
    path.write_bytes(b"")


def truncated(path):
    os.truncate(path, path.stat().st_size // 2)


def no_database(path):
    path.write_text("Dear diary, " * 10_000)


FAULTS = [
    # what is wrong with the file, what reading then raises, what writing raises
    (locked, None, DatabaseBusy),
    (read_only, None, DatabaseReadOnly),
    (missing, DatabaseUnusable, DatabaseUnusable),
    (empty, DatabaseUnusable, DatabaseUnusable),
    (truncated, DatabaseUnusable, DatabaseUnusable),
    (no_database, DatabaseUnusable, DatabaseUnusable),
]


@pytest.fixture
def whole(visitors, practice, tmp_path):
    """A copy of the closed database and its key, with a case for each role."""
    patient, by_name = visitors
    practice.office.store.close()
    copy = _copy(practice.office.store.path, tmp_path / "whole.db")
    roles = {
        **dict.fromkeys(PATIENTS_OWN | PATIENTS_ABOUT, "the patient"),
        **dict.fromkeys([*MANAGERS, *MANAGERS_ABOUT, "set a second factor up on the way in"], "a manager"),
    }
    cases = {
        name: Case(practice.office, by_name[roles.get(name, "a clinician")], patient, practice.clinician.subject_id)
        for name in EVERY_CALL
    }
    return copy, cases


@pytest.mark.parametrize(("fault", "on_reading", "on_writing"), FAULTS, ids=[fault.__name__ for fault, *_ in FAULTS])
def test_a_broken_file_says_what_to_do(fault, on_reading, on_writing, *, whole, monkeypatch, as_ordinary_user):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 10)
    copy, cases = whole
    for name, call in EVERY_CALL.items():
        path = copy.with_name(f"{fault.__name__}-{name.replace(' ', '-')}.db")
        _copy(copy, path)
        expected = on_reading if name in READS else on_writing
        holder = fault(path)
        case = replace(cases[name], office=replace(cases[name].office, store=Store(path)))
        with as_ordinary_user():
            if expected is None:
                call(case)
            else:
                _refuses(expected, name, call, case)
        case.office.store.close()
        if holder is not None:
            holder.close()
        path.unlink(missing_ok=True)


def _refuses(expected, name, call, case):
    with pytest.raises(expected) as refused:
        pytest.fail(f"{name} worked all the same: {call(case)}")
    said = str(refused.value)
    assert type(refused.value) is expected, said
    assert any(remedy in said for remedy in ("try again", "let this user", "Put a backup", "Put it back", "Check that"))
    assert not any(secret in said for secret in ("Secretname", "Mo Manager", PASSWORD, "SELECT", "INSERT"))
    assert refused.value.__cause__ is None or refused.value.__suppress_context__


@pytest.mark.parametrize("fault", [no_database, truncated, missing], ids=lambda fault: fault.__name__)
def test_a_refused_sign_in_does_not_hide_a_broken_file(fault, whole):
    copy, cases = whole
    fault(copy)
    office = replace(cases["sign in"].office, store=Store(copy))
    with pytest.raises(DatabaseUnusable):
        signing_in.sign_in(office, login="nobody", password="wrong", whence=HERE, now=NOW)


def test_an_unknown_link_is_refused(office):
    with pytest.raises(SignInRefused, match="ask the practice for a new one"):
        personal_links.arrive(office, token="x" * 43, now=NOW)
