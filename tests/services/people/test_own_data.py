"""Everything that is held about a patient, for the patient: complete, in one moment, and nobody else's."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.catalogue import Severity
from recovery.domain.identifiers import as_text
from recovery.domain.level import Level
from recovery.domain.own_data import PARTS, as_plain
from recovery.errors import NotAllowed, NotFound
from recovery.services.people import own_data
from recovery.services.recoveries import looking
from recovery.store.driver import sqlite3
from tests.whole_record import CLOSING, SECRETS, WORDS, whole_record

STAFF, EFFECT = "staff", "effect"
SAME, ID, FLAG, CODES, WORD, LEVEL, WHO = (
    lambda value: value,
    as_text,
    bool,
    str.split,
    lambda value: Severity(value).word,
    lambda value: Level(value).word,
    lambda value: "you" if value.startswith("patient:") else STAFF,
)

IN_THE_FILE = {
    # table: its part of the file, and of each column its field there with how its value is put
    "patient": ("identity", {
        "patient_id": ("patient", ID), "code": ("code", SAME), "name": ("name", SAME), "contact": ("contact", SAME),
        "year_of_birth": ("year_of_birth", SAME), "skin_type": ("skin_type", SAME), "created_at": ("entered_at", SAME),
        "archived_at": ("archived_at", SAME),
    }),
    "consent": ("consents", {"agreed_at": ("agreed_at", SAME), "statement": ("statement", SAME)}),
    "personal_link": ("personal_link", {
        "created_by": ("made_by", STAFF), "created_at": ("made_at", SAME), "expires_at": ("expires_at", SAME),
        "first_used_at": ("first_used_at", SAME),
    }),
    "pin": ("pin", {
        "chosen_at": ("chosen_at", SAME), "failures": ("wrong_tries", SAME),
        "last_failed_at": ("last_wrong_try_at", SAME), "suspected_at": ("practice_told_at", SAME),
    }),
    "session": ("phones", {
        "created_at": ("since", SAME), "last_seen_at": ("last_used_at", SAME), "expires_at": ("forgotten_at", SAME),
        "way": ("came_by", SAME), "device": ("device", SAME), "lent": ("lent_by_the_practice", FLAG),
    }),
    "entry_step": ("entries", {
        "kind": ("kind", SAME), "wanted": ("leads_to", SAME), "expires_at": ("expires_at", SAME),
    }),
    "treatment": ("treatments", {
        "treatment_id": ("treatment", ID), "method": ("method", SAME), "areas": ("areas", CODES),
        "procedure_date": ("procedure", SAME), "clinician_id": ("clinician", "Cleo Clinician"),
        "closed_on": ("closed_on", SAME), "created_at": ("entered_at", SAME), "due_from": ("reports_due_from", SAME),
    }),
    "report": ("treatments/reports", {
        "day": ("day", SAME), "revision": ("version", SAME), "reported_at": ("sent_at", SAME),
        "reported_by": ("sent_by", WHO), "note": ("note", SAME), "red_flags": ("warning_signs", CODES),
        "wants_call": ("asked_for_a_call", FLAG),
    }),
    "score": ("treatments/reports/side_effects", {
        "side_effect": ("side_effect", EFFECT), "severity": ("severity", SAME), "area": ("area", SAME),
    }),
    "draft": ("treatments/drafts", {"day": ("day", SAME), "saved_at": ("saved_at", SAME)}),
    "course": ("treatments/courses", {
        "side_effect": ("side_effect", EFFECT), "first_present": ("first_day", SAME),
        "last_present": ("last_day_present", SAME), "clear_since": ("clear_since_day", SAME), "peak": ("worst", WORD),
        "last_day": ("last_reported_day", SAME), "last_severity": ("last_reported", WORD),
    }),
    "standing": ("treatments/standing", {
        "last_day": ("last_day", SAME), "last_at": ("last_at", SAME), "worst": ("worst", WORD),
        "worst_side_effect": ("worst_side_effect", EFFECT), "present": ("present", SAME),
        "past_band": ("past_usual_time", SAME),
    }),
    "alert": ("treatments/alerts", {
        "rule": ("rule", SAME), "side_effect": ("side_effect", EFFECT), "level": ("level", LEVEL),
        "severity": ("severity", WORD), "guidance_version": ("guidance_version", SAME),
        "opened_at": ("opened_at", SAME), "heard_at": ("last_heard_at", SAME), "state": ("state", SAME),
        "account_id": ("held_by", STAFF), "snoozed_until": ("put_off_until", SAME),
        "acknowledged_at": ("acknowledged_at", SAME), "closed_at": ("closed_at", SAME),
    }),
    "alert_event": ("treatments/alerts/steps", {
        "at": ("at", SAME), "account_id": ("by", STAFF), "step": ("step", SAME), "how": ("how", SAME),
        "note": ("note", SAME), "to_account": ("handed_to", STAFF),
    }),
    "clinician_note": ("treatments/clinicians_notes", {
        "kind": ("kind", SAME), "day": ("day", SAME), "text": ("text", SAME), "side_effect": ("side_effect", EFFECT),
        "severity": ("severity", WORD), "written_by": ("by", STAFF), "written_at": ("written_at", SAME),
    }),
    "look": ("treatments/last_looks", {"account_id": ("by", STAFF), "looked_at": ("at", SAME)}),
}  # fmt: skip
IN_THE_FILE["report_revision"] = IN_THE_FILE["report"]

LEFT_OUT: dict[str, str] = {}
"""Tables that are reached from a patient and are no part of the file, each with its reason: none so far."""

COLUMNS_LEFT_OUT = {
    "clinic_id": "an installation has one",
    "token_hash": "a secret's hash",
    "pin_sealed": "the PIN",
    "sealed": "what the next step of coming in needs",
    "search_key": "the name again, in small letters",
    "contact_key": "the contact again, its digits",
    "erased_at": "who was erased cannot ask for a file",
    "version": "how often a row was changed, so that two writers notice each other",
    "alert_id": "joins rows that stand within each other in the file",
    "note_id": "joins nothing",
    "n": "the order of steps, which is theirs in the file",
    "before": "what taking a step back would restore: it stands in the steps before",
    "evidence": "its days and the reason in words stand there",
    "content": "taken apart into the draft's fields",
    "scores": "taken apart, as those in force are",
}
BY_PLACE = {"patient_id", "treatment_id", "day", "account_id"}
"""Said by where a row stands in the file; an entry's account is always empty."""


