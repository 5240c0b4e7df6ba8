"""Bringing a file in is all or nothing: killed, on a full disk, and without room for its rows beside the database."""

import io
import itertools
import os
import time
from dataclasses import replace

import pytest

from recovery.domain.importing.mapping import read_mapping
from recovery.errors import DatabaseFull, StoreError
from recovery.services.imports import importing
from recovery.services.imports.importing import Bringing
from recovery.services.imports.storing import Storing
from recovery.services.rebuilding import verify
from recovery.store import installation
from recovery.store.database import Store
from tests.conftest import NOW
from tests.faults.test_full import limit_pages
from tests.faults.test_kill import fork, kill, pytestmark  # noqa: F401 - it says where processes can be killed
from tests.services.imports.test_importing import HEAD, LONG

PATIENTS, DAYS = 120, 5

NONE, ALL = (0, 0), (PATIENTS, PATIENTS * DAYS)


def lines():
    for patient, day in itertools.product(range(PATIENTS), range(DAYS)):
        known = f"A-{patient},Ada Secretname,555 0101,1980,II,2024-03-05,laser,face;neck,2024-04-01"
        yield f"{known},{day},redness,{(patient + day) % 4},face,{'sore ' * 20}\n"


def bring_in(practice, store=None):
    guide = practice.office.guide
    file = io.BytesIO((HEAD + "".join(lines())).encode())
    bringing = Bringing(file, read_mapping(LONG, catalogue=guide.catalogue), "clinician@example.com")
    office = replace(practice.office, store=store) if store else practice.office
    return importing.bring_in(office, practice.manager, bringing=bringing, now=NOW)


def stored(practice):
    """How many patients and reports there are, once all that is derived from them was found right."""
    with practice.office.store.reading() as db:
        assert installation.integrity(db) == []
        found = db.conn.execute("SELECT (SELECT count(*) FROM patient), (SELECT count(*) FROM report)").fetchone()
    assert verify(practice.office.store, practice.office.guide) == []
    return tuple(found)


def test_an_import_that_is_killed_is_wholly_there_or_not_at_all_and_can_be_repeated(practice):
    practice.office.store.close()
    path = practice.office.store.path

    def bring(acknowledge):
        store = Storing.store

        def storing(self, read_so):
            acknowledge("storing")
            store(self, read_so)

        Storing.store = storing
        bring_in(practice, Store(path))
        acknowledge("done")
        time.sleep(60)

    for delay_s in (0.0, 0.002, 0.005, 0.01, 0.02, 0.04):
        child, acknowledged = fork(bring)
        assert acknowledged.readline() == "storing\n"
        time.sleep(delay_s)
        done = kill(child, acknowledged, after=0)
        found = stored(practice)
        assert found in ([ALL] if done else [NONE, ALL])
        if found == ALL:
            break
    assert bring_in(practice).adds_nothing == (found == ALL)
    assert stored(practice) == ALL


def test_an_import_into_a_full_database_stores_nothing_and_goes_in_once_there_is_room(practice, tmp_path, monkeypatch):
    (tmp_path / "beside").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "beside"))
    limit_pages(practice, limit_pages(practice, 1) + 20)
    with pytest.raises(DatabaseFull, match=r"There is no space left for .*recovery.db. Nothing was changed; free some"):
        bring_in(practice)
    assert stored(practice) == NONE
    assert list((tmp_path / "beside").iterdir()) == []
    limit_pages(practice, 1_000_000)
    bring_in(practice)
    assert stored(practice) == ALL


def test_an_import_without_room_for_its_rows_beside_the_database_stores_nothing(practice, tmp_path, monkeypatch):
    import resource  # noqa: PLC0415 - not there on Windows

    (tmp_path / "beside").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "beside"))
    child = os.fork()
    if not child:
        answer = 1
        try:
            monkeypatch.setattr("recovery.store.staging.CACHE_KB", 1)
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, most))
            with pytest.raises(StoreError, match="Nothing was changed"):
                bring_in(practice)
            answer = 0
        finally:
            os._exit(answer)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert stored(practice) == NONE
    assert list((tmp_path / "beside").iterdir()) == []
