"""The trail on screen and as a file: by period, person, kind, patient and session; bounded however long it is."""

import csv
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from recovery.domain.identifiers import as_text
from recovery.domain.trail import Kind, TrailFilters, Whose
from recovery.domain.wording.trail import details_in_words
from recovery.errors import InvalidInput, NotAllowed
from recovery.services.audit import refusing
from recovery.services.audit import trail as trails
from recovery.services.audit.trail import PAGE, staff_in_trail, take_trail, trail
from recovery.services.files.asking import export_of
from recovery.services.files.export import Kind as FileKind
from recovery.services.files.formats import Format
from recovery.services.files.taker import taker
from recovery.services.files.taking import take
from recovery.services.people import closing, own_data
from recovery.services.recoveries import looking
from recovery.store import audit, trail_rows
from recovery.store.audit import Actor

EVERYTHING = TrailFilters()


def write(practice, *rows):
    """Rows of (days ago, actor, action, subject) at noon of the clinic's day."""
    with practice.office.store.writing() as db:
        for days_ago, actor, action, subject in rows:
            audit.add(
                db, clinic_id=1, now=practice.now - timedelta(days=days_ago), actor=Actor(actor, "abcdef012345"),
                action=action, subject=subject,
            )  # fmt: skip


def shown(practice, **filters):
    return trail(practice.office, practice.manager, filters=TrailFilters(**filters)).rows


def actions(practice, **filters):
    return [row.action for row in shown(practice, **filters)]


