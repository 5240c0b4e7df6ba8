"""A disk without space: nothing changes, everything can be read, and writing goes on once there is room."""

import os

import pytest

from recovery.errors import DatabaseFull, StoreError
from recovery.services.rebuilding import verify
from recovery.services.recoveries import reporting, reviewing
from recovery.store import database, installation, opening


def write_until_refused(practice, patient):
    """Long notes until there is no room; how many were taken."""
    for turn in range(2_000):
        draft = reporting.Draft(day=3, severities={"redness": turn % 2}, note=f"{turn} " + "x" * 900)
        reporting.submit(
            practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=practice.now
        )
    pytest.fail("there was always room")


def state(practice, patient):
    office = practice.office
    with office.store.reading() as db:
        assert installation.integrity(db) == []
        audited = db.conn.execute("SELECT count(*) FROM audit WHERE action LIKE '%a report'").fetchone()[0]
    assert verify(office.store, office.guide) == []
    found = reviewing.recovery(office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    kept = list(found.replaced)
    assert len(kept) + len(found.reports) == audited
    return audited


@pytest.fixture
def patient(practice):
    return practice.enrol(days_ago=3)


def limit_pages(practice, pages):
    with practice.office.store.writing() as db:
        db.conn.execute(f"PRAGMA max_page_count = {pages}")
        return db.conn.execute("PRAGMA page_count").fetchone()[0]


def test_a_full_database_refuses_is_read_and_goes_on(practice, patient):
    limit_pages(practice, limit_pages(practice, 1) + 20)
    with pytest.raises(DatabaseFull, match=r"There is no space left for .*recovery.db. Nothing was changed; free some"):
        write_until_refused(practice, patient)
    reports = state(practice, patient)
    with pytest.raises(DatabaseFull):
        write_until_refused(practice, patient)
    assert state(practice, patient) == reports > 3
    limit_pages(practice, 1_000_000)
    practice.report(patient, 3, redness=1)
    assert state(practice, patient) == reports + 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no limit on file sizes")
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")
def test_a_file_that_may_not_grow_refuses_is_read_and_goes_on(practice, patient):
    import resource  # noqa: PLC0415 - not there on Windows

    practice.report(patient, 3, redness=1)
    log = practice.office.store.path.with_name("recovery.db-wal")
    child = os.fork()
    if not child:
        answer = 1
        try:
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 50_000, most))
            with pytest.raises(StoreError, match="Nothing was changed"):
                write_until_refused(practice, patient)
            reports = state(practice, patient)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            practice.report(patient, 3, redness=1)
            answer = 0 if state(practice, patient) == reports + 1 else 2
        finally:
            os._exit(answer)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert state(practice, patient) > 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no limit on file sizes")
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")
def test_a_file_that_may_not_grow_when_the_log_is_moved_into_it_starts_again_with_all_that_was_stored(practice):
    import resource  # noqa: PLC0415 - not there on Windows

    path = practice.office.store.path
    practice.office.store.close()
    whole = path.stat().st_size
    child = os.fork()
    if not child:
        try:
            for _ in range(30):
                practice.report(practice.enrol(days_ago=3), 3, redness=1)
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (whole, most))
            practice.office.store.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    pages = int.from_bytes(path.read_bytes()[28:32], "big")
    assert path.stat().st_size < pages * 4096, "the checkpoint was not broken off"
    with opening.open_store(path).reading() as db:
        assert installation.integrity(db) == []
        assert db.conn.execute("SELECT count(*) FROM report").fetchone()[0] == 30


def test_a_first_start_on_a_full_disk_says_so_and_can_be_repeated(tmp_path, monkeypatch):
    def narrow(path, **how):
        db = database.connect(path, **how)
        db.conn.execute("PRAGMA max_page_count = 5")
        return db

    monkeypatch.setattr(opening, "connect", narrow)
    with pytest.raises(DatabaseFull, match="free some and try again"):
        opening.open_store(tmp_path / "recovery.db")
    assert not (tmp_path / "recovery.db").exists()
    monkeypatch.undo()
    opening.open_store(tmp_path / "recovery.db")
