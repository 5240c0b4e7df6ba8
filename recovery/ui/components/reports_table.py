"""All reports of a treatment as a table, replaced versions included."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from recovery.charts.markers import Marker, MarkerKind
from recovery.domain.catalogue import Catalogue
from recovery.domain.report import Report
from recovery.domain.wording import noticed
from recovery.domain.wording.record import KINDS, who
from recovery.services.looking import Record


def reports_table(seen: Record, catalogue: Catalogue) -> None:
    """A row a report, the latest day first; a replaced version stands under the one that took its place."""
    reports, zone = seen.recovery.reports, ZoneInfo(seen.recovery.clinic.time_zone)
    versions = sorted([*reports.values(), *seen.recovery.replaced], key=lambda report: (-report.day, -report.revision))
    by_phone = {"By": [_by(report, seen) for report in versions]} if any(r.entered_by for r in versions) else {}
    table = pd.DataFrame(
        {
            "Day": [report.day for report in versions],
            "Noticed": [noticed(report, catalogue) for report in versions],
            "Warning signs": [_red_flags(report, catalogue) for report in versions],
            "Call": ["Yes" if report.wants_call else "" for report in versions],
            "Note": [report.note for report in versions],
            **by_phone,
            "Sent": [report.reported_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for report in versions],
            "Version": [_version(report, reports) for report in versions],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        key="reports",
        alt="All reports, the latest day first",
        column_config={
            "Day": st.column_config.NumberColumn(width=60),
            "Noticed": st.column_config.TextColumn(width=280),
            "Call": st.column_config.TextColumn(width=50),
            "Note": st.column_config.TextColumn(width=150 if by_phone else 265),
            "By": st.column_config.TextColumn(width=170),
        },
    )


def report_markers(seen: Record, catalogue: Catalogue) -> list[Marker]:
    """Notes and warning signs with their text, clinicians' notes, and what was entered by phone, for the charts."""
    reports = seen.recovery.reports
    flags = [
        Marker(day, MarkerKind.RED_FLAG, _red_flags(report, catalogue))
        for day, report in reports.items()
        if report.red_flags
    ]
    notes = [Marker(day, MarkerKind.NOTE, reports[day].note) for day in note_days(reports)]
    by_phone = [
        Marker(day, MarkerKind.CLINICIAN, f"report {_by(report, seen)}")
        for day, report in reports.items()
        if report.entered_by is not None
    ]
    written = [
        Marker(note.day, MarkerKind.CLINICIAN, f"{KINDS[note.kind]}, {who(note.written_by, seen.staff)}: {note.text}")
        for note in seen.own_notes
        if note.grade is None  # a grade stands on its own course
    ]
    return [*flags, *notes, *by_phone, *written]


def red_flag_days(reports: Mapping[int, Report]) -> list[int]:
    """The days with a warning sign."""
    return [day for day, report in reports.items() if report.red_flags]


def note_days(reports: Mapping[int, Report]) -> list[int]:
    """The days with a note."""
    return [day for day, report in reports.items() if report.note]


def _by(report: Report, seen: Record) -> str:
    return "" if report.entered_by is None else f"entered by {who(report.entered_by, seen.staff)}"


def _red_flags(report: Report, catalogue: Catalogue) -> str:
    return ", ".join(catalogue.red_flag(slug).name for slug in report.red_flags)


def _version(report: Report, reports: Mapping[int, Report]) -> str:
    if reports[report.day].revision == report.revision:
        return "" if report.revision == 1 else f"{report.revision}"
    return f"{report.revision}, replaced"
