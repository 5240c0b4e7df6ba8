"""What is on a patient's record, in clinicians' words: notes, grades, what alerts rest on, and what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from recovery.domain.alerts import Alert, Event, Held, Step
from recovery.domain.catalogue import Catalogue
from recovery.domain.news import Moved, News
from recovery.domain.notes import Grade, Note, NoteKind
from recovery.domain.report import Report
from recovery.domain.wording.alerts import reason, state_in_words, step_in_words
from recovery.domain.wording.english import at_time, counted, joined, on_days, uncapital

KINDS = {NoteKind.NOTE: "Note", NoteKind.CALL: "Call", NoteKind.VISIT: "Visit"}

MOST_STEPS = 4
"""Steps with alerts that "since you looked" tells one by one; more are counted."""


def clinic_time(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the clinic's calendar and wall: "20 November 2026, 14:03"."""
    return at_time(moment.astimezone(zone))


def graded(grade: Grade, catalogue: Catalogue) -> str:
    """A grade, marked as a clinician's own: "Redness graded moderate by clinician, at a visit"."""
    name = catalogue.side_effect(grade.side_effect).name
    return f"{name} graded {grade.severity.word.lower()} by clinician, at a visit"


def evidence_in_words(alert: Alert, held: Held, catalogue: Catalogue, *, today: int | None) -> str:
    """What one piece of an alert's evidence says, and what it was judged by."""
    said = reason(replace(alert, evidence=(held,)), catalogue, today=today)
    return f"Day {held.evidence.day}: {said} ({judged_by(held)})"


def judged_by(held: Held) -> str:
    """The guidance that a piece of evidence was judged by, with the end of the band where there was one."""
    ended = held.evidence.band_ended
    return f"by guidance {held.guidance}" + ("" if ended is None else f", band to day {ended}")


def standing_in_words(alert: Alert, staff: Mapping[int, str], zone: ZoneInfo) -> str:
    """Since when an alert is open, who has it, and until when it is put off or when it was closed."""
    holding = alert.holding
    held = state_in_words(holding.state, who=who(holding.account_id, staff)) or "nobody has it yet"
    said = [
        f"Since {clinic_time(alert.opened_at, zone)}",
        held if holding.account_id is not None or alert.is_open else "closed by the reports",
        f"put off until {clinic_time(holding.snoozed_until, zone)}" if alert.is_open and holding.snoozed_until else "",
        f"closed on {clinic_time(holding.closed_at, zone)}" if holding.closed_at else "",
    ]
    return " · ".join(part for part in said if part)


def event_in_words(event: Event, staff: Mapping[int, str]) -> str:
    """One step of an alert's life, with who took it and their note."""
    said = _named(event, staff)
    # Of what was taken back, the note is the name of the step, which the words say already.
    return said if event.step is Step.UNDONE or not event.note else f"{said}: {event.note}"


def _named(event: Event, staff: Mapping[int, str]) -> str:
    return step_in_words(event, who=who(event.account_id, staff), whom=who(event.to, staff))


def entered_by(report: Report, staff: Mapping[int, str]) -> str:
    """Who of the practice entered a report; empty when the patient sent it."""
    if report.is_imported:
        return "brought in from a file"
    return "" if report.entered_by is None else f"entered by {who(report.entered_by, staff)}"


def warning_signs(report: Report, catalogue: Catalogue) -> str:
    """The warning signs of a report, by their names."""
    return ", ".join(catalogue.red_flag(slug).name for slug in report.red_flags)


def version_in_words(report: Report, *, is_current: bool) -> str:
    """Which version of its day's report this is; empty for one that was never changed."""
    if is_current:
        return "" if report.revision == 1 else f"version {report.revision}"
    return f"version {report.revision}, replaced since"


def who(account_id: int | None, staff: Mapping[int, str]) -> str:
    """The name of a member of staff, of those who have left too; empty for nobody."""
    return "" if account_id is None else staff.get(account_id, "a former colleague")


def news_in_words(news: News, catalogue: Catalogue, staff: Mapping[int, str], *, today: int | None) -> str:
    """What came in, in one line without its end; empty when nothing did."""
    said = [
        _reports(news.days),
        *(_moved(moved, catalogue) for moved in news.moved),
        *(_step(alert, event, catalogue, staff, today) for alert, event in news.steps[:MOST_STEPS]),
        _more(len(news.steps) - MOST_STEPS),
        _notes(news.notes, staff),
    ]
    return "; ".join(part for part in said if part)


def _reports(days: Sequence[int]) -> str:
    if not days:
        return ""
    return f"{counted(len(days), 'report')} ({on_days(days)})"


def _moved(moved: Moved, catalogue: Catalogue) -> str:
    name = uncapital(catalogue.side_effect(moved.side_effect).name)
    return f"{name} from {moved.before.word.lower()} to {moved.now.word.lower()}"


def _step(alert: Alert, event: Event, catalogue: Catalogue, staff: Mapping[int, str], today: int | None) -> str:
    said = "new alert" if event.step is Step.OPENED else _named(event, staff)
    return f"{said}: {reason(alert, catalogue, today=today)}"


def _more(steps: int) -> str:
    return f"{counted(steps, 'more step')} with alerts" if steps > 0 else ""


def _notes(notes: Sequence[Note], staff: Mapping[int, str]) -> str:
    if not notes:
        return ""
    names = sorted({who(note.written_by, staff) for note in notes})
    return f"{counted(len(notes), 'note')} by {joined(names)}"
