"""Our own identified rows, read back into an empty practice: the same counts, and the same a second time."""

import hashlib
import io
from datetime import timedelta

import pytest

from recovery.domain.access import Role, Visitor
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.services.demonstrating import fill_demo
from recovery.services.files.csv_table import csv_pieces
from recovery.services.files.making import making
from recovery.services.files.package import as_zip
from recovery.services.imports import importing
from recovery.services.imports.importing import Bringing
from recovery.services.imports.mappings import mapping_named
from recovery.services.office import open_office
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
    [table] = identified(empty_office, clinician, group=EVER, reason="move").tables
    return empty_office, "".join(piece.text for piece in csv_pieces(table)).encode()


@pytest.fixture
def elsewhere(exported, tmp_path, monkeypatch):
    """An empty practice whose clinicians are called as the demo's."""
    office, _ = exported
    monkeypatch.setenv("RECOVERY_DATABASE", str(tmp_path / "elsewhere.db"))
    there = open_office(read_settings(), now=NOW)
    with office.store.reading() as db:
        names = [staff.name for staff in people.clinicians(db, 1)]
    with there.store.writing() as db:
        people.add_clinic(db, a_clinic(), now=NOW)
        for number, name in enumerate(names):
            accounts.add(db, an_account("x", f"c{number}@example.com", name, Role.CLINICIAN), now=NOW)
    yield there
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
    assert done.digest == hashlib.sha256(file).hexdigest()
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
