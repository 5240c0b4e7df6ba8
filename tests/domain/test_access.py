import pytest

from recovery.domain.access import Action, Role, Visitor, require
from recovery.errors import NotAllowed, NotFound

MAY = {
    Role.PATIENT: {Action.REPORT, Action.SEE_OWN_RECOVERY, Action.TAKE_OWN_DATA},
    Role.CLINICIAN: {
        Action.SEE_PATIENTS,
        Action.ENROL,
        Action.HANDLE_ALERTS,
        Action.REPORT_FOR,
        Action.TAKE_FOR,
        Action.ERASE,
        Action.SEE_COHORTS,
        Action.TAKE_FILES,
        Action.TAKE_IDENTIFIED,
        Action.LOOK_AFTER_OWN_ACCOUNT,
    },
    Role.MANAGER: {
        Action.SEE_COHORTS,
        Action.TAKE_FILES,
        Action.EXPORT_SUMMARY,
        Action.TAKE_DEIDENTIFIED,
        Action.IMPORT,
        Action.SET_GUIDANCE,
        Action.ADMINISTER,
        Action.LOOK_AFTER_OWN_ACCOUNT,
    },
}
"""docs/domain.md section 1, role by role; an action that nobody here may do is a hole in this table."""


def visitor(*roles):
    return Visitor("session", clinic_id=1, subject_id=7, name="Vi", roles=frozenset(roles))


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_it_comes_for_and_nothing_else(role, action):
    if action in MAY[role]:
        require(visitor(role), action)
    else:
        with pytest.raises(NotAllowed, match=f"here they {action}"):
            require(visitor(role), action)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Action.REPORT, "This page is for patients: here they report how they are. Open it with a personal link."),
        (Action.EXPORT_SUMMARY,
         "This page is for managers: here they take figures of groups. Sign in as a manager."),
    ],
)  # fmt: skip
def test_a_refusal_says_whom_it_is_for_and_how_to_come_as_one_of_them(action, said):
    with pytest.raises(NotAllowed) as refused:
        require(visitor(), action)
    assert str(refused.value) == said


def test_every_action_is_somebodys():
    assert set.union(*MAY.values()) == set(Action)


def test_one_account_may_have_both_staff_roles():
    both = visitor(Role.CLINICIAN, Role.MANAGER)
    assert {action for action in Action if both.may(action)} == MAY[Role.CLINICIAN] | MAY[Role.MANAGER]


def test_nobody_without_a_role_may_do_anything():
    assert not any(visitor().may(action) for action in Action)


def test_only_patients_have_a_recovery_of_their_own():
    assert visitor(Role.PATIENT).patient_id == 7
    with pytest.raises(NotFound):
        _ = visitor(Role.CLINICIAN, Role.MANAGER).patient_id


def test_a_lent_tablet_takes_a_report_and_no_more():
    lent = Visitor("session", clinic_id=1, subject_id=7, name="Vi", roles=frozenset({Role.PATIENT}), lent=True)
    assert {action for action in Action if lent.may(action)} == {Action.REPORT}
    with pytest.raises(NotAllowed, match="This tablet was handed over for one report"):
        require(lent, Action.TAKE_OWN_DATA)
