"""All reports of a treatment as a table, replaced versions included."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from recovery.charts.markers import Marker, MarkerKind
from recovery.domain.catalogue import Catalogue
from recovery.domain.report import Report
from recovery.domain.wording import noticed


def reports_table(
    reports: Mapping[int, Report], replaced: Sequence[Report], catalogue: Catalogue, *, time_zone: str
) -> None:
    """A row a report, the latest day first; a replaced version stands under the one that took its place."""
    zone = ZoneInfo(time_zone)
    versions = sorted([*reports.values(), *replaced], key=lambda report: (-report.day, -report.revision))
    table = pd.DataFrame(
        {
            "Day": [report.day for report in versions],
            "Noticed": [noticed(report, catalogue) for report in versions],
            "Warning signs": [_red_flags(report, catalogue) for report in versions],
            "Call": ["Yes" if report.wants_call else "" for report in versions],
            "Note": [report.note for report in versions],
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
            "Note": st.column_config.TextColumn(width=265),
        },
    )


def report_markers(reports: Mapping[int, Report], catalogue: Catalogue) -> list[Marker]:
    """Notes and warning signs with their text, for the charts."""
    flags = [
        Marker(day, MarkerKind.RED_FLAG, _red_flags(report, catalogue))
        for day, report in reports.items()
        if report.red_flags
    ]
    notes = [Marker(day, MarkerKind.NOTE, reports[day].note) for day in note_days(reports)]
    return [*flags, *notes]


def red_flag_days(reports: Mapping[int, Report]) -> list[int]:
    """The days with a warning sign."""
    return [day for day, report in reports.items() if report.red_flags]


def note_days(reports: Mapping[int, Report]) -> list[int]:
    """The days with a note."""
    return [day for day, report in reports.items() if report.note]


def _red_flags(report: Report, catalogue: Catalogue) -> str:
    return ", ".join(catalogue.red_flag(slug).name for slug in report.red_flags)


def _version(report: Report, reports: Mapping[int, Report]) -> str:
    if reports[report.day].revision == report.revision:
        return "" if report.revision == 1 else f"{report.revision}"
    return f"{report.revision}, replaced"