def test_the_newest_stands_first_with_who_what_and_from_which_session(practice):
    patient = practice.enrol()
    looking.look(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    last = shown(practice)[0]
    assert (last.action, last.subject) == ("opened a patient", f"treatment:{patient.treatment_id}")
    assert (last.actor, last.session) == audit.actor(practice.clinician)
    assert last.at == practice.now
    assert [row.seq for row in shown(practice)] == sorted((row.seq for row in shown(practice)), reverse=True)


def test_only_managers_see_it(practice):
    for visitor in (practice.clinician, practice.enrol().visitor):
        for call in (
            lambda v: trail(practice.office, v, filters=EVERYTHING),
            lambda v: staff_in_trail(practice.office, v),
            lambda v: take_trail(practice.office, v, filters=EVERYTHING, now=practice.now),
        ):
            with pytest.raises(NotAllowed):
                call(visitor)


def test_another_clinics_rows_are_not_there(practice, other_clinic):
    other_clinic.enrol(name="Eva Elsewhere")
    mine = shown(practice)
    theirs = shown(other_clinic)
    assert {row.seq for row in mine} & {row.seq for row in theirs} == set()
    assert f"staff:{other_clinic.clinician.subject_id}" not in {row.actor for row in mine}
    assert "".join(take_trail(practice.office, practice.manager, filters=EVERYTHING, now=practice.now)).count(
        str(other_clinic.clinician.subject_id)
    ) == 0  # fmt: skip


def test_a_period_is_of_the_clinics_days(practice):
    """The clinic is five hours behind: ten at night there is three in the morning of the next day."""
    with practice.office.store.writing() as db:
        audit.forget_all(db)
    for hour, action in ((3, "late"), (6, "early")):
        write(replace(practice, now=practice.now.replace(hour=hour)), (9, "staff:1", action, "x"))
    day = practice.clinic.today(practice.now) - timedelta(days=9)
    assert actions(practice, since=day, until=day) == ["early"]
    assert actions(practice, since=day - timedelta(days=1), until=day - timedelta(days=1)) == ["late"]


@pytest.fixture
def weeks(practice):
    """Sixty days of ten rows each, after which the practice goes on; the first rows of all stand at the present."""
    with practice.office.store.writing() as db:
        audit.forget_all(db)
    write(practice, *((60 - n // 10, f"staff:{n % 3}", "opened a patient", f"treatment:{n}") for n in range(600)))
    return practice


@pytest.mark.parametrize("days", [0, 1, 2, 30, 59])
def test_the_rows_of_a_day_are_found_in_a_long_trail(days, weeks):
    day = weeks.clinic.today(weeks.now) - timedelta(days=60 - days)
    found = shown(weeks, since=day, until=day)
    assert [row.subject for row in found] == [f"treatment:{n}" for n in reversed(range(days * 10, days * 10 + 10))]


def test_rows_that_waited_for_the_door_are_found_although_out_of_order(weeks):
    moments = [weeks.now + timedelta(seconds=shift) for shift in (0, 100, 20, 250, 90)]
    with weeks.office.store.writing() as db:
        for moment in moments:
            audit.add(db, clinic_id=1, now=moment, actor=Actor("staff:9"), action="waited", subject="x")
        wanted = trail_rows.Wanted(1, since=weeks.now, until=weeks.now + timedelta(seconds=200))
        found = trail_rows.rows(db, wanted, trail_rows.span(db, wanted), limit=99)
    assert sorted(row.at for row in found) == sorted(m for m in moments if m < weeks.now + timedelta(seconds=200))


def test_a_period_is_found_by_few_looks(weeks):
    class Counting:
        def __init__(self, db):
            self.db, self.looks = db, 0

        def execute(self, *args):
            self.looks += 1
            return self.db.conn.execute(*args)

        conn = property(lambda self: self)

    with weeks.office.store.reading() as db:
        counting = Counting(db)
        trail_rows.span(counting, trail_rows.Wanted(1, since=weeks.now, until=weeks.now))
    assert counting.looks <= 2 * 11 + 1, "twice the logarithm of 600"


def test_pages_follow_each_other_without_a_gap(weeks):
    seen, before = [], None
    for _ in range(600 // PAGE):
        page = trail(weeks.office, weeks.manager, filters=EVERYTHING, before=before)
        assert len(page.rows) == PAGE
        seen += [row.seq for row in page.rows]
        before = page.older
    assert (seen, before) == (list(reversed(range(1, 601))), None)


def test_a_look_ends_where_it_would_take_long_and_can_go_on(weeks, monkeypatch):
    monkeypatch.setattr(trail_rows, "LOOKED_AT", 100)
    found, before, looks = [], None, 0
    while looks == 0 or before is not None:
        page = trail(weeks.office, weeks.manager, filters=TrailFilters(about=as_text(7)), before=before)
        found, before, looks = [*found, *page.rows], page.older, looks + 1
        assert (page.looked_since is None) is (before is None)
    assert ([row.subject for row in found], looks) == (["treatment:7"], 6)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({"whose": Whose.PATIENTS}, ["sent a report"], id="patients"),
        pytest.param({"whose": Whose.SIGNED_OUT}, ["was refused"], id="somebody signed out"),
        pytest.param({"whose": Whose.PROGRAM}, ["changed a password"], id="the command line"),
        pytest.param({"account_id": 7}, ["closed a treatment", "went on duty"], id="one member of staff"),
        pytest.param({"kind": Kind.CHANGES}, ["sent a report", "closed a treatment"], id="changes"),
        pytest.param({"kind": Kind.SETTINGS}, ["changed a password", "went on duty"], id="settings"),
        pytest.param({"kind": Kind.REFUSALS}, ["was refused"], id="refusals"),
        pytest.param({"account_id": 7, "kind": Kind.SETTINGS}, ["went on duty"], id="two at once"),
        pytest.param({"session": "abcdef012345", "kind": Kind.LOOKING}, [], id="nothing fits"),
    ],
)
def test_each_filter_lets_its_rows_through(filters, expected, weeks):
    write(
        weeks,
        (0, "staff:7", "went on duty", "staff:7"),
        (0, "staff:7", "closed a treatment", "treatment:5"),
        (0, "command line", "changed a password", "staff:7"),
        (0, "signed out", "was refused", "screen:export"),
        (0, "patient:77", "sent a report", "treatment:5"),
    )
    today = weeks.clinic.today(weeks.now)
    assert actions(weeks, since=today, **filters) == expected


def test_all_that_is_about_a_patient_is_found_by_code_or_id(practice):
    patient, other = practice.watching().enrol(days_ago=9), practice.enrol(name="Bea Other")
    practice.report(patient, 8, redness=4)
    looking.look(practice.office, practice.clinician, treatment_id=other.treatment_id, now=practice.now)
    names = (patient.patient.code, patient.patient.code.lower(), as_text(patient.patient.patient_id),
             as_text(patient.treatment_id))  # fmt: skip
    found = [shown(practice, about=name) for name in names]
    assert found[0] == found[1] == found[2] == found[3]
    assert {row.action for row in found[0]} >= {"enrolled a patient", "added a treatment", "signed in", "sent a report"}
    assert not any(str(other.treatment_id) in row.subject for row in found[0])


@pytest.mark.parametrize("code", ["ab12c", "X-17", "0123456789012"])
def test_a_patient_who_was_brought_from_elsewhere_is_found_by_their_code_in_any_case(code, practice):
    patient = practice.enrol()
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE patient SET code = ?", (code,))
    assert shown(practice, about=f" {code} ") == shown(practice, about=code.swapcase())
    assert f"patient:{patient.patient.patient_id}" in {row.subject for row in shown(practice, about=code)}


@pytest.mark.parametrize("about", ["P-00000", "Ada Example", "nonsense", "0", "'; DROP TABLE audit; --"])
def test_whoever_nobody_knows_is_not_looked_for(about, practice):
    practice.enrol()
    with pytest.raises(InvalidInput, match="No patient here has this code") as refused:
        shown(practice, about=about)
    assert about not in str(refused.value)


@pytest.mark.parametrize(
    "filters",
    [
        {"since": date(2026, 7, 2), "until": date(2026, 7, 1)},
        {"since": date.min},
        {"until": date.max},
        {"session": "not one"},
        {"session": "ABCDEF012345"},
        {"session": "abc"},
    ],
)
def test_filters_that_fit_no_row_are_refused(filters):
    with pytest.raises(InvalidInput):
        TrailFilters(**filters)


def rows_of(lines):
    return list(csv.DictReader("".join(lines).splitlines()))


def test_the_file_has_every_row_and_is_in_the_trail_itself(weeks):
    filters = TrailFilters(about=as_text(7), kind=Kind.LOOKING)
    assert len(rows_of(take_trail(weeks.office, weeks.manager, filters=filters, now=weeks.now))) == 1
    everything = rows_of(take_trail(weeks.office, weeks.manager, filters=EVERYTHING, now=weeks.now))
    assert [int(row["row"]) for row in everything] == list(reversed(range(1, 602)))
    taken = shown(weeks)[:2]
    assert [row.action for row in taken] == ["took the trail"] * 2
    assert dict(taken[1].details) == {
        "since": None, "until": None, "who": None, "kind": "looking", "about": "patient:7", "session": None, "rows": 1,
    }  # fmt: skip
    assert taken[0].details["rows"] == 601


def test_the_file_is_read_in_pieces_without_a_gap(weeks, monkeypatch):
    monkeypatch.setattr(trails, "ROWS_AT_A_TIME", 7)
    monkeypatch.setattr(trail_rows, "LOOKED_AT", 50)
    for filters, expected in ((EVERYTHING, 600), (TrailFilters(account_id=1), 200)):
        rows = rows_of(take_trail(weeks.office, weeks.manager, filters=filters, now=weeks.now))
        numbers = [int(row["row"]) for row in rows if row["action"] == "opened a patient"]
        assert (len(numbers), numbers) == (expected, sorted(set(numbers), reverse=True))


def test_a_hostile_cell_is_no_formula(weeks):
    write(weeks, (0, "=cmd()", "+1", "@x"))
    row = rows_of(take_trail(weeks.office, weeks.manager, filters=EVERYTHING, now=weeks.now))[0]
    assert (row["who"], row["action"], row["subject"]) == ("'=cmd()", "'+1", "'@x")


def test_no_patient_is_named_and_no_free_text_stands_in_it(practice):
    patient = practice.enrol(name="Vera Secretname")
    practice.report(patient, 1, redness=3)
    key = {"treatment_id": patient.treatment_id, "now": practice.now}
    closing.close_treatment(practice.office, practice.clinician, **key)
    refusing.note_refusal(
        practice.office, practice.clinician.session, NotAllowed("x"), where="screen:x", now=practice.now
    )
    who = taker(practice.manager, FileKind.SUMMARY)
    export = export_of(practice.office, who, FileKind.SUMMARY, {}, form=Format.CSV, now=practice.now)
    list(take(practice.office, who, export, Format.CSV, now=practice.now))
    text = "".join(take_trail(practice.office, practice.manager, filters=EVERYTHING, now=practice.now))
    assert "Cleo Clinician" in text
    assert not any(secret in text for secret in ("Secretname", "Vera", "555 0100", "redness", patient.link))


def test_what_changed_stands_before_what_it_became(practice):
    patient = practice.enrol()
    key = {"treatment_id": patient.treatment_id, "now": practice.now}
    closing.close_treatment(practice.office, practice.clinician, **key)
    row = rows_of(take_trail(practice.office, practice.manager, filters=EVERYTHING, now=practice.now))[0]
    day = practice.clinic.today(practice.now).isoformat()
    assert row["details_in_words"] == f"Closed on: none to {day}"
    assert json.loads(row["details"]) == {"closed_on": [None, day]}
    assert row["at_clinic"].startswith(day)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("at", "x"),
        ("at", ""),
        ("at", "2026-09-01T10:00:00"),
        ("at", "0001-01-01T00:00:00Z"),
        ("details", "x"),
        ("details", "[1]"),
        ("details", '{"changes": [1]}'),
        ("details", "[" * 100_000),
        ("subject", "patient:99999999999999999999999"),
        ("subject", "treatment:²"),
    ],
)
def test_a_row_that_somebody_changed_hides_no_other(column, cell, practice):
    """Whoever looks into a broken trail must see its rows, the broken one as it stands."""
    patient = practice.enrol()
    before = shown(practice)
    with practice.office.store.writing() as db:
        db.conn.execute("DROP TRIGGER audit_is_never_changed")
        db.conn.execute(f"UPDATE audit SET {column} = ? WHERE seq = ?", (cell, before[0].seq))  # noqa: S608
    page = trail(practice.office, practice.manager, filters=EVERYTHING)
    assert [row.seq for row in page.rows] == [row.seq for row in before]
    assert all(isinstance(line, str) for row in page.rows for line in details_in_words(row, page.known))
    mark = f"not readable, row {before[0].seq}: {cell}"
    first = rows_of(take_trail(practice.office, practice.manager, filters=EVERYTHING, now=practice.now))[0]
    if column in page.rows[0].unreadable:
        assert mark in (first["at_utc"], first["details"])
    else:
        assert mark not in str(first)
    own_data.take_for(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, form="json", now=practice.now
    )
