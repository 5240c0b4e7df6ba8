"""A file that finds no room, or whose process is killed: the one before stays, and the history says how it ended."""

import os
import time
from dataclasses import replace

import pytest

from recovery.cli.exporting import _write
from recovery.errors import FileNotWritten
from recovery.services.files.formats import Format
from recovery.services.files.history import State, history
from recovery.services.files.taker import taker
from recovery.services.files.taking import take
from recovery.store.database import Store
from tests.faults.test_kill import fork, kill, pytestmark  # noqa: F401 - it says where processes can be killed
from tests.services.files.tables import export, many, table

resource = pytest.importorskip("resource")  # not there on Windows

ROOM = 150_000
"""Bytes that a file may have: more than the trail needs, less than any of these files."""


@pytest.fixture
def place(practice, tmp_path, monkeypatch):
    """Where a file of before stands."""
    (tmp_path / "beside").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "beside"))
    (tmp_path / "files").mkdir()
    found = tmp_path / "files" / "taken"
    found.write_bytes(b"before")
    practice.office.store.close()
    return found


def write(practice, rows, form, place):
    office = replace(practice.office, store=Store(practice.office.store.path))
    of = export(table(rows, expected=40_000))
    _write(place, lambda: take(office, taker(practice.manager, of.kind), of, form, now=practice.now))


def state_of(practice):
    (taken,) = history(practice.office, practice.manager)
    return taken.state


@pytest.mark.parametrize("form", Format)
def test_a_file_that_finds_no_room_leaves_the_one_before(form, practice, place, tmp_path):
    child = os.fork()
    if not child:
        answer = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
            with pytest.raises(FileNotWritten, match=r"could not be written: File too large\. Nothing"):
                write(practice, many(40_000), form, place)
            answer = 0
        finally:
            os._exit(answer)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [path.read_bytes() for path in place.parent.iterdir()] == [b"before"]
    assert list((tmp_path / "beside").iterdir()) == []
    assert state_of(practice) is State.BROKEN_OFF


def test_a_file_whose_process_is_killed_leaves_the_one_before(practice, place):
    def take_for_ever(acknowledge):
        def rows():
            yield from many(5_000)
            acknowledge("on its way")
            time.sleep(60)

        write(practice, rows(), Format.CSV, place)

    kill(*fork(take_for_ever), after=1)
    assert place.read_bytes() == b"before"
    assert state_of(practice) is State.NOT_ENDED
    write(practice, many(3), Format.CSV, place)
    assert [path.name for path in place.parent.iterdir()] == [place.name], "what was left goes with the next file"


def test_two_at_once_do_not_write_one_file(practice, place):
    def rows():
        yield from many(5_000)
        with pytest.raises(FileNotWritten, match=f"Somebody is writing {place.name} just now"):
            write(practice, many(3), Format.CSV, place)
        yield from many(3)

    write(practice, rows(), Format.CSV, place)
    assert place.read_bytes().count(b"\n") > 5_000
