"""A database of the first schema, opened by a version that judges alerts."""

from datetime import timedelta

import pytest

from recovery.domain.rules import Rule
from recovery.services.alerts.evaluating import evaluate
from recovery.services.office import open_office
from recovery.services.rebuilding import verify
from recovery.settings import read_settings
from recovery.store import alerts, treatments
from recovery.store.database import connect
from recovery.store.migrations import migrations
from recovery.store.rows import as_time
from tests.conftest import NOW

YESTERDAY = (NOW - timedelta(days=1)).date().isoformat()

ROWS = (
    "clinic VALUES (1, 'Corner Skin', 'America/Chicago', '+1 901 555 0100', '911', 'en', 1, 'weekdays', 0, :at)",
    "account VALUES (1, 7, 'bea', 'Bea Noor', 'x', 1, 0, 0, :at)",
    "patient VALUES (1, 8, 'P-OLD00', 'Ada Example', 'ada example', '', NULL, NULL, :at)",
    "treatment VALUES (1, 9, 8, 'derma_roller', 'face', :yesterday, 7, NULL, 1, :at)",
    "report VALUES (1, 9, 0, 1, :at, 'patient:8', 'A note of yesterday.', 'fever', 0)",
    "score VALUES (1, 9, 0, 1, 2, 'face')",
    "course VALUES (1, 9, 1, 0, 0, NULL, 2, 0, 2)",
    "standing VALUES (1, 9, 0, :at, 2, 1, 1, 0, 0, NULL, 4)",
    "band VALUES (1, 'derma_roller', 'redness', 3, 7, 'words', 'figure', 0, 'x', 'guide', 'guide-1', :at)",
    "audit VALUES (1, 1, :at, 'patient:8', 'sent a report', 'treatment:9', '{}')",
)


@pytest.fixture
def upgraded(database):
    """The office over a database that the first version had filled."""
    old = connect(database, create=True)
    migrations.apply(old, stop_before="m002_alerts_and_guidance")
    for row in ROWS:
        old.conn.execute(f"INSERT INTO {row}", {"at": as_time(NOW - timedelta(hours=20)), "yesterday": YESTERDAY})
    old.conn.commit()
    old.conn.close()
    return open_office(read_settings({"RECOVERY_DATABASE": str(database)}), now=NOW)


def test_nothing_that_was_stored_is_lost(upgraded):
    with upgraded.store.reading() as db:
        kept = {table: db.table(table).count for table in ("clinic", "patient", "report", "score", "audit")}
    assert kept == {"clinic": 1, "patient": 1, "report": 1, "score": 1, "audit": 1}


def test_what_was_entered_before_is_due_from_its_entry_on(upgraded):
    with upgraded.store.reading() as db:
        assert treatments.treatment(db, 1, 9).due_from == (NOW - timedelta(hours=20)).date()


def test_the_first_rules_judge_what_was_reported_before_there_were_any(upgraded):
    assert (upgraded.guide.number, upgraded.guide.in_force_from) == (2, None)
    evaluate(upgraded, now=NOW)
    with upgraded.store.reading() as db:
        found = alerts.of_treatment(db, 1, 9, upgraded.guide.catalogue)
    assert [(alert.rule, alert.latest.signs) for alert in found] == [(Rule.RED_FLAG, ("fever",))]
    assert verify(upgraded.store, upgraded.guide) == []
