import json
import os
import stat

import pytest

from recovery.services.audit.auditing import verify_trail
from recovery.store import audit, trail_checks
from recovery.store.database import Store
from recovery.store.driver import sqlite3
from recovery.store.trail_key import key_file, read_or_make_key

CHANGES = {
    "clinic_id": "UPDATE audit SET clinic_id = 7 WHERE seq = 5",
    "at": "UPDATE audit SET at = 'x' WHERE seq = 5",
    "actor": "UPDATE audit SET actor = 'x' WHERE seq = 5",
    "session": "UPDATE audit SET session = 'x' WHERE seq = 5",
    "action": "UPDATE audit SET action = 'x' WHERE seq = 5",
    "subject": "UPDATE audit SET subject = 'x' WHERE seq = 5",
    "details": "UPDATE audit SET details = 'x' WHERE seq = 5",
    "mac": "UPDATE audit SET mac = 'x' WHERE seq = 5",
}


@pytest.fixture
def trail(office, now):
    """An installation with twenty rows in its trail."""
    with office.store.writing() as db:
        for number in range(20):
            audit.add(
                db, clinic_id=1, now=now, actor=audit.Actor(f"staff:{number}", "abc"), action="opened a patient",
                subject=f"patient:{number}", details={"number": number},
            )  # fmt: skip
    return office


def remembered(store):
    with store.reading() as db:
        return trail_checks.latest(db, read_or_make_key(store.path))


def behind_our_back(store, *statements, **parameters):
    """What someone does who can write the file but has no key."""
    intruder = sqlite3.connect(store.path, isolation_level=None)
    for trigger in ("audit_is_never_changed", "audit_is_never_deleted"):
        intruder.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        intruder.execute(statement, parameters)
    intruder.close()


def test_a_trail_as_it_was_written_is_whole(trail, now):
    rows = verify_trail(trail.store, now=now).rows
    verdict = verify_trail(trail.store, now=now)
    assert (verdict.is_whole, verdict.rows, verdict.why) == (True, rows, "")
    assert remembered(trail.store) == verdict
    assert rows >= 20


@pytest.mark.parametrize("column", CHANGES)
def test_one_changed_cell_is_found_at_its_row(column, trail, now):
    behind_our_back(trail.store, CHANGES[column])
    verdict = verify_trail(trail.store, now=now)
    assert (verdict.broken_seq, verdict.rows) == (5, 4)
    assert remembered(trail.store) == verdict


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        pytest.param("DELETE FROM audit WHERE seq = 5", 5, id="a deleted row"),
        pytest.param("DELETE FROM audit WHERE seq = 1", 1, id="the first row deleted"),
        pytest.param("DELETE FROM audit WHERE seq <= 3", 1, id="the beginning cut off"),
        pytest.param("UPDATE audit SET seq = seq + 1000 WHERE seq = 7", 7, id="a row moved to the end"),
        pytest.param(
            "INSERT INTO audit SELECT 999, clinic_id, at, actor, session, action, subject, details, mac "
            "FROM audit WHERE seq = 5",
            None, id="a row slipped in at the end",
        ),
    ],
)  # fmt: skip
def test_a_row_deleted_moved_or_slipped_in_is_found(statement, broken, trail, now):
    rows = verify_trail(trail.store, now=now).rows
    behind_our_back(trail.store, statement)
    assert verify_trail(trail.store, now=now).broken_seq == (broken or rows + 1)


def test_an_end_that_was_cut_off_is_missed_after_a_verification(trail, now):
    rows = verify_trail(trail.store, now=now).rows
    behind_our_back(trail.store, "DELETE FROM audit WHERE seq > :kept", kept=rows - 3)
    verdict = verify_trail(trail.store, now=now)
    assert (verdict.broken_seq, "were here at the last verification" in verdict.why) == (rows - 2, True)


def test_a_forged_verdict_counts_for_nothing(trail, now):
    rows = verify_trail(trail.store, now=now).rows
    behind_our_back(
        trail.store,
        "DELETE FROM audit WHERE seq > :kept",
        "UPDATE audit_check SET rows = :kept, last_mac = (SELECT mac FROM audit WHERE seq = :kept)",
        kept=rows - 3,
    )
    assert verify_trail(trail.store, now=now).is_whole, "nothing is left to compare with: the price of one database"


def test_a_verdict_that_somebody_slipped_in_hides_no_other(trail, now):
    verdict = verify_trail(trail.store, now=now)
    behind_our_back(
        trail.store,
        "INSERT INTO audit_check (checked_at, rows, broken_seq, why, last_mac, mac)"
        " SELECT '2999-01-01T00:00:00Z', rows, NULL, '', last_mac, mac FROM audit_check",
    )
    assert remembered(trail.store) == verdict


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET action = 'x' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 1",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(statement, trail):
    with pytest.raises(Exception, match="refused the change"), trail.store.writing() as db:
        db.conn.execute(statement)


def test_the_key_lies_beside_the_database_for_its_owner_alone(trail):
    path = key_file(trail.store.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = path.read_text().strip()
    assert len(bytes.fromhex(key)) == 32
    assert key.encode() not in trail.store.path.read_bytes()


def test_another_key_finds_every_row_broken(trail, now):
    trail.store.close()
    key_file(trail.store.path).unlink()
    assert verify_trail(Store(trail.store.path), now=now).broken_seq == 1


def test_many_that_make_a_key_at_once_end_with_one(tmp_path):
    if not hasattr(os, "fork"):
        pytest.skip("no fork here")
    database = tmp_path / "some.db"
    children = []
    for _ in range(8):
        child = os.fork()
        if not child:
            (tmp_path / f"said-{os.getpid()}").write_text(read_or_make_key(database).hex())
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    assert len({file.read_text() for file in tmp_path.glob("said-*")}) == 1


def test_the_session_is_named_by_a_few_signs_of_its_hash(practice):
    patient = practice.enrol()
    practice.report(patient, 1)
    with practice.office.store.reading() as db:
        row = db.conn.execute("SELECT * FROM audit WHERE action = 'sent a report'").fetchone()
    assert row["session"] == patient.visitor.session[: audit.SESSION_SIGNS]
    assert json.loads(row["details"])["day"] == 1
