"""The trail in words: every action that the program writes, and what a row is about."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from recovery.domain.alerts import Step
from recovery.domain.catalogue import Catalogue
from recovery.domain.identifiers import as_text, is_id
from recovery.domain.trail import Kind, TrailRow
from recovery.domain.wording.english import at_time, capital, on_date

_FAILED = (
    "sign-in refused", "more sign-ins refused", "password refused", "code refused", "wrong PIN",
    "told the clinic of wrong PINs",
)  # fmt: skip
"""Tries to get in that failed: found under signing in, and under refusals."""

_BY_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.SIGNING_IN: (
        "signed in", "signed in to the demo", "opened the personal link", "agreed to the statement", "chose a PIN",
        "accepted an invitation", "used a recovery code", "renewed the session", "signed out", "signed out everywhere",
        "signed out everywhere else", "ended a session", "ended every session", "ended a session to sign in again",
        "lent a tablet", "gave the tablet back", *_FAILED,
    ),
    Kind.LOOKING: ("opened a patient",),
    Kind.CHANGES: (
        "sent a report", "replaced a report", "wrote a note", *(f"alert: {step.value}" for step in Step),
        "enrolled a patient", "changed a patient", "archived a patient", "brought a patient back", "erased a patient",
        "added a treatment", "corrected a treatment", "closed a treatment", "opened a treatment again",
        "made a personal link", "revoked a personal link", "dismissed wrong PINs", "imported a file",
    ),
    Kind.EXPORTS: (
        "printed a summary", "took the summary", "took the alerts", "took the de-identified rows",
        "took the identified rows", "finished a file", "broke a file off", "took the trail", "took their own data",
        "took a patient's data", "took the numbers of a picture",
    ),
    Kind.REFUSALS: ("was refused", *_FAILED),
    Kind.SETTINGS: (
        "set the clinic up", "filled the demo", "changed the clinic", "changed the guidance", "went on duty",
        "went off duty", "sent a test mail", "tries failed mails again", "added an account",
        "invited a member of staff", "made a password link", "withdrew a password link", "set a new password by a link",
        "changed an account", "disabled an account", "enabled an account", "changed a password",
        "changed their password", "turned the second factor on", "turned the second factor off",
        "set another app up", "removed a second factor", "made new recovery codes", "linked single sign-on",
        "unlinked single sign-on",
    ),
}  # fmt: skip

_OTHERWISE = {
    "took the alerts": "Took the figures of alerts",
    "finished a file": "A file left whole",
    "broke a file off": "A file was broken off",
    "closed a treatment": "Closed a recovery",
    "opened a treatment again": "Opened a recovery again",
    "tries failed mails again": "Has failed mails tried again",
}
"""Where the words on screen are not the trail's own."""

ACTIONS: Mapping[str, str] = {
    action: _OTHERWISE.get(action, capital(action)) for each in _BY_KIND.values() for action in each
}
"""Every action in words; tests/test_trail_words.py reads the code for those missing."""

KINDS: Mapping[Kind, str] = {
    Kind.SIGNING_IN: "Signing in and out",
    Kind.LOOKING: "Opened patients",
    Kind.CHANGES: "Changes",
    Kind.EXPORTS: "Exports and prints",
    Kind.REFUSALS: "Refusals",
    Kind.SETTINGS: "Settings and accounts",
}

_WHAT = {"screen": "page", "route": "address", "treatment": "recovery"}
NOT_SIGNED_IN, AT_THE_SERVER = "Somebody not signed in", "Somebody at the server"
_NOBODY = {"signed out": NOT_SIGNED_IN, "command line": AT_THE_SERVER}
_ID = ("patient", "treatment", "alert")

_DETAILS = {
    "kept_for_years": "Years for which records are kept", "left": "Recovery codes left",
    "requires_code": "Second factor required", "sessions": "Sessions ended", "sha256": "SHA-256 of the file",
    "shows_expected": "Patients see how others recovered", "way": "By",
}  # fmt: skip
"""Details whose own name says too little."""

_CODED = ("method", "area", "areas", "effect", "groups", "among")
"""Details that hold ids of the guide or of a choice, words with lines between them."""


class Known(NamedTuple):
    """What rows are told with: names of staff, the clinic's clock, and for the screen the codes of patients.

    `people` are by how rows name patients, treatments and alerts: the patient's code, the procedure's date if any.
    `names` are `names_in` the catalogue.
    """

    staff: Mapping[int, str] = {}
    zone: tzinfo = UTC
    people: Mapping[str, tuple[str, date | None]] = {}
    names: Mapping[str, str] = {}


def names_in(catalogue: Catalogue) -> dict[str, str]:
    """What methods, areas and side effects are called, by what details hold of them."""
    methods = {each.slug: each.name for each in catalogue.methods}
    areas = {each.slug: each.name for each in catalogue.areas}
    return {**methods, **areas, **{each.slug: each.name for each in catalogue.side_effects}}


