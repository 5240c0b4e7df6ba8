"""Our own identified rows, read back into an empty practice: the same counts, and the same a second time."""

import hashlib
import io
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.access import Role, Visitor
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.domain.summary.summing import By, Choice, Period
from recovery.domain.wording.importing import in_words
from recovery.errors import InvalidInput
from recovery.services.alerts.evaluating import evaluate
from recovery.services.demonstrating import fill_demo
from recovery.services.files.csv_table import csv_pieces
from recovery.services.files.making import making
from recovery.services.files.package import as_zip
from recovery.services.groups.summarising import summary_file
from recovery.services.imports import importing
from recovery.services.imports.importing import Bringing
from recovery.services.imports.mappings import mapping_named
from recovery.services.office import open_office
from recovery.services.people import closing, enrolling
from recovery.services.rebuilding import verify
from recovery.services.rows.row_exports import identified
from recovery.settings import read_settings
from recovery.store import accounts, counts, people
from tests.conftest import NOW, a_clinic, an_account

EVER = Group(Month(1980, 1), Month(2100, 12))


@pytest.fixture
def exported(empty_office):
    """The identified rows of a demo, its office, and the names of its clinicians."""
    fill_demo(empty_office, patients=60, seed=3, now=NOW, until=NOW.date() - timedelta(days=1))
    clinician = Visitor("s", 1, 1, "Cleo", frozenset({Role.CLINICIAN}))
    table = identified(empty_office, clinician, group=EVER, reason="move").tables[0]
    return empty_office, "".join(piece.text for piece in csv_pieces(table)).encode()


@pytest.fixture
def elsewhere(exported, tmp_path, monkeypatch):
    """An empty practice whose clinicians are called as the demo's."""
    with empty_like(exported[0], tmp_path, monkeypatch) as there:
        yield there


@contextmanager
def empty_like(office, tmp_path, monkeypatch):
    monkeypatch.setenv("RECOVERY_DATABASE", str(tmp_path / "elsewhere.db"))
    there = open_office(read_settings(), now=NOW)
    with office.store.reading() as db:
        names = [staff.name for staff in people.clinicians(db, 1)]
    with there.store.writing() as db:
        people.add_clinic(db, a_clinic(), now=NOW)
        for number, name in enumerate(names):
            accounts.add(db, an_account("x", f"c{number}@example.com", name, Role.CLINICIAN), now=NOW)
    try:
        yield there
    finally:
        there.store.close()


def counted(office):
    with office.store.reading() as db:
        return counts.counts(db, 1, EVER, office.guide.catalogue)


def said(office):
    """All that the rows hold of a practice."""
    sql = """
    SELECT p.code, p.name, p.year_of_birth, p.skin_type, t.method, t.areas, t.procedure_date, t.closed_on, a.name,
           r.day, r.note, r.red_flags, r.wants_call, s.side_effect, s.severity, s.area
    FROM score AS s
    JOIN report AS r ON r.treatment_id = s.treatment_id AND r.day = s.day
    JOIN treatment AS t ON t.treatment_id = r.treatment_id
    JOIN patient AS p ON p.patient_id = t.patient_id
    JOIN account AS a ON a.account_id = t.clinician_id
    """
    with office.store.reading() as db:
        return sorted(map(repr, (tuple(row) for row in db.conn.execute(sql).fetchall())))


def test_our_own_rows_read_back_give_the_same_counts_and_records(exported, elsewhere):
    office, file = exported
    bringing = Bringing(io.BytesIO(file), mapping_named(elsewhere, "own-rows"))
    tried = importing.try_out_here(elsewhere, bringing=bringing, now=NOW)
    assert (tried.refusals, tried.adds_nothing) == ((), False)
    done = importing.bring_in_here(elsewhere, bringing=bringing, now=NOW)
    assert (done.patients, done.reports, done.scores) == (tried.patients, tried.reports, tried.scores)
    assert counted(elsewhere) == counted(office)
    assert said(elsewhere) == said(office)
    assert verify(elsewhere.store, elsewhere.guide) == []
    assert importing.bring_in_here(elsewhere, bringing=bringing, now=NOW).adds_nothing


