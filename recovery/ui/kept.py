"""What of each screen survives signing in again: the one list of the fields that are kept and given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import from_text
from recovery.domain.rules import NUMBERS
from recovery.domain.wording.english import joined
from recovery.errors import NotFound, RecoveryError
from recovery.services.entry import keeping
from recovery.ui import refusal
from recovery.ui.session import forget, get, has, keys_beginning_with, now, office, put, session_hash


@dataclass(frozen=True)
class Fields:
    """The fields of a screen: those that someone types into, by their names, and those that go with them.

    A key that ends in `_` stands for all that begin with it. `address` is what of the address says whom it is about;
    keys of fields `within` end in the id of something else on that screen. Fields `filled` in already count as typed
    where they differ from what they started from, which is kept beside them so that giving them back undoes nothing
    that somebody else changed since: how its keys begin stands beside how theirs do. Fields `unsent` are kept while
    the session lives too, once something stands in the first of them; the id in their keys is what the address ends in.
    """

    typed: Mapping[str, str]
    beside: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    filled: Mapping[str, str] = field(default_factory=dict)
    unsent: tuple[str, ...] = ()

    def has(self, key: str) -> bool:
        """Whether the field of this key is among them."""
        return any(_is(key, name) for name in (*self.typed, *self.beside, *self.filled.values()))

    def holds(self, name: str, keys: Sequence[str]) -> bool:
        """Whether something was typed into a field of this name, of those with these keys."""
        seen = self.filled.get(name)
        if seen is None:
            return _holds(name, keys)
        pairs = [(key, f"{seen}{key.removeprefix(name)}") for key in keys if _is(key, name)]
        return any(has(key) and has(before) and get(key) != get(before) for key, before in pairs)


_STEP = {"attending_note_": "the note on the alerts"}

_CORRECTION = {"correction_reason_": "the correction"}
"""Asked for only where something is chosen that differs from what stands."""

_CORRECTED = ("corrected_", "correct_")

_PERSON = {"patient_name": "the name", "patient_contact": "the contact", "patient_year": "the year of birth"}

KEPT: Mapping[str, Fields] = {
    "worklist": Fields(_STEP, ("attending_to", "attending_until"), ("row",)),
    "patient": Fields(
        {
            **_STEP,
            "note_": "the note",
            "closing_note_": "why the recovery can be closed",
            "reopening_note_": "why an alert is opened again",
            "noticed": "the report",
            "note": "the report",
            **_CORRECTION,
        },
        ("kind_", "graded_", "grade_", "visit_day_", "attending_to", "attending_until", "for_day_", "severity_",
         "area_", "red_flags", "please_call", *_CORRECTED),
        ("treatment", "enter"),
        unsent=("note_", "kind_", "graded_", "grade_", "visit_day_"),
    ),
    "people": Fields(
        {
            **{name: said for key, said in _PERSON.items() for name in (key, f"{key}_")},
            **_CORRECTION,
            "added_areas_": "the treatment to add",
        },
        ("patient_skin", "patient_skin_", "treatment_method", "treatment_areas", "treatment_date",
         "treatment_clinician", "added_", *_CORRECTED),
        ("patient", "enrol", "edit"),
        within=(*_CORRECTION, *_CORRECTED),
    ),
    "administration": Fields(
        {
            "invited_name": "the name", "invited_login": "the sign-in name", "account_name_": "the name",
            "account_login_": "the sign-in name", "account_roles_": "the roles",
            "clinic_entry_": "the clinic's entries",
        },
        ("invited_roles",),
        ("part", "invite", "account"),
        filled={
            "clinic_entry_": "clinic_seen_",
            **{f"account_{name}_": f"account_seen_{name}_" for name in ("name", "login", "roles")},
        },
    ),
    "guidance": Fields(
        {"guidance_reason": "the reason"},
        ("guidance_from_day", "guidance_to_day", "guidance_on", "guidance_asks_",
         *(f"guidance_{name}" for numbers in NUMBERS.values() for name in numbers)),
        ("change",),
    ),
}  # fmt: skip
"""Never a password or a code: those are asked for on pages of our own, outside Streamlit."""

LONGEST_NAMED = 100
"""Characters of a part of an address that are looked at; ours are ids and names of figures."""

_HERE, _GIVEN_BACK, _STORED = "kept_here", "kept_given_back", "kept_stored"


class _Stored(NamedTuple):
    """A screen, and what the database keeps of its fields."""

    screen: str
    fields: Mapping[str, object]


class _Back(NamedTuple):
    """The screen that fields were given back to, and their keys."""

    screen: str
    keys: tuple[str, ...]


def note_screen() -> None:
    """Note which screen was drawn: a click that leads to another one is told from what was typed on this one."""
    screen = str(get("screen"))
    put(_HERE, (screen, _address(screen)) if screen in KEPT else None)


def keep_what_was_typed() -> None:
    """Keep the fields of the screen drawn last for its holder; nobody is kept waiting by what cannot be kept."""
    session, (screen, address) = session_hash(), get(_HERE) or (None, "")
    if session is None or screen is None or not _is_typed(KEPT[screen]):
        return
    fields = KEPT[screen]
    held = {key: get(key) for key in keys_beginning_with("") if fields.has(key)}
    try:
        keeping.keep(office(), session, screen=address, fields=held, now=now())
    except RecoveryError as error:
        refusal.in_words(error)  # to the log: signing in again matters more


def keep_what_is_typed(visitor: Visitor) -> None:
    """Keep the unsent fields of this screen as they stand now, and let go of all else that was kept of it."""
    screen = str(get("screen"))
    if screen not in KEPT or not visitor.is_staff:
        return
    here = _address(screen)
    typed, stored = _unsent(KEPT[screen], here), get(_STORED)
    if typed == (stored.fields if stored is not None and stored.screen == here else {}):
        return
    try:
        keeping.keep_unsent(office(), visitor, screen=here, fields=typed, now=now())
    except RecoveryError as error:
        refusal.in_words(error)  # the next run tries again
        return
    put(_STORED, _Stored(here, typed))


def _unsent(fields: Fields, here: str) -> dict[str, object]:
    """What is typed about whom the address ends in: a step further, their fields are not on the screen."""
    held = {
        key: get(key)
        for name in fields.unsent
        for key in keys_beginning_with(name)
        if here.endswith(f"={key.removeprefix(name).partition('_')[0]}")
    }
    return held if fields.unsent and _holds(fields.unsent[0], list(held)) else {}


def give_back(visitor: Visitor) -> None:
    """Put what this member of staff had typed here back into its fields, before they are drawn."""
    screen = str(get("screen"))
    if screen not in KEPT or not visitor.is_staff:
        return
    here, stored = _address(screen), get(_STORED)
    if stored is not None and stored.screen == here and not get("arrived"):
        return
    put(_STORED, _Stored(here, {}))
    try:
        back = keeping.unsent(office(), visitor, screen=here, now=now())
    except RecoveryError as error:
        refusal.in_words(error)  # it is still kept: the next visit gives it back
        return
    put(_STORED, _Stored(here, back))
    fields = KEPT[screen]
    mine = {key: value for key, value in back.items() if fields.has(key) and get(key) != value}
    for key, value in mine.items():
        put(key, value)
    if mine:
        put(_GIVEN_BACK, _Back(here, tuple(mine)))


def say_what_is_back() -> None:
    """One line while anything of it stands in its field, and a way to be rid of it."""
    screen, back = str(get("screen")), get(_GIVEN_BACK)
    if screen not in KEPT or back is None or back.screen != _address(screen):
        return
    fields = KEPT[screen]
    here = [key for key in back.keys if key.startswith(fields.within) or not _is_about_another(key, back.screen)]
    names = dict.fromkeys(said for name, said in fields.typed.items() if fields.holds(name, here))
    if not names:
        forget([_GIVEN_BACK])
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="given_back"):
        st.markdown(f":material/restore: What you had typed is back: {joined(list(names))}.", width="content")
        st.button(
            "Discard it", key="discard_given_back", type="tertiary", on_click=_discard,
            args=(here, _texts(fields, here)),
        )  # fmt: skip


def was_given_back(key: str) -> bool:
    """Whether the field of this key holds what was typed before signing in again."""
    back: _Back | None = get(_GIVEN_BACK)
    return back is not None and key in back.keys


def _discard(keys: Sequence[str], texts: Sequence[str]) -> None:
    for key in keys:
        held = get(key)
        if key in texts or isinstance(held, bool) or (isinstance(held, list) and not key.startswith(_CORRECTED)):
            put(key, type(held)())  # set, not let go of: the browser would hand the field's value over once more
        else:
            forget([key])
    forget([_GIVEN_BACK])


def _texts(fields: Fields, keys: Sequence[str]) -> list[str]:
    """The keys that hold words: a choice has no empty value."""
    names = [name for name in fields.typed if name not in _CORRECTION]
    return [key for key in keys if isinstance(get(key), str) and any(_is(key, name) for name in names)]


def _is_typed(fields: Fields) -> bool:
    return any(fields.holds(name, keys_beginning_with(name)) for name in fields.typed)


def _is_about_another(key: str, address: str) -> bool:
    """Whether a key ends in an id that the address does not name: half a note about a patient seen before."""
    name = key.rpartition("_")[2]
    try:
        from_text(name)
    except NotFound:
        return False
    return name not in address


def _is(key: str, name: str) -> bool:
    return key.startswith(name) if name.endswith("_") else key == name


def _holds(name: str, keys: Sequence[str]) -> bool:
    held = (get(key) for key in keys if _is(key, name))
    return any(bool(value.strip()) if isinstance(value, str) else bool(value) for value in held)


def _address(screen: str) -> str:
    """The screen, and whom it is about as the address has it."""
    asked = st.query_params
    named = [f"{name}={asked[name][:LONGEST_NAMED]}" for name in KEPT[screen].address if name in asked]
    return "?".join([screen, "&".join(named)]).removesuffix("?")
