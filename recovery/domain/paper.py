"""One treatment on paper: what the practice's file keeps of it, in words and small pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from recovery.domain.bands import Band
from recovery.domain.course import Point

MOST_ALERTS, MOST_NOTES = 6, 5
"""The latest of each that are printed: with a line or two each they leave room for ten side effects on one page."""

FEWEST_REPORTS, MOST_REPORTS = 7, 14
"""A week of reports is printed at least, a second one as far as the page has room."""

PAGE_LINES = 40
"""Lines of a Letter page below its headings; a picture takes three of them, an alert or a note about two."""

COLUMN = 48
"""Characters in a line of a report's columns."""

LONGEST_TEXT = 240
"""Characters of a note that are printed: three lines."""


@dataclass(frozen=True)
class EffectLine:
    """A side effect that was ever reported: its state in words, and what its picture is drawn from."""

    name: str
    status: str
    peak: str
    resolved: str
    band_words: str
    points: tuple[Point, ...]
    band: Band


@dataclass(frozen=True)
class AlertLine:
    """An alert, how far it has come, and the last note that somebody made about it."""

    level: str
    why: str
    opened: str
    state: str
    note: str


@dataclass(frozen=True)
class NoteLine:
    """A clinician's note about a day of the treatment."""

    day: int
    who: str
    text: str


@dataclass(frozen=True)
class ReportLine:
    """A day's report: what was noticed, and what else was said."""

    day: int
    on: str
    noticed: str
    said: str

    @property
    def when(self) -> str:
        """Its day and date, of which none is taken for the other: "Day 24 · 22 Nov 2026"."""
        return f"Day {self.day} · {self.on}"


@dataclass(frozen=True)
class Left:
    """How many more there are of each than fit on the page."""

    alerts: int
    notes: int
    reports: int


@dataclass(frozen=True)
class OnPaper:
    """A treatment as it is printed, on day `day` of it."""

    clinic: str
    time_zone: str
    patient: str
    code: str
    about: str
    treatment: str
    standing: str
    day: int
    effects: tuple[EffectLine, ...]
    never: str
    outlooks: tuple[str, ...]
    alerts: tuple[AlertLine, ...]
    notes: tuple[NoteLine, ...]
    reports: tuple[ReportLine, ...]
    left: Left
    guidance: str
    made: str


def reports_that_fit(reports: Sequence[ReportLine], *, effects: int, alerts: int, notes: int, outlooks: int = 0) -> int:
    """How many of the reports, the latest first, fit on the page beside so many others."""
    room = PAGE_LINES - 3 * effects - 2 * (alerts + notes) - outlooks
    fit = sum(taken <= room for taken in accumulate(_lines(report) for report in reports))
    return min(len(reports), max(FEWEST_REPORTS, min(fit, MOST_REPORTS)))


def cut(text: str) -> str:
    """A text on one line, short enough to print; what is left out is counted."""
    line = " ".join(text.split())
    over = len(line) - LONGEST_TEXT
    return line if over <= 0 else f"{line[:LONGEST_TEXT].rstrip()} … ({over:,} more characters on the patient's page)"


def _lines(report: ReportLine) -> int:
    return 1 + max(len(report.noticed), len(report.said)) // COLUMN
