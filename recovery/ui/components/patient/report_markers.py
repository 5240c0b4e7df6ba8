"""What stands above the courses: notes, warning signs, and what clinicians wrote or entered."""

from collections.abc import Mapping

from recovery.charts.markers import Marker, MarkerKind
from recovery.domain.catalogue import Catalogue
from recovery.domain.report import Report
from recovery.domain.wording.record import KINDS, entered_by, warning_signs, who
from recovery.services.recoveries.looking import Record


def report_markers(seen: Record, catalogue: Catalogue) -> list[Marker]:
    """Notes and warning signs with their text, clinicians' notes, and what was entered by phone, for the charts."""
    reports = seen.recovery.reports
    flags = [
        Marker(day, MarkerKind.RED_FLAG, warning_signs(report, catalogue))
        for day, report in reports.items()
        if report.red_flags
    ]
    notes = [Marker(day, MarkerKind.NOTE, reports[day].note) for day in note_days(reports)]
    by_phone = [
        Marker(day, MarkerKind.CLINICIAN, f"report {entered_by(report, seen.staff)}")
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
