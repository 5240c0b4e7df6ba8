"""A correction that is killed in the middle has happened wholly or not at all."""

import itertools
import random
from dataclasses import replace
from datetime import timedelta

from recovery.domain.identifiers import as_text
from recovery.services.people import correcting
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.rebuilding import verify
from recovery.store import installation, treatments
from recovery.store.database import Store
from tests.faults.test_kill import fork, kill, pytestmark  # noqa: F401 - it says where processes can be killed

KILLS = 8

DAYS = 20


def test_a_correction_that_is_killed_is_wholly_done_or_not_at_all(practice):
    practice = practice.watching()
    patient = practice.enrol(days_ago=DAYS, entered_days_ago=DAYS)
    for day in range(DAYS):
        practice.report(patient, day, redness=1 + day % 3, itching=day % 4)
    practice.office.store.close()
    path = practice.office.store.path

    def correct_for_ever(acknowledge):
        office = replace(practice.office, store=Store(path))
        for turn in itertools.count():
            now, earlier = stored(office, patient), (3, -3)[turn % 2]
            entry = TreatmentEntry(
                now.method, now.areas, now.procedure - timedelta(days=earlier), now.clinician.account_id
            )
            about = {"treatment_id": now.treatment_id, "entry": entry, "reason": "entered wrongly"}
            done = correcting.correct(office, practice.clinician, **about, seen=now, now=practice.now)
            acknowledge(as_text(done.treatment_id), done.procedure.isoformat(), done.version)

    for _ in range(KILLS):
        lines = kill(*fork(correct_for_ever), after=random.randint(1, 4))
        after = stored(practice.office, patient)
        assert after.version - int(lines[-1][2]) in (0, 1), "more than one correction was stored unacknowledged"
        with practice.office.store.reading() as db:
            assert installation.integrity(db) == []
            days = [row[0] for row in db.conn.execute("SELECT day FROM report ORDER BY day").fetchall()]
        moved = (patient.treatment.procedure - after.procedure).days
        assert days == [day + moved for day in range(DAYS)]
        assert verify(practice.office.store, practice.office.guide) == []
        if moved:  # so that the next one goes there and back too
            correct_back(practice, patient, after)


def correct_back(practice, patient, now):
    entry = TreatmentEntry(now.method, now.areas, patient.treatment.procedure, now.clinician.account_id)
    about = {"treatment_id": now.treatment_id, "entry": entry, "reason": "entered wrongly"}
    correcting.correct(practice.office, practice.clinician, **about, seen=now, now=practice.now)


def stored(office, patient):
    with office.store.reading() as db:
        return treatments.treatment(db, 1, patient.treatment_id)
