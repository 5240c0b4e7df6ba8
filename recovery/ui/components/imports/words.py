"""What words of a file stand for that nothing here is called, chosen one by one once a trial found them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO

import streamlit as st

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.clinic import Staff
from recovery.domain.importing.mapping import ColumnMapping
from recovery.domain.importing.trial import Trial
from recovery.ui.session import get, put
from recovery.ui.text import plain

_FOUND = "import_unknown_words"


def keep_unknown_words(file: BinaryIO, trial: Trial) -> None:
    """Ask from now on what the words stand for that a trial of this file found; those before keep their places."""
    known = _unknown(file)
    asked = {(kind, word.casefold()) for kind, word in known}
    found = {(of.kind, of.word.casefold()): of.word for of in (each.first for each in trial.reasons) if of.word}
    more = [(kind, word) for (kind, small), word in found.items() if (kind, small) not in asked]
    put(_FOUND, (_id(file), (*known, *more)))


def explain_words(
    file: BinaryIO, mapping: ColumnMapping, catalogue: Catalogue, *, staff: Mapping[str, Staff]
) -> ColumnMapping:
    """The mapping with what was chosen for each unknown word of this file; `staff` are clinicians by sign-in name."""
    unknown = _unknown(file)
    if not unknown:
        return mapping
    said = {kind: dict(words) for kind, words in mapping.words.items()}
    st.write("Words of this file that nothing here is called. Choose what each stands for, and try it out again:")
    with st.grid(3, min_column_width=220):
        for number, (kind, word) in enumerate(unknown):
            chosen = _one(number, word, _known(kind, catalogue, staff), kind.replace("_", " "))
            if chosen:
                said.setdefault(kind, {})[word.casefold()] = chosen
    return replace(mapping, words=said)


def _one(number: int, word: str, known: Mapping[str, str], what: str) -> str | None:
    chosen: str | None = st.selectbox(
        f"“{plain(word)}” is the {what}", list(known), index=None, format_func=known.__getitem__,
        placeholder="Choose one", key=f"import_word_{number}",
    )  # fmt: skip
    return chosen


def _known(kind: str, catalogue: Catalogue, staff: Mapping[str, Staff]) -> dict[str, str]:
    if kind == "severity":
        return {str(int(severity)): severity.word for severity in Severity}
    if kind == "clinician":
        return {login: f"{person.name} ({login})" for login, person in staff.items()}
    if kind == "method":
        return {each.slug: each.name for each in catalogue.methods}
    entries = catalogue.areas if kind == "area" else catalogue.side_effects
    return {each.slug: each.name for each in entries}


def _unknown(file: BinaryIO) -> tuple[tuple[str, str], ...]:
    of, words = get(_FOUND, (None, ()))
    return words if of == _id(file) else ()


def _id(file: BinaryIO) -> object:
    return getattr(file, "file_id", None)