@pytest.fixture
def whole(watched):
    return whole_record(watched)


@pytest.fixture
def taken(watched, whole):
    return own_data.everything(watched.office, whole.who.visitor, now=watched.now)


def reached(db):
    """Every table with a chain of references to a patient, and the columns of each."""
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    refers = {table: {row[2] for row in db.execute(f"PRAGMA foreign_key_list('{table}')")} for table in tables}
    columns = {table: [row[1] for row in db.execute(f"PRAGMA table_info('{table}')")] for table in tables}
    found = {"patient"}
    while more := {
        table
        for table in set(tables) - found
        if refers[table] & found or {"patient_id", "treatment_id"} & set(columns[table])
    }:
        found |= more
    return {table: columns[table] for table in found}


@pytest.fixture
def raw(practice):
    connection = sqlite3.connect(practice.office.store.path)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def test_every_table_that_is_about_a_patient_is_in_the_file_or_says_why_not(raw):
    assert set(reached(raw)) == {*IN_THE_FILE, *LEFT_OUT}
    assert all(LEFT_OUT.values())


@pytest.mark.parametrize("table", IN_THE_FILE)
def test_every_column_is_in_the_file_or_says_why_not(table, raw):
    _, fields = IN_THE_FILE[table]
    assert set(reached(raw)[table]) - set(fields) <= {*COLUMNS_LEFT_OUT, *BY_PLACE}


@pytest.mark.parametrize("table", IN_THE_FILE)
def test_what_stands_in_each_column_stands_in_its_part(table, raw, taken, whole, guide):
    """Read from the tables by themselves, value by value."""
    path, fields = IN_THE_FILE[table]
    part = part_of(as_plain(taken), path)
    seen = rows_about(raw, table, whole)
    assert seen, "the record that is looked at holds nothing of this table"
    for column, (name, put) in fields.items():
        said = [said_of(each[name]) for each in part]
        for row in seen:
            assert expected(row[column], put, guide) in said, (table, column)


def part_of(plain, path):
    """All objects at a path through the file."""
    found = [plain]
    for name in path.split("/"):
        found = [one for each in found for one in listed(each[name])]
    return found


def listed(value):
    return value if isinstance(value, list) else [value] if value is not None else []


def said_of(value):
    """A field's value as the tables have it: the code of a word, and of staff that it is one of them."""
    if isinstance(value, dict):
        return value["code"]
    if isinstance(value, list):
        return [said_of(each) for each in value]
    return STAFF if isinstance(value, str) and value.startswith("a clinician (staff ") else value


def expected(value, put, guide):
    if put == STAFF:
        return "" if value is None else STAFF
    if put == EFFECT:
        return guide.catalogue.by_number[value].slug if value else None
    if put is WORD and value is None:
        return ""
    return put(value) if callable(put) and value is not None else value if callable(put) else put


