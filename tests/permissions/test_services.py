"""The permission matrix against every service call, over a real database."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from recovery.domain.access import Role
from recovery.errors import NotAllowed, NotFound, RecoveryError
from recovery.services.entry import confirming, own_password, second_factor, visiting
from recovery.services.files import history
from recovery.services.groups import cohorts
from recovery.services.people import correcting, opening_patients, patients
from recovery.services.staff import staff_accounts
from recovery.store import accounts
from recovery.store.rows import as_time
from tests.conftest import NOW, PASSWORD, Practice, an_account, session_of
from tests.permissions.matrix import (
    CLINICIAN,
    DISABLED,
    EXPIRED,
    MANAGER,
    OTHER_CLINIC,
    OTHER_PATIENT,
    PATIENT,
    SERVICE,
    SIGNED_OUT,
    VISITORS,
    matrix,
    rows_of,
    service_calls,
)
from tests.services.test_every_call import EVERY_CALL, HERE, Case, visitors  # noqa: F401 - the fixture

YES, NO, NOTHING, NO_VISITOR = "yes", "no", "nothing", "no visitor"
"""Nothing: as if there were no such patient. No visitor: a service is handed none, so it is never called."""

Call = Callable[[Case], Any]

SECOND = {"sealed": "x", "code": "1", "password": PASSWORD, "whence": HERE, "now": NOW}
OWN = {"password": PASSWORD, "whence": HERE, "now": NOW}
NEW = {"current": "x", "password": "x", "password_again": "x", "whence": HERE, "now": NOW}

INSIDE_OTHERS: dict[str, Call] = {
    "patients.archive": lambda c: patients.archive(c.office, c.visitor, **c.patient),
    "patients.bring_back": lambda c: patients.bring_back(c.office, c.visitor, **c.patient),
    "correcting.correct": lambda c: correcting.correct(
        c.office, c.visitor, **c.treatment, entry=c.corrected("laser"), seen=c.about.treatment,
        reason="entered wrongly", now=NOW,
    ),
    "second_factor.confirm_set_up": lambda c: second_factor.confirm_set_up(c.office, c.visitor, **SECOND),
    "second_factor.new_codes": lambda c: second_factor.new_codes(c.office, c.visitor, **OWN),
    "second_factor.switch_off": lambda c: second_factor.switch_off(c.office, c.visitor, **OWN),
    "staff_accounts.enable": lambda c: staff_accounts.enable(c.office, c.visitor, **c.account),
    "cohorts.once": lambda c: cohorts.once(c.office, c.visitor, ("a test",), dict),
    "history.on_the_way": lambda c: history.on_the_way(c.office, c.visitor),
    "confirming.confirmed": lambda c: confirming.confirmed(c.office, c.visitor, **OWN),
    "opening_patients.note_opened": lambda c: opening_patients.note_opened(
        c.office, c.visitor, subject="patient:1", now=NOW
    ),
    "own_password.change_own_password": lambda c: own_password.change_own_password(c.office, c.visitor, **NEW),
}  # fmt: skip
"""Calls that the table of calls makes among others."""


def calls() -> dict[str, Call]:
    """A call of each service function that serves a visitor, by the function's name."""
    found = dict(INSIDE_OTHERS)
    for call in EVERY_CALL.values():
        names = call.__code__.co_names
        # A module's function of the same name stands once among the names.
        pairs = [*pairwise(names), *((name, name) for name in names)]
        for name in (f"{module}.{function}" for module, function in pairs):
            if name in service_calls():
                found.setdefault(name, call)
    return {name: call for name, call in found.items() if "visitor" in service_calls()[name]}


def answer(call: Call, case: Case) -> str:
    """What a visitor gets; refused for another reason than who they are, they may."""
    try:
        call(case)
    except NotAllowed:
        return NO
    except NotFound as refused:
        return NOTHING if "Secretname" not in str(refused) else "a refusal that names the patient"
    except RecoveryError:
        return YES
    return YES


def test_every_service_call_for_a_visitor_is_tried():
    assert sorted(set(rows_of(SERVICE)) - set(calls())) == []


@pytest.mark.parametrize("who", [PATIENT, OTHER_PATIENT, CLINICIAN, MANAGER, OTHER_CLINIC])
def test_each_visitor_gets_what_the_matrix_says(who, visitors, practice, other_clinic):  # noqa: F811
    patient, by_name = visitors
    elsewhere = replace(other_clinic.clinician, roles=frozenset({Role.CLINICIAN, Role.MANAGER}))
    people = {
        PATIENT: patient.visitor, OTHER_PATIENT: by_name["another patient"], CLINICIAN: practice.clinician,
        MANAGER: practice.manager, OTHER_CLINIC: elsewhere,
    }  # fmt: skip
    own = practice.clinician.subject_id if who != OTHER_CLINIC else elsewhere.subject_id
    case = Case(practice.office, people[who], patient, own)
    in_order = sorted(calls().items(), key=lambda each: each[0] == "erasing.erase")
    found = {name: answer(call, case) for name, call in in_order}
    assert found == {name: matrix()[SERVICE, name][who] for name in found}


@pytest.mark.parametrize("who", [SIGNED_OUT, DISABLED, EXPIRED])
def test_whoever_has_no_session_is_no_visitor(who, practice):
    assert visiting.visitor_of(practice.office, SESSIONS[who](practice), now=NOW) is None
    assert {matrix()[SERVICE, name][who] for name in rows_of(SERVICE)} == {NO_VISITOR}


def _disabled(practice: Practice) -> str:
    account = an_account("no hash", "left@example.com", "Lee Left", Role.CLINICIAN)
    with practice.office.store.writing() as db:
        accounts.add(db, account, now=NOW)
    _, visitor = session_of(practice.office, account, now=NOW)
    with practice.office.store.writing() as db:
        accounts.set_disabled(db, account, disabled=True)
    return visitor.session


def _expired(practice: Practice) -> str:
    long_ago = as_time(NOW.replace(year=NOW.year - 1))
    session = practice.clinician.session
    with practice.office.store.writing() as db:
        db.conn.execute(
            "UPDATE session SET created_at = ?, last_seen_at = ? WHERE token_hash = ?", (long_ago, long_ago, session)
        )
    return session


SESSIONS: dict[str, Callable[[Practice], str]] = {SIGNED_OUT: lambda _: "", DISABLED: _disabled, EXPIRED: _expired}

assert set(SESSIONS) | {PATIENT, OTHER_PATIENT, CLINICIAN, MANAGER, OTHER_CLINIC} == set(VISITORS)
