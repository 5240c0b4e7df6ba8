"""Every service call against the trail: what changes something, or shows a patient to staff, is a row."""

from contextlib import suppress
from dataclasses import replace

import pytest

from recovery.errors import RecoveryError
from tests.services.test_every_call import (
    ANYONE,
    CLINICIANS,
    CLINICIANS_ABOUT,
    MANAGERS,
    MANAGERS_ABOUT,
    PATIENTS_ABOUT,
    PATIENTS_OWN,
    READS,
    STAFF_OWN,
    Case,
    visitors,
)

__all__ = ["visitors"]

CALLS = {
    "the patient": PATIENTS_OWN | PATIENTS_ABOUT,
    "a clinician": CLINICIANS | CLINICIANS_ABOUT,
    "a manager": STAFF_OWN | MANAGERS | MANAGERS_ABOUT | ANYONE,
}

NOT_TOLD = {
    "keep a draft": "nothing is sent yet: the patient's own scribble",
    "discard a draft": "nothing is sent yet: the patient's own scribble",
    "open a link": "nobody is let in by it yet: the PIN that follows is a row",
    "sign in": "a password lets nobody in who has a second factor: the code that follows is a row",
    "be known on a device": "a cookie of the browser that saves later waiting; the sign-in itself is a row",
}
"""What changes the database and is no row, with the reason."""

NO_OPENING = {
    "see a row of the worklist": "a row of the list, which its clinicians see whole",
    "ask what a correction does": "asked on the patient's page, whose opening is a row",
    "see earlier patients": "figures of others on the patient's page, whose opening is a row",
    "ask about lending a tablet": "asked on the patient's page, whose opening is a row",
}
"""What is about one patient and shows nothing that the page it is asked on has not shown."""


def everything(practice):
    """All that the database holds, but for the trail and what the schema says of itself."""
    with practice.office.store.reading() as db:
        names = [table.name for table in db.tables if table.name not in ("audit", "audit_check")]
        return {name: [tuple(row) for row in db.conn.execute(f"SELECT * FROM [{name}]")] for name in names}  # noqa: S608


def rows(practice):
    with practice.office.store.reading() as db:
        return db.conn.execute("SELECT count(*) FROM audit").fetchone()[0]


@pytest.mark.parametrize("who", CALLS)
def test_what_changes_something_is_in_the_trail(who, visitors, practice):
    patient, by_name = visitors
    untold = []
    for name, call in CALLS[who].items():
        before, told = everything(practice), rows(practice)
        office = replace(practice.office)  # another process, which has written nothing yet
        with suppress(RecoveryError):  # what one call did can stand in the way of another
            call(Case(office, by_name[who], patient, practice.clinician.subject_id))
        if everything(practice) != before and rows(practice) == told and name not in NOT_TOLD:
            untold.append(name)
    assert untold == []


def test_what_shows_a_patient_to_staff_is_in_the_trail(visitors, practice):
    patient, by_name = visitors
    untold = []
    for name, call in CLINICIANS_ABOUT.items():
        told = rows(practice)
        office = replace(practice.office)
        call(Case(office, by_name["a clinician"], patient, practice.clinician.subject_id))
        if rows(practice) == told and name not in NO_OPENING and name in READS:
            untold.append(name)
    assert untold == []


def test_the_lists_of_exceptions_name_calls_that_there_are():
    every = {name for calls in CALLS.values() for name in calls}
    assert set(NOT_TOLD) | set(NO_OPENING) <= every
