"""Who may do what: one table, asked by every service."""

from dataclasses import dataclass
from enum import StrEnum

from recovery.errors import NotAllowed, NotFound


class Role(StrEnum):
    """What someone comes for."""

    PATIENT = "patient"
    CLINICIAN = "clinician"
    MANAGER = "manager"


class Action(StrEnum):
    """Something that a service does for a visitor: what those it is for do there."""

    REPORT = "report how they are"
    SEE_OWN_RECOVERY = "see their own recovery"
    SEE_PATIENTS = "see patients and their courses"
    ENROL = "enrol patients and hand out personal links"
    HANDLE_ALERTS = "handle alerts and write notes"
    REPORT_FOR = "enter a report on a patient's behalf"
    SEE_COHORTS = "see what recovery usually looks like here"
    TAKE_FILES = "take files along"
    EXPORT_SUMMARY = "take figures of groups"
    TAKE_DEIDENTIFIED = "take reports of nobody by name"
    TAKE_IDENTIFIED = "take reports with names"
    IMPORT = "bring in patients and reports from elsewhere"
    SET_GUIDANCE = "see and change the bands and rules in force"
    ADMINISTER = "look after the installation"
    TAKE_OWN_DATA = "take everything that is held about them"
    TAKE_FOR = "take along what is held about a patient who asks for it"
    ERASE = "erase patients who ask for it"
    LOOK_AFTER_OWN_ACCOUNT = "look after their own account"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.REPORT: frozenset({Role.PATIENT}),
    Action.SEE_OWN_RECOVERY: frozenset({Role.PATIENT}),
    Action.SEE_PATIENTS: frozenset({Role.CLINICIAN}),
    Action.ENROL: frozenset({Role.CLINICIAN}),
    Action.HANDLE_ALERTS: frozenset({Role.CLINICIAN}),
    Action.REPORT_FOR: frozenset({Role.CLINICIAN}),
    Action.SEE_COHORTS: frozenset({Role.CLINICIAN, Role.MANAGER}),
    Action.TAKE_FILES: frozenset({Role.CLINICIAN, Role.MANAGER}),
    Action.EXPORT_SUMMARY: frozenset({Role.MANAGER}),
    Action.TAKE_DEIDENTIFIED: frozenset({Role.MANAGER}),
    Action.TAKE_IDENTIFIED: frozenset({Role.CLINICIAN}),
    Action.IMPORT: frozenset({Role.MANAGER}),
    Action.SET_GUIDANCE: frozenset({Role.MANAGER}),
    Action.ADMINISTER: frozenset({Role.MANAGER}),
    Action.TAKE_OWN_DATA: frozenset({Role.PATIENT}),
    Action.TAKE_FOR: frozenset({Role.CLINICIAN}),
    Action.ERASE: frozenset({Role.CLINICIAN}),
    Action.LOOK_AFTER_OWN_ACCOUNT: frozenset({Role.CLINICIAN, Role.MANAGER}),
}
"""docs/domain.md section 1: patients their own treatments, clinicians all patients, managers group figures."""

ON_A_LENT_DEVICE = frozenset({Action.REPORT})
"""What a patient may do on the practice's own tablet; what comes of the report is shown with it."""


@dataclass(frozen=True)
class Visitor:
    """Someone who is signed in: to which clinic, as whom, and what for.

    `subject_id` is the account's id for staff and the patient's id for a patient. `lent` says that the device is the
    practice's, handed to a patient for one report.
    """

    session: str
    clinic_id: int
    subject_id: int
    name: str
    roles: frozenset[Role]
    lent: bool = False

    @property
    def patient_id(self) -> int:
        """The patient whose visit this is; NotFound when it is a member of staff."""
        if Role.PATIENT not in self.roles:
            raise NotFound("Members of staff have no recovery of their own here.")
        return self.subject_id

    @property
    def is_staff(self) -> bool:
        """Whether this is a clinician or a manager."""
        return Role.PATIENT not in self.roles

    def may(self, action: Action) -> bool:
        """Whether one of this visitor's roles allows the action."""
        return bool(self.roles & ALLOWED[action]) and (not self.lent or action in ON_A_LENT_DEVICE)


def require(visitor: Visitor, action: Action) -> None:
    """Refuse with NotAllowed unless the visitor may do this."""
    if not visitor.may(action):
        raise NotAllowed(_ONE_REPORT if visitor.lent else _refusal(action))


_ONE_REPORT = "This tablet was handed over for one report. Send it, or give the tablet back."


def _refusal(action: Action) -> str:
    """Whom it is for, what they do there, and how to come as one of them."""
    roles = sorted(ALLOWED[action])
    if roles == [Role.PATIENT]:
        return f"This page is for patients: here they {action}. Open it with a personal link."
    said = " and ".join(f"{role}s" for role in roles)
    return f"This page is for {said}: here they {action}. Sign in as a {' or '.join(roles)}."