def test_the_zip_that_was_taken_along_is_read_as_it_is_and_known(exported, elsewhere):
    office, file = exported
    manager = Visitor("s", 1, 1, "Mo", frozenset({Role.MANAGER}))
    packed = io.BytesIO(file_of(office, as_zip))
    assert importing.preview(elsewhere, manager, file=packed).fits == "own-rows"
    bringing = Bringing(packed, mapping_named(elsewhere, "own-rows"))
    done = importing.bring_in_here(elsewhere, bringing=bringing, now=NOW)
    with zipfile.ZipFile(packed) as archive:
        tables = [archive.read(name) for name in ("identified_rows.csv", "identified_treatments.csv")]
    assert tables[0] == file
    assert done.digest.split() == [hashlib.sha256(table).hexdigest() for table in tables]
    assert said(elsewhere) == said(office)


def file_of(office, write):
    clinician = Visitor("s", 1, 1, "Cleo", frozenset({Role.CLINICIAN}))
    export = identified(office, clinician, group=EVER, reason="move")
    circumstances = making(a_clinic(), office.guide, role="clinician", now=NOW)
    return b"".join(chunk.content for chunk in write(export, circumstances))


def asked_and_answered(office):
    """The reports due of those treatments that were reported on, by the first date due, and the open and closed."""
    sql = """
    SELECT t.procedure_date, t.closed_on, coalesce(t.due_from, t.procedure_date), count(*)
    FROM treatment AS t JOIN report AS r ON r.treatment_id = t.treatment_id
    GROUP BY t.treatment_id ORDER BY 1, 2, 3, 4
    """
    with office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(sql).fetchall()]


def test_what_was_due_stays_due_when_our_own_rows_are_read_back(exported, elsewhere):
    office, file = exported
    importing.bring_in_here(
        elsewhere, bringing=Bringing(io.BytesIO(file), mapping_named(elsewhere, "own-rows")), now=NOW
    )
    there = asked_and_answered(elsewhere)
    assert there == asked_and_answered(office)
    assert any(due_from < NOW.date().isoformat() for _, _, due_from, _ in there)


def test_our_own_rows_add_nothing_to_the_practice_that_they_came_from(exported):
    office, file = exported
    bringing = Bringing(io.BytesIO(file), mapping_named(office, "own-rows"))
    found = importing.try_out_here(office, bringing=bringing, now=NOW)
    assert (found.refusals, found.adds_nothing) == ((), True)


@pytest.fixture
def partly_silent(practice):
    """A practice with a patient who never reported, and one of whose two treatments one has reports."""
    practice.enrol(name="Silent Sam", days_ago=40, entered_days_ago=39, areas=("neck", "face"))
    reported = practice.enrol(name="Rita Reporting", days_ago=30, entered_days_ago=30)
    practice.report(reported, 2, redness=3, itching=1)
    practice.report(reported, 4, redness=0)
    closing.close_treatment(
        practice.office, practice.clinician, treatment_id=reported.treatment_id, now=NOW, seen={}, note=""
    )
    today = practice.clinic.today(NOW)
    for days_ago in (12, -3):
        enrolling.add_treatment(
            practice.office, practice.clinician, patient_id=reported.patient.patient_id,
            treatment=enrolling.TreatmentEntry(
                "laser", ("hands",), today - timedelta(days=days_ago), practice.clinician.subject_id
            ),
            now=NOW - timedelta(days=max(days_ago, 0)),
        )  # fmt: skip
    return practice


def all_treatments(office):
    """Every treatment with whose it is, what was due of it, and how many reports it has."""
    sql = """
    SELECT p.code, p.name, p.year_of_birth, p.skin_type, t.method, t.areas, t.procedure_date, t.closed_on, a.name,
           coalesce(t.due_from, t.procedure_date),
           (SELECT count(*) FROM report AS r WHERE r.treatment_id = t.treatment_id)
    FROM patient AS p
    LEFT JOIN treatment AS t ON t.patient_id = p.patient_id
    LEFT JOIN account AS a ON a.account_id = t.clinician_id
    """
    with office.store.reading() as db:
        return sorted(map(repr, (tuple(row) for row in db.conn.execute(sql).fetchall())))


def summary(office):
    """Figures of groups, by quarter and clinician."""
    manager = Visitor("s", 1, 1, "Mo", frozenset({Role.MANAGER}))
    choice = Choice(EVER, Period.QUARTER, frozenset({By.CLINICIAN}))
    return [tuple(row) for row in summary_file(office, manager, choice=choice, now=NOW).tables[0].rows]