def actions_of(kind: Kind) -> list[str]:
    """The actions of a kind, as the trail has them."""
    return list(_BY_KIND[kind])


def not_readable(row: TrailRow, name: str) -> str:
    """What stands in a cell that no row is written with, marked; empty where the cell can be read."""
    return f"not readable, row {row.seq}: {row.unreadable[name]}" if name in row.unreadable else ""


def action_in_words(action: str) -> str:
    """What was done; an action of an earlier release as it stands."""
    return ACTIONS.get(action, capital(action))


def thing_in_words(name: str, known: Known) -> str:
    """Who or what a row names: staff by their names; patients by code or by the id in addresses, never by name."""
    what, _, number = name.partition(":")
    if name in known.people:
        code, procedure = known.people[name]
        whose = f"{code}, treated on {on_date(procedure)}" if procedure else code
        return f"alert of {whose}" if what == "alert" else whose
    if what == "staff" and is_id(number):
        return known.staff.get(int(number), f"staff {number}")
    if what in _ID and is_id(number):
        return f"{_WHAT.get(what, what)} {as_text(int(number))}"
    if name in _NOBODY or what == "clinic":
        return _NOBODY.get(name, "the clinic")
    return f"{_WHAT.get(what, what)} {number}".strip()


def details_in_words(row: TrailRow, known: Known) -> list[str]:
    """What a row says beside, a line each; what was before stands before what came after."""
    mark = not_readable(row, "details")
    said = [f"Details {mark}"] if mark else []
    is_export = row.action in _BY_KIND[Kind.EXPORTS]
    for name, found in row.details.items():
        if is_export and found in _NOT_CHOSEN:
            continue
        value = _as_staff(found) if name in _ACCOUNTS else _as_words(found, known.names) if name in _CODED else found
        if name == "changes" and isinstance(value, list) and all(map(_is_named_change, value)):
            said += [_change(str(what), before, after, known=known) for what, before, after in value]
        elif isinstance(value, list) and _is_change(name, value):
            said.append(_change(name, *value, known=known))
        else:
            label = _label_of_file(row, name) if is_export else None
            said.append(f"{label or _named(name)}: {_value(value, known)}")
    return said


_NOT_CHOSEN = (None, "", "all")
"""What a file's filter is that was not used."""

_OF_FILES = {
    "form": "Format", "since": "Procedures from", "until": "Procedures until", "by": "Split by period",
    "groups": "Split by", "effect": "Side effect", "age": "Age band", "age_band": "Age band", "skin": "Skin type",
    "compare": "Compared by", "among": "Compared",
}  # fmt: skip
"""Details of files that left, as the page of exports calls them."""


def _label_of_file(row: TrailRow, name: str) -> str | None:
    """How a detail of a file is called; how many rows it has is known at its end alone."""
    begins = row.action.startswith("took ") and row.subject.startswith("file:")
    return "Rows expected" if name == "rows" and begins else _OF_FILES.get(name)


_ACCOUNTS = ("clinician", "clinician_id")
"""Details that name a member of staff by number alone."""

_LISTS = ("roles", "areas", "among", "changed")
"""Details that may be a list of names: two names in one are no change."""


def _is_change(name: str, value: Sequence[object]) -> bool:
    names = name in _LISTS and not any(isinstance(each, list) or each is None for each in value)
    return len(value) == len(("before", "after")) and not names


def _is_named_change(value: object) -> bool:
    return isinstance(value, list) and len(value) == len(("what", "before", "after"))


def _as_staff(value: object) -> object:
    if isinstance(value, list):
        return [_as_staff(each) for each in value]
    return f"staff:{value}" if isinstance(value, int) else value


def _as_words(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_as_words(each, names) for each in value]
    if not isinstance(value, str):
        return value
    words = [names.get(slug, "") for slug in value.split()]
    return ", ".join(words) if words and all(words) else value.replace("_", " ")


def _change(name: str, before: object, after: object, *, known: Known) -> str:
    return f"{_named(name)}: {_value(before, known)} → {_value(after, known)}"


def _named(name: str) -> str:
    return _DETAILS.get(name, capital(name.replace("_", " ")))


def _value(value: object, known: Known) -> str:
    if value is None or value in ("", []):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_value(each, known) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{_named(str(key)).lower()} {_value(each, known)}" for key, each in value.items())
    return _text(str(value), known)


def _text(value: str, known: Known) -> str:
    if value.startswith("staff:"):
        return thing_in_words(value, known)
    if value[10:11] != "T":
        return value
    try:
        return at_time(datetime.fromisoformat(value).astimezone(known.zone))
    except ValueError:
        return value
