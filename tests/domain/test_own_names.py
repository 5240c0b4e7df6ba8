"""How a patient's own records name who did something."""

import pytest

from recovery.domain.access import Role
from recovery.domain.own_names import Names

NAMES = Names(7, {9: [Role.CLINICIAN]})


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("patient:7", "you"),
        ("patient:8", "another patient"),
        ("staff:9", NAMES.staff(9)),
        ("signed out", "somebody not signed in"),
        ("command line", "the practice, at its server"),
    ],
)
def test_whoever_did_something_is_named_as_the_patient_may_know_them(who, said):
    assert NAMES.actor(who) == said