def test_who_never_reported_comes_along_in_the_zip(partly_silent, tmp_path, monkeypatch):
    office = partly_silent.office
    with empty_like(office, tmp_path, monkeypatch) as there:
        bringing = Bringing(io.BytesIO(file_of(office, as_zip)), mapping_named(there, "own-rows"))
        tried = importing.try_out_here(there, bringing=bringing, now=NOW)
        assert (tried.refusals, tried.patients, tried.treatments, tried.reports) == ((), 2, 4, 2)
        assert all_treatments(there) == []
        importing.bring_in_here(there, bringing=bringing, now=NOW)
        assert all_treatments(there) == all_treatments(office)
        assert len(all_treatments(there)) == 4
        assert said(there) == said(office)
        assert counted(there) == counted(office)
        assert summary(there) == summary(office)
        assert verify(there.store, there.guide) == []
        again = importing.bring_in_here(there, bringing=bringing, now=NOW)
        assert (again.adds_nothing, again.known_treatments) == (True, 4)


def test_the_table_of_treatments_is_read_alone_too(partly_silent, tmp_path, monkeypatch):
    office, manager = partly_silent.office, partly_silent.manager
    with zipfile.ZipFile(io.BytesIO(file_of(office, as_zip))) as archive:
        rows, treatments = map(archive.read, ("identified_rows.csv", "identified_treatments.csv"))
    assert importing.preview(office, manager, file=io.BytesIO(treatments)).fits == "own-treatments"
    assert importing.preview(office, manager, file=io.BytesIO(rows)).fits == "own-rows"
    with empty_like(office, tmp_path, monkeypatch) as there:
        for file, name, added in ((treatments, "own-treatments", (2, 4, 0)), (rows, "own-rows", (0, 0, 2))):
            bringing = Bringing(io.BytesIO(file), mapping_named(there, name))
            done = importing.bring_in_here(there, bringing=bringing, now=NOW)
            assert (done.patients, done.treatments, done.reports) == added
        assert all_treatments(there) == all_treatments(office)
        assert said(there) == said(office)


def test_who_never_reported_is_judged_when_brought_in_and_not_called_for_later(partly_silent, tmp_path, monkeypatch):
    with empty_like(partly_silent.office, tmp_path, monkeypatch) as there:
        with there.store.writing() as db:
            people.change_clinic(db, replace(a_clinic(), watched=True, watched_when="always"))
        bringing = Bringing(io.BytesIO(file_of(partly_silent.office, as_zip)), mapping_named(there, "own-rows"))
        importing.bring_in_here(there, bringing=bringing, now=NOW)
        with there.store.reading() as db:
            rules = [row[0] for row in db.conn.execute("SELECT rule FROM alert")]
        assert rules
        assert evaluate(there, now=NOW).opened == 0


def test_a_line_of_the_second_table_that_is_refused_refuses_both(partly_silent, tmp_path, monkeypatch):
    with zipfile.ZipFile(io.BytesIO(file_of(partly_silent.office, as_zip))) as archive:
        rows, treatments = map(archive.read, ("identified_rows.csv", "identified_treatments.csv"))
    packed, wrong = io.BytesIO(), treatments.replace(b",neck face,", b",moon,").replace(b",face neck,", b",moon,")
    assert wrong != treatments
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("taken/identified_treatments.csv", wrong)
        archive.writestr("taken/identified_rows.csv", rows)
    with empty_like(partly_silent.office, tmp_path, monkeypatch) as there:
        bringing = Bringing(packed, mapping_named(there, "own-rows"))
        tried = importing.try_out_here(there, bringing=bringing, now=NOW)
        own_line = next(n for n, line in enumerate(wrong.splitlines(), start=1) if b",moon," in line)
        begins = len(rows.splitlines()) + 1
        assert [each.line for each in tried.refusals] == [begins + own_line - 1]
        assert tried.second_from == begins
        assert f"line {begins:,} is the first of its second table" in " ".join(in_words(tried, done=False))
        with pytest.raises(InvalidInput, match="nothing was added"):
            importing.bring_in_here(there, bringing=bringing, now=NOW)
        assert all_treatments(there) == []