def rows_about(raw, table, whole):
    treatments = whole.who.treatment_id, whole.closed_id
    of_alert = "alert_id IN (SELECT alert_id FROM alert WHERE treatment_id IN (?, ?))"
    where, values = {
        "patient_id": ("patient_id = ?", (whole.patient_id,)),
        "treatment_id": ("treatment_id IN (?, ?)", treatments),
        "alert_id": (of_alert, treatments),
    }[next(c for c in ("patient_id", "treatment_id", "alert_id") if c in reached(raw)[table])]
    return raw.execute(f"SELECT * FROM {table} WHERE {where}", values).fetchall()  # noqa: S608


def test_mail_and_the_trail_are_there_though_no_reference_leads_to_them(taken, watched, whole):
    mailed = [mail for treated in taken.treatments for alert in treated.alerts for mail in alert.mails]
    assert [mail.state for mail in mailed] == ["waiting", "sent", "failed"]
    done = [(line.by, line.action) for line in taken.trail]
    assert ("you", "sent a report") in done
    assert {by.partition(" (")[0] for by, action in done if action == "opened a patient"} == {"a clinician"}
    assert done[0][1] == "enrolled a patient"
    assert {"alert: contacted", "wrote a note", "closed a treatment"} <= {action for _, action in done}


def test_every_part_is_explained_in_the_file_itself(taken):
    assert set(as_plain(taken)) == {"about", *PARTS}
    assert set(as_plain(taken.about)["parts"]) == set(PARTS)


def test_every_word_that_was_written_is_there_and_no_secret(taken):
    text = json.dumps(as_plain(taken), ensure_ascii=False)
    assert [word for word in WORDS if word not in text] == [CLOSING]
    assert [secret for secret in SECRETS if secret in text] == []


def test_nothing_of_another_patient_or_of_staff_by_name_is_there(watched, whole):
    other = whole_record_of_another(watched)
    text = json.dumps(
        as_plain(own_data.everything(watched.office, whole.who.visitor, now=watched.now)), ensure_ascii=False
    )
    for known in (other.patient.name, other.patient.code, as_text(other.patient.patient_id),
                  as_text(other.treatment_id), str(other.patient.patient_id), "Mo Manager"):  # fmt: skip
        assert known not in text, known
    without_treating = text.replace('"clinician": "Cleo Clinician"', "")
    assert "Cleo" not in without_treating
    assert as_text(watched.clinician.subject_id) not in text
    assert str(watched.clinician.subject_id) not in text


def whole_record_of_another(practice):
    other = practice.enrol(name="Bea Other", days_ago=6)
    practice.report(other, 4, redness=3)
    return other


def test_replaced_versions_stand_beside_what_is_in_force(taken):
    reports = taken.treatments[0].reports if len(taken.treatments[0].reports) > 1 else taken.treatments[1].reports
    assert [(r.day, r.version, r.in_force, r.sent_by.partition(" (")[0]) for r in reports] == [
        (3, 1, False, "you"), (3, 2, True, "you"), (4, 1, True, "a clinician"),
    ]  # fmt: skip
    assert reports[1].asked_for_a_call
    assert [sign.code for sign in reports[1].warning_signs] == ["pus"]


def test_taking_it_is_in_the_trail_with_how_much(watched, whole, raw):
    own_data.take(watched.office, whole.who.visitor, form="json", now=watched.now)
    row = raw.execute("SELECT actor, subject, details FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    me = f"patient:{whole.patient_id}"
    assert tuple(row) == (me, me, '{"form":"json","treatments":2,"reports":4}')


def test_the_page_says_who_opened_it_last_and_no_more(watched, whole):
    for hours in range(9):
        later = watched.now + timedelta(hours=hours)
        looking.look(watched.office, watched.clinician, treatment_id=whole.who.treatment_id, now=later)
    kept = own_data.kept(watched.office, whole.who.visitor)
    assert kept.clinic.kept_for_years == 10
    assert {line.action for line in kept.last_opened} == {"opened a patient"}
    assert {line.by.partition(" (")[0] for line in kept.last_opened} == {"a clinician"}
    assert [line.at for line in kept.last_opened] == [watched.now + timedelta(hours=h) for h in (8, 7, 6, 5, 4)]


@pytest.mark.parametrize("call", [own_data.kept, own_data.everything, own_data.take])
def test_it_is_for_patients_on_their_own_phone(call, watched, whole):
    more = {own_data.everything: {"now": watched.now}, own_data.take: {"now": watched.now, "form": "json"}}.get(
        call, {}
    )
    for visitor in (watched.clinician, watched.manager, replace(whole.who.visitor, lent=True)):
        with pytest.raises(NotAllowed):
            call(watched.office, visitor, **more)
    with pytest.raises(NotFound):
        call(watched.office, replace(whole.who.visitor, clinic_id=2), **more)


def test_somebody_with_nothing_yet_gets_a_file_too(practice):
    who = practice.enrol()
    taken = own_data.everything(practice.office, who.visitor, now=practice.now)
    assert (taken.reports, taken.consents, taken.pin) == (0, (), None)
    assert taken.treatments[0].standing is None
