"""Files on their way: in the trail before the first byte, and how they ended after the last."""

from dataclasses import replace

import pytest

from recovery.domain.access import Role
from recovery.errors import InvalidInput, NotAllowed
from recovery.services.files import history as histories
from recovery.services.files.asking import export_of
from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from recovery.services.files.history import State, history
from recovery.services.files.taker import program, taker
from recovery.services.files.taking import MOST_AT_ONCE, take
from recovery.services.files.workbook import MOST_ROWS
from tests.services.files.tables import export, many, table


def took(practice):
    sql = (
        "SELECT actor, action, details FROM audit WHERE action LIKE 'took the %' OR action LIKE '%a file%' ORDER BY seq"
    )
    with practice.office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(sql)]


def begun(practice, *, form=Format.CSV, of=None, who=None, rows=None):
    rows = many(5_000) if rows is None else rows
    taken = replace(of or export(table(rows, expected=5_000)), details={"since": "2026-01"})
    who = who or taker(practice.manager, taken.kind)
    return take(practice.office, who, taken, form, now=practice.now)


def test_a_file_is_in_the_trail_before_its_first_byte_and_after_its_last(practice):
    file = begun(practice)
    actor = f"staff:{practice.manager.subject_id}"
    first = (actor, "took the summary", '{"form":"csv","rows":5000,"since":"2026-01"}')
    assert took(practice) == [first]
    assert b"".join(file).count(b"\r\n") == 5_001
    file.close()
    assert took(practice) == [first, (actor, "finished a file", '{"rows":5000}')]


def test_a_file_that_nobody_waits_for_any_more_was_broken_off(practice):
    file = begun(practice)
    pieces = iter(file)
    next(pieces), next(pieces)
    assert file.progress.rows == 2_000
    file.close()
    assert took(practice)[1:] == [(took(practice)[0][0], "broke a file off", '{"rows":2000}')]
    assert next(pieces, None) is None


def test_a_file_that_nobody_came_for_was_broken_off_too(practice):
    begun(practice).close()
    assert took(practice)[1][1:] == ("broke a file off", '{"rows":0}')


def test_a_file_whose_rows_fail_was_broken_off_and_the_error_goes_on(practice):
    def failing():
        yield from many(2_500)
        raise InvalidInput("The database is gone.")

    file = begun(practice, rows=failing())
    with pytest.raises(InvalidInput, match="is gone"):
        list(file)
    assert took(practice)[1][1:] == ("broke a file off", '{"rows":2000}')


def test_what_excel_cannot_hold_is_refused_before_the_trail_says_anything(practice):
    with pytest.raises(InvalidInput, match="Excel shows"):
        begun(practice, form=Format.XLSX, of=export(table([], expected=MOST_ROWS + 1)))
    assert took(practice) == []
    assert begun(practice, form=Format.CSV, of=export(table([], expected=MOST_ROWS + 1)))


@pytest.mark.parametrize(
    ("kind", "role"),
    [(Kind.SUMMARY, Role.CLINICIAN), (Kind.DEIDENTIFIED, Role.CLINICIAN), (Kind.IDENTIFIED, Role.MANAGER)],
)
def test_whoever_may_not_take_it_leaves_no_file(kind, role, practice):
    who = practice.clinician if role is Role.CLINICIAN else practice.manager
    with pytest.raises(NotAllowed):
        begun(practice, of=replace(export(), kind=kind), who=taker(who, kind))
    assert took(practice) == []


def test_a_file_is_named_after_what_it_holds_and_the_clinics_day(practice):
    assert begun(practice, form=Format.ZIP).name == "recovery-summary-2026-07-15.zip"
    of = replace(export(), kind=Kind.DEIDENTIFIED)
    assert begun(practice, of=of).name == "recovery-deidentified-2026-07-15.csv"


def test_the_history_says_who_took_what_and_how_it_ended(practice):
    list(begun(practice))
    broken = begun(practice, form=Format.ZIP)
    pieces = iter(broken)
    next(pieces), next(pieces)
    broken.close()
    waiting = begun(practice, who=program(1, Kind.SUMMARY))
    newest, broken_off, whole = history(practice.office, practice.manager)
    assert (whole.who, whole.kind, whole.rows, whole.state) == ("Mo Manager", Kind.SUMMARY, 5_000, State.WHOLE)
    assert whole.filters == ("Format: csv", "Procedures from: 2026-01")
    assert (broken_off.rows, broken_off.state) == (2_000, State.BROKEN_OFF)
    assert (newest.who, newest.rows, newest.state) == ("Somebody at the server", 0, State.UNDER_WAY)
    waiting.close()


def test_a_file_of_a_process_that_was_stopped_is_said_to_be_so(practice):
    file = begun(practice)
    another_process = replace(practice.office)
    (taken,) = history(another_process, practice.manager)
    assert (taken.rows, taken.state) == (None, State.NOT_ENDED)
    file.close()


def test_clinicians_see_their_own_files_alone(practice, other_clinic):
    list(begun(practice))
    of = replace(export(), kind=Kind.IDENTIFIED)
    list(begun(practice, of=of, who=taker(practice.clinician, Kind.IDENTIFIED)))
    assert [each.kind for each in history(practice.office, practice.clinician)] == [Kind.IDENTIFIED]
    assert [each.kind for each in history(practice.office, practice.manager)] == [Kind.IDENTIFIED, Kind.SUMMARY]
    assert history(practice.office, other_clinic.manager) == []
    with pytest.raises(NotAllowed):
        history(practice.office, practice.enrol().visitor)


def test_somebody_takes_so_many_files_at_once_and_others_go_on(practice):
    files = [begun(practice) for _ in range(MOST_AT_ONCE)]
    with pytest.raises(InvalidInput, match="on their way to you already"):
        begun(practice)
    assert len(took(practice)) == MOST_AT_ONCE
    list(begun(practice, of=replace(export(), kind=Kind.IDENTIFIED), who=taker(practice.clinician, Kind.IDENTIFIED)))
    files[0].close()
    assert list(begun(practice))


def test_files_under_way_are_the_visitors_own(practice):
    file = begun(practice)
    found = histories.on_the_way(practice.office, practice.manager)
    assert ([(each.name, each.share) for each in found.files], found.ended) == ([(file.name, 0.0)], 0)
    assert histories.on_the_way(practice.office, practice.clinician) == ([], 0)
    list(file)
    assert histories.on_the_way(practice.office, practice.manager) == ([], 1)
    with pytest.raises(NotAllowed):
        histories.on_the_way(practice.office, practice.enrol().visitor)


@pytest.mark.parametrize("kind", [Kind.DEIDENTIFIED, Kind.IDENTIFIED])
def test_a_file_that_somebody_takes_their_time_with_holds_no_transaction_open(kind, practice):
    for number in range(130):
        practice.report(practice.enrol(name=f"Ada {number}", days_ago=60), 1, redness=2)
    who = program(1, kind)
    of = export_of(practice.office, who, kind, {"reason": "quality"}, form=Format.CSV, now=practice.now)
    pieces = iter(take(practice.office, who, of, Format.CSV, now=practice.now))
    next(pieces), next(pieces)
    with practice.office.store.maintenance() as db:
        busy, *_ = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0
    assert next(pieces, None), "there is more of it"
