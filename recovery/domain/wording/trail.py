"""The trail in words: every action that the program writes, and what a row is about."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from recovery.domain.alerts import Step
from recovery.domain.identifiers import as_text
from recovery.domain.trail import Kind, TrailRow
from recovery.domain.wording.english import capital, joined


class Said(NamedTuple):
    """What an action is called, and what kind it is."""

    words: str
    kind: Kind


_BY_KIND: Mapping[Kind, Mapping[str, str]] = {
    Kind.SIGNING_IN: {
        "signed in": "Signed in",
        "signed in to the demo": "Signed in to the demo",
        "opened the personal link": "Opened the personal link",
        "signed out": "Signed out",
        "ended a session to sign in again": "Ended a session to sign in again",
        "sign-in refused": "Sign-in refused",
        "accepted an invitation": "Accepted an invitation",
        "set a new password by a link": "Set a new password by a link",
        "ended a session": "Ended a session",
        "ended every session": "Ended every session",
        "signed out everywhere": "Signed out everywhere",
        "signed out everywhere else": "Signed out everywhere else",
    },
    Kind.LOOKING: {"opened a patient": "Opened a patient"},
    Kind.CHANGES: {
        "sent a report": "Sent a report",
        "replaced a report": "Replaced a report",
        "wrote a note": "Wrote a note",
        "enrolled a patient": "Enrolled a patient",
        "added a treatment": "Added a treatment",
        "closed a treatment": "Closed a recovery",
        "opened a treatment again": "Opened a recovery again",
        "made a personal link": "Made a personal link",
        "revoked a personal link": "Revoked a personal link",
        **{f"alert: {step.value}": f"Alert: {step.value}" for step in Step},
    },
    Kind.EXPORTS: {
        "printed a summary": "Printed a summary",
        "took the summary": "Took the summary",
        "took the alerts": "Took the figures of alerts",
        "took the trail": "Took the trail",
    },
    Kind.REFUSALS: {"was refused": "Was refused"},
    Kind.SETTINGS: {
        "set the clinic up": "Set the clinic up",
        "filled the demo": "Filled the demo",
        "changed the clinic": "Changed the clinic",
        "changed the guidance": "Changed the guidance",
        "added an account": "Added an account",
        "changed a password": "Changed a password",
        "disabled an account": "Disabled an account",
        "enabled an account": "Enabled an account",
        "changed an account": "Changed an account",
        "invited a member of staff": "Invited a member of staff",
        "made a password link": "Made a password link",
        "withdrew a password link": "Withdrew a password link",
        "removed a second factor": "Removed a second factor",
        "unlinked single sign-on": "Unlinked single sign-on",
        "went on duty": "Went on duty",
        "went off duty": "Went off duty",
        "sent a test mail": "Sent a test mail",
        "tries failed mails again": "Has failed mails tried again",
    },
}

ACTIONS: Mapping[str, Said] = {
    action: Said(words, kind) for kind, each in _BY_KIND.items() for action, words in each.items()
}
"""Every action by what stands in the trail; tests/domain/test_wording_trail.py reads the code for those missing."""

KINDS: Mapping[Kind, str] = {
    Kind.SIGNING_IN: "Signing in and out",
    Kind.LOOKING: "Opened patients",
    Kind.CHANGES: "Changes",
    Kind.EXPORTS: "Exports and prints",
    Kind.REFUSALS: "Refusals",
    Kind.SETTINGS: "Settings and accounts",
}

_WHAT = {"screen": "page", "route": "address", "treatment": "recovery"}
_ID = ("patient", "treatment", "alert")


def actions_of(kind: Kind) -> list[str]:
    """The actions of a kind, as the trail has them; failed sign-ins are refusals too."""
    also = ["sign-in refused"] if kind is Kind.REFUSALS else []
    return [*(action for action, said in ACTIONS.items() if said.kind is kind), *also]


def action_in_words(action: str) -> str:
    """What was done; an action of an earlier release as it stands."""
    return ACTIONS[action].words if action in ACTIONS else capital(action)


def thing_in_words(name: str, staff: Mapping[int, str]) -> str:
    """Who or what a row names: staff by their names, patients by the id that addresses have and never by name."""
    what, _, number = name.partition(":")
    if what == "staff" and number.isdigit():
        return staff.get(int(number), f"staff {number}")
    if what in _ID and number.isdigit():
        return f"{_WHAT.get(what, what)} {as_text(int(number))}"
    if what == "clinic":
        return "the clinic"
    return f"{_WHAT.get(what, what)} {number}".strip()


def details_in_words(row: TrailRow, staff: Mapping[int, str]) -> list[str]:
    """What a row says beside, a line each; what was before stands before what came after."""
    said = []
    for name, value in row.details.items():
        if name == "changes" and isinstance(value, list):
            said += [_change(str(what), before, after, staff=staff) for what, before, after in value]
        elif isinstance(value, list) and _is_change(name, value):
            said.append(_change(name, *value, staff=staff))
        else:
            said.append(f"{_named(name)}: {_value(value, staff)}")
    return said


_LISTS = ("roles", "areas", "changed")
"""Details that may be a list of names: two names in one are no change."""


def _is_change(name: str, value: Sequence[object]) -> bool:
    names = name in _LISTS and not any(isinstance(each, list) or each is None for each in value)
    return len(value) == len(("before", "after")) and not names


def _change(name: str, before: object, after: object, *, staff: Mapping[int, str]) -> str:
    return f"{_named(name)}: {_value(before, staff)} → {_value(after, staff)}"


def _named(name: str) -> str:
    return capital(name.replace("_", " "))


def _value(value: object, staff: Mapping[int, str]) -> str:
    if value is None or value in ("", []):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return joined([_value(each, staff) for each in value])
    if isinstance(value, dict):
        return joined([f"{_named(str(key)).lower()} {_value(each, staff)}" for key, each in value.items()])
    if isinstance(value, int) and value in staff:
        return staff[value]
    return thing_in_words(value, staff) if isinstance(value, str) and value.startswith("staff:") else str(value)
