"""All reports of a treatment to be read, replaced versions included."""

from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.identifiers import as_text
from recovery.domain.report import Report
from recovery.domain.wording import noticed
from recovery.domain.wording.record import clinic_time, entered_by, version_in_words, warning_signs
from recovery.services.recoveries.looking import Record

LATEST = 10
"""Reports that are shown at first: about a screen of a desk, more are read on demand."""


def reports_list(seen: Record, catalogue: Catalogue) -> None:
    """The reports in full under their heading, the latest day first; a replaced version stands under its successor."""
    versions = [*seen.recovery.reports.values(), *seen.recovery.replaced]
    latest = sorted(versions, key=lambda report: (-report.day, -report.revision))
    key = f"every_report_{as_text(seen.recovery.treatment.treatment_id)}"
    heading = st.container()
    every = len(latest) <= LATEST or st.toggle(f"Show all {len(latest)}", key=key)
    heading.header("All reports" if every else f"Latest reports ({LATEST} of {len(latest)})", anchor=False)
    entries = [_entry(report, seen, catalogue) for report in (latest if every else latest[:LATEST])]
    # The role is for Safari, which takes a list without bullets for none.
    st.html(f'<ul class="rd-reports" role="list" aria-label="Reports, the latest day first">{"".join(entries)}</ul>')


def _entry(report: Report, seen: Record, catalogue: Catalogue) -> str:
    """A report as an item: its day and how it came, what was noticed, warning signs and calls, and the note."""
    sent = f"sent {clinic_time(report.reported_at, ZoneInfo(seen.recovery.clinic.time_zone))}"
    current = seen.recovery.reports[report.day].revision == report.revision
    about = [sent, entered_by(report, seen.staff), version_in_words(report, is_current=current)]
    head = f'<p><b>Day {report.day}</b> <span class="rd-when">{escape(" · ".join(filter(None, about)))}</span></p>'
    found = f"<p>{escape(noticed(report, catalogue))}{'' if report.worst else ' noticed'}</p>"
    note = f'<p class="rd-note" dir="auto">{escape(report.note)}</p>' if report.note else ""
    return f"<li>{head}{found}{_badges(report, catalogue)}{note}</li>"


def _badges(report: Report, catalogue: Catalogue) -> str:
    signs = f"Warning sign: {warning_signs(report, catalogue)}" if report.red_flags else ""
    said = f'<span class="rd-sign">{escape(signs)}</span> ' if signs else ""
    said += '<span class="rd-sign rd-asks">Asked for a call</span>' if report.wants_call else ""
    return f"<p>{said}</p>" if said else ""
