"""Reading notes on a patient's page: the clinicians' and the patient's own, in full, found by their words."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.identifiers import as_text
from recovery.domain.notes import Note, latest_first, says
from recovery.domain.report import Report
from recovery.domain.wording import on_date, treatment_line
from recovery.domain.wording.record import KINDS, clinic_time, graded, who
from recovery.services.recoveries.looking import Record

LATEST = 5
"""Notes of each list shown at first: more are read on demand."""


def notes_list(seen: Record) -> None:
    """The clinicians' notes about all treatments of the patient, then what the patient wrote about this one."""
    key = as_text(seen.recovery.treatment.treatment_id)
    told = _told_by_patient(seen)
    if not seen.notes and not told:
        return
    words = st.text_input("Find in the notes", key=f"find_note_{key}", type="search") or ""
    written = [_written(seen, note) for note in latest_first(seen.notes) if says(_text(seen, note), words)]
    _listed("Clinicians' notes, over all treatments", written, key=f"notes_{key}", words=words)
    found = [_told(seen, report) for report in told if says(report.note, words)]
    _listed("What the patient wrote", found, key=f"told_{key}", words=words)


def _listed(title: str, entries: Sequence[str], *, key: str, words: str) -> None:
    if not entries and not words:
        return
    st.subheader(title, anchor=False)
    if not entries:
        st.caption("None with these words.")
        return
    every = words or len(entries) <= LATEST or st.toggle(f"Show all {len(entries)}", key=f"every_{key}")
    st.html(f'<div class="rd-record">{"".join(entries if every else entries[:LATEST])}</div>')


def _written(seen: Record, note: Note) -> str:
    own = note.treatment_id == seen.recovery.treatment.treatment_id
    treatment = seen.treatments[note.treatment_id]
    other = f"{treatment_line(treatment, seen.guide.catalogue)}, {on_date(treatment.procedure)}"
    when = [KINDS[note.kind], f"day {note.day}", _at(seen, note.written_at), who(note.written_by, seen.staff)]
    grade = graded(note.grade, seen.guide.catalogue) if note.grade else ""
    return _entry([*when, *([] if own else [f"of {other}"])], grade, note.text)


def _told(seen: Record, report: Report) -> str:
    current = seen.recovery.reports[report.day].revision == report.revision
    by = "" if report.entered_by is None else f"told {who(report.entered_by, seen.staff)}"
    when = [f"Day {report.day}", _at(seen, report.reported_at), by, "" if current else "replaced since"]
    return _entry([part for part in when if part], "", report.note)


def _entry(when: Sequence[str], grade: str, text: str) -> str:
    head = f'<p class="rd-when">{escape(" · ".join(when))}</p>'
    graded_line = f"<p><b>{escape(grade)}</b></p>" if grade else ""
    said = f'<p class="rd-note" dir="auto">{escape(text)}</p>' if text else ""
    return f"<article>{head}{graded_line}{said}</article>"


def _text(seen: Record, note: Note) -> str:
    """What a search looks through: the words, and what was graded."""
    grade = graded(note.grade, seen.guide.catalogue) if note.grade else ""
    return f"{KINDS[note.kind]} {grade} {note.text}"


def _told_by_patient(seen: Record) -> list[Report]:
    """The reports with a note, the latest day first; a replaced version only where its note was another."""
    versions = [*seen.recovery.reports.values(), *seen.recovery.replaced]
    latest = sorted(versions, key=lambda report: (-report.day, -report.revision))
    by_text = {(report.day, report.note): report for report in reversed(latest) if report.note}
    return [report for report in latest if by_text.get((report.day, report.note)) is report]


def _at(seen: Record, moment: datetime) -> str:
    return clinic_time(moment, ZoneInfo(seen.recovery.clinic.time_zone))
