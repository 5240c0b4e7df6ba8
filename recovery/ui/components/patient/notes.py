"""Writing a note on a patient's page."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.notes import LONGEST_NOTE, NoteEntry, NoteKind
from recovery.domain.wording.record import KINDS
from recovery.errors import RecoveryError
from recovery.services.recoveries.looking import Record
from recovery.services.recoveries.noting import write_note
from recovery.ui import refusal
from recovery.ui.components.patient.notes_list import notes_list
from recovery.ui.components.patient.visit_grading import Graded, grade_at_visit
from recovery.ui.session import forget, get, now, office, put

_WRITTEN = "note_written"


def notes_of_patient(visitor: Visitor, seen: Record) -> None:
    """A field to write in, and under it all that was written."""
    st.header("Notes", anchor=False)
    with st.container(border=True, key="write_a_note"):
        # Keyed by treatment: what was typed about one patient is never there for the next.
        _write(visitor, seen, as_text(seen.recovery.treatment.treatment_id))
    notes_list(seen)


def _write(visitor: Visitor, seen: Record, key: str) -> None:
    if get(_WRITTEN) == key:
        forget([_WRITTEN])
        put(f"note_{key}", "")
        put(f"graded_{key}", None)
    kind = _kind(key)
    today = seen.recovery.treatment.day(seen.recovery.today)
    is_visit = kind is NoteKind.VISIT
    visit = grade_at_visit(seen.guide.catalogue, today=today, key=key) if is_visit else Graded(today)
    text = st.text_area(
        "What others should know",
        key=f"note_{key}",
        height=96,
        placeholder=f"Up to {LONGEST_NOTE:,} characters. It cannot be changed afterwards.",
        persist_state="session",
    )
    if st.button("Write it down", key="write_note", icon=":material/edit_note:"):
        entry = NoteEntry(kind, text or "", day=visit.day, side_effect=visit.side_effect, severity=visit.severity)
        _keep(visitor, seen, entry, key)


def _kind(key: str) -> NoteKind:
    chosen = st.segmented_control(
        "Write down a",
        list(NoteKind),
        default=NoteKind.NOTE,
        required=True,
        format_func=lambda kind: KINDS[kind],
        key=f"kind_{key}",
    )
    return chosen or NoteKind.NOTE


def _keep(visitor: Visitor, seen: Record, entry: NoteEntry, key: str) -> None:
    try:
        write_note(office(), visitor, treatment_id=seen.recovery.treatment.treatment_id, entry=entry, now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not written.")
        return
    put(_WRITTEN, key)
    st.rerun()
