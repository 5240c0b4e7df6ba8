"""Trying a file out, what came of it, and adding it."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.importing.refusals import REFUSALS_KEPT, Refusal
from recovery.domain.importing.writing import as_toml
from recovery.domain.wording.importing import in_words, refusal_in_words
from recovery.errors import RecoveryError
from recovery.services.files.csv_files import csv_lines
from recovery.services.imports.importing import Bringing, Telling, Trial, bring_in, try_out
from recovery.services.rebuilding import Progress
from recovery.ui import refusal
from recovery.ui.components.imports.file import TURN
from recovery.ui.components.imports.words import keep_unknown_words
from recovery.ui.session import forget, get, now, office, put
from recovery.ui.text import plain

_TRIED, _ADDED = "import_tried", "import_added"


def try_it(visitor: Visitor, bringing: Bringing) -> Trial | None:
    """What trying this file by this mapping gave; None before that."""
    if st.button("Try it out", key="import_try", type="primary", icon=":material/science:"):
        tried = _done(try_out, visitor, bringing, "Nothing was added.")
        put(_TRIED, (_mark(bringing), tried))
        if tried is not None and any(reason.first.word for reason in tried.reasons):
            keep_unknown_words(bringing.file, tried)
            st.rerun()  # the words are asked for above
    mark, trial = get(_TRIED, (None, None))
    if mark != _mark(bringing) or trial is None:
        return None
    st.header("Nothing can be added yet" if trial.refused_lines else "What it would add", anchor=False)
    for line in in_words(trial, done=False):
        st.write(plain(line))
    if trial.refusals:
        _refused(trial)
    found: Trial = trial
    return found


def add_what_was_tried(visitor: Visitor, bringing: Bringing, trial: Trial) -> None:
    """The button that adds, where nothing is refused and there is something to add."""
    if trial.refused_lines:
        return
    if trial.adds_nothing:
        st.info("All of it stands here already: there is nothing to add.", icon=":material/done_all:")
        return
    st.caption("While a large file is added, reports that patients send wait some seconds.")
    if st.button("Add all of it", key="import_add", type="primary", icon=":material/playlist_add:"):
        added = _done(bring_in, visitor, bringing, "Nothing was added.")
        if added is not None:
            put(_ADDED, added)
            put(TURN, get(TURN, 0) + 1)
            forget([_TRIED])
            st.rerun()


def say_what_was_added() -> None:
    """What the file before added, once."""
    added: Trial | None = get(_ADDED)
    if added is not None:
        forget([_ADDED])
        st.success(in_words(added, done=True)[0], icon=":material/check_circle:")


def _mark(bringing: Bringing) -> tuple[object, ...]:
    """What tells this file, read so, from another."""
    return (getattr(bringing.file, "file_id", None), as_toml(bringing.mapping), bringing.clinician)


def _done(call: Callable[..., Trial], visitor: Visitor, bringing: Bringing, before: str) -> Trial | None:
    bar = st.progress(0.0, text="Reading the file")
    try:
        return call(office(), visitor, bringing=bringing, now=now(), telling=_telling(bar))
    except RecoveryError as error:
        refusal.show(error, before=before)
        return None
    finally:
        bar.empty()


def _telling(bar: Any) -> Telling:
    said = {"bytes": "Reading the file", "rows": "Looking at each row"}

    def of(what: str) -> Progress:
        return lambda done, total: bar.progress(min(done / max(total, 1), 1.0), text=said[what])

    return of


def _refused(trial: Trial) -> None:
    rows = [(each.lines, each.first.line or None, each.first.column, each.first.word, _what_to_do(each.first))
            for each in trial.reasons]  # fmt: skip
    st.dataframe(
        pd.DataFrame(rows, columns=["Lines", "First", "Column", "Word", "Why, and what to do"]),
        hide_index=True,
        key="import_refusals",
        alt="Why lines are refused: how many, the first, the column, the word, and what to do",
        column_config={
            "Lines": st.column_config.NumberColumn(width=70, format="localized"),
            "First": st.column_config.NumberColumn(width=70, format="localized"),
            "Column": st.column_config.TextColumn(width=130),
            "Word": st.column_config.TextColumn(width=130),
            "Why, and what to do": st.column_config.TextColumn(width=600),
        },
    )
    some = trial.refused_lines > len({each.line for each in trial.refusals})
    st.download_button(
        f"Download the first {REFUSALS_KEPT:,} line by line" if some else "Download them line by line",
        _as_csv(trial.refusals), file_name="refused-lines.csv", mime="text/csv",
        key="import_refusals_file", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _what_to_do(first: Refusal) -> str:
    """What to do, on this page: what its words stand for is chosen above."""
    return refusal_in_words(first) + (" Or choose above what it stands for." if first.word else "")


def _as_csv(refusals: tuple[Refusal, ...]) -> str:
    rows = [(each.line, each.column, each.word, refusal_in_words(each)) for each in refusals]
    return "".join(csv_lines(("line", "column", "word", "why"), rows))
