"""Findings as patients read them: plain words, and what to do."""

from collections.abc import Mapping, Sequence
from datetime import date

from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import AdviceFrom, RedFlag, Tier
from recovery.domain.clinic import Clinic
from recovery.domain.course import Status
from recovery.domain.finding import Finding
from recovery.domain.report import Report
from recovery.domain.wording.asking import asked_of
from recovery.domain.wording.badges import gone
from recovery.domain.wording.english import capital, last_said, on_date, on_days, uncapital

NOT_READ_AT_ONCE = "Reports are not read in real time."
NOT_ADVICE = "This page is not medical advice."
BORROWED = "The guide describes the derma roller; for your treatment we have no times of our own yet."


def patient_sentence(finding: Finding) -> str:
    """What the last report means against the usual time, in one or two plain sentences."""
    course = finding.course
    if course is None:
        return "No report yet."
    usual = _usually_gone(finding.band)
    if said := asked_of(finding):
        return said
    match finding.status:
        case Status.RESOLVED:
            last = "" if finding.is_gone_to_the_day else f", last on day {course.last_present}"
            said = f"{gone(finding, course)}{last}. {usual}"
        case Status.NONE_SO_FAR:
            said = "You have not reported any."
        case Status.PAST_BAND:
            said = f"{last_said(course)}. {usual} {_past_advice(finding)}"
        case Status.WITHIN_BAND:
            said = f"{last_said(course)}. {usual}"
        case _:
            last = last_said(course) if course.is_present else f"None up to day {course.last_day}"
            said = f"{last}; no report since."
    return said


def to_come(procedure: date) -> str:
    """What a patient reads before the procedure, when there is nothing to report yet."""
    return f"Your procedure is on {on_date(procedure)}."


def advice(found: Sequence[Finding]) -> tuple[str, ...]:
    """The guide's advice for what is present today, each once with what it is for: "Flaking, itching: …"."""
    said: dict[str, list[str]] = {}
    for finding in found:
        if _advice_is_due(finding):
            said.setdefault(finding.effect.advice, []).append(finding.effect.name)
    return tuple(f"{_together(names)}: {text}" for text, names in said.items())


def band_caption(band: Band) -> str:
    """What the shaded window of a patient's chart means, and what it rests on."""
    window = f"day {band.from_day} to {band.to_day}"
    match band.basis:
        case Basis.GENERAL:
            said = f"Stripes: no exact time is known. The guide says a few days or weeks; we take that as {window}."
        case Basis.WORDS:
            said = f"Soft shade: the guide says a few days; we take that as {window}."
        case Basis.CLINIC:
            said = "Shade: when it has usually gone, by this clinic's own experience."
        case _:
            about = "" if band.from_basis.is_exact else "about "
            said = f"Shade: when it has usually gone, by the practice's guide: {about}{window}."
    return f"{said} {BORROWED}" if band.borrowed else said


def whom_to_call(flags: Sequence[RedFlag]) -> tuple[str, Tier]:
    """What warning signs ask for: one sentence, and whom to call first."""
    if any(flag.tier is Tier.EMERGENCY for flag in flags):
        return "This can be an emergency. Call the emergency number now.", Tier.EMERGENCY
    return "Call the practice today. If it gets worse quickly, call the emergency number.", Tier.TODAY


def watched(clinic: Clinic) -> str:
    """Whether anyone reads the reports, and when: a standing sentence of every patient page."""
    if clinic.watched:
        return f"{NOT_READ_AT_ONCE} The practice looks at them {clinic.watched_when}."
    return "Nobody at the practice looks at these reports. If you are worried, call."


def entered_by_the_practice(reports: Mapping[int, Report]) -> str:
    """Which of a patient's reports the practice entered for them; empty when none."""
    days_entered = [
        day for day, report in sorted(reports.items()) if report.entered_by is not None or report.is_imported
    ]
    if not days_entered:
        return ""
    return f"Entered by the practice, as you told it: {on_days(days_entered)}."


def _usually_gone(band: Band) -> str:
    if band.basis is Basis.GENERAL:
        return f"No exact time is known; most side effects settle by day {band.to_day}."
    return f"Usually gone by day {band.to_day}."


def _past_advice(finding: Finding) -> str:
    return (
        "It has lasted longer than usual: please call us."
        if finding.band.basis.is_exact
        else ("It has lasted longer than we expect: ask us about it.")
    )


def _advice_is_due(finding: Finding) -> bool:
    if not finding.effect.advice:
        return False
    if finding.effect.advice_from is AdviceFrom.PAST_BAND:
        return finding.status is Status.PAST_BAND
    return finding.is_present


def _together(names: Sequence[str]) -> str:
    return capital(", ".join([names[0], *(uncapital(name) for name in names[1:])]))
