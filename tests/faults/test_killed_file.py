"""A process that is killed while it puts a file together leaves it behind; the next one to start takes it away."""

import os
from itertools import islice

import pytest

from recovery.services.files.formats import WRITERS, Format
from recovery.store.scratch import scratch_folder, sweep_scratch
from recovery.store.staging import staging
from tests.faults.test_kill import fork, kill
from tests.services.files.tables import MAKING, export, many, table

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot kill -9"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """The system's place for temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def half_a_workbook(acknowledge):
    chunks = WRITERS[Format.XLSX].write(export(table(many(9_000), expected=9_000)), MAKING)
    list(islice(chunks, 3))
    acknowledge("written")
    while True:
        pass


def half_an_import(acknowledge):
    with staging() as staged:
        staged.fill([("A-1", 2, ["Ada Secretname"])])
        acknowledge("staged")
        while True:
            pass


@pytest.mark.parametrize("work", [half_a_workbook, half_an_import])
def test_what_a_killed_process_left_is_gone_after_the_next_start(work, temporary):
    kill(*fork(work), after=1)
    assert len(list(temporary.iterdir())) == 1
    sweep_scratch()
    assert list(temporary.iterdir()) == []


def test_no_name_is_left_of_an_import_that_was_killed(temporary):
    kill(*fork(half_an_import), after=1)
    assert [path for path in temporary.rglob("*") if path.is_file()] == []


def test_what_is_in_use_or_not_ours_stays(temporary):
    elsewhere = temporary / "kept"
    elsewhere.mkdir()
    (temporary / "recovery-scratch-link").symlink_to(elsewhere)
    with scratch_folder() as folder:
        (folder / "workbook.xlsx").write_bytes(b"PK")
        sweep_scratch()
        assert (folder / "workbook.xlsx").exists()
    assert not folder.exists()
    assert elsewhere.exists()
