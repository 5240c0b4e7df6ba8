"""Findings as patients read them: plain words, and what to do."""

from collections.abc import Sequence

from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import AdviceFrom, RedFlag, Severity, Tier
from recovery.domain.clinic import Clinic
from recovery.domain.course import RECENT_DAYS, Status
from recovery.domain.filing import SEVERE_FROM_DAY, Standing
from recovery.domain.finding import Finding
from recovery.domain.wording.badges import Badge, Tone
from recovery.domain.wording.english import are, days, has, last_said, listed

NOT_READ_AT_ONCE = "Reports are not read in real time."
NOT_ADVICE = "This page is not medical advice."


def patient_sentence(finding: Finding) -> str:
    """What the last report means against the usual time, in one or two plain sentences."""
    course = finding.course
    if course is None:
        return "No report yet."
    usual = _usually_gone(finding.band)
    match finding.status:
        case Status.RESOLVED:
            return f"Gone since day {course.clear_since}. {usual}"
        case Status.NONE_SO_FAR:
            return "You have not reported any."
        case Status.PAST_BAND:
            return f"{last_said(course)}. {usual} {_past_advice(finding)}"
        case Status.WITHIN_BAND:
            return f"{last_said(course)}. {usual}"
        case _:
            said = last_said(course) if course.is_present else f"None up to day {course.last_day}"
            return f"{said}; no report since. Report today to see where you stand."


def headline(found: Sequence[Finding], standing: Standing | None, *, today: int) -> tuple[str, Badge]:
    """One sentence and its badge over all side effects; never "on track" when there is nothing to judge."""
    ask, unknown = Badge("Ask us", "call", Tone.ATTENTION), Badge("Not known", "help", Tone.QUIET)
    if standing is None:
        return "Nothing reported yet, so nothing to judge.", unknown
    if standing.red_flag:
        said = f"You reported a warning sign on day {standing.last_day}: please call us."
        return said, Badge("Call today", "emergency_home", Tone.URGENT)
    if today - standing.last_day > RECENT_DAYS:
        return (
            f"Your last report is {days(today - standing.last_day)} old. Report today to see where you stand.",
            unknown,
        )
    past = [f.effect.name.lower() for f in found if f.status is Status.PAST_BAND]
    if past:
        return f"{listed(past)} {has(past)} lasted longer than usual: please call us.", ask
    severe = [f.effect.name.lower() for f in found if _is_severe(f)]
    if severe:
        return f"{listed(severe)} {are(severe)} severe: please call us.", ask
    on_track = Badge("On track", "check_circle", Tone.GOOD)
    return (
        "Everything you notice is within its usual time." if standing.present else "Nothing left to notice."
    ), on_track


def advice(found: Sequence[Finding]) -> tuple[str, ...]:
    """The guide's advice for what is present today, each once with what it is for: "Flaking, itching: …"."""
    said: dict[str, list[str]] = {}
    for finding in found:
        if _advice_is_due(finding):
            said.setdefault(finding.effect.advice, []).append(finding.effect.name)
    return tuple(f"{', '.join(names).capitalize()}: {text}" for text, names in said.items())


def band_caption(band: Band) -> str:
    """What the shaded window of a patient's chart means."""
    if band.basis is Basis.GENERAL:
        return (
            "Stripes: the guide gives no exact time, only that side effects settle within a few days or "
            f"weeks. We read that as day {band.from_day} to {band.to_day}."
        )
    if band.basis is Basis.WORDS:
        return f"Soft shade: the guide says a few days; we read that as day {band.from_day} to {band.to_day}."
    if band.basis is Basis.CLINIC:
        return "Shade: when it has usually gone, by this clinic's own experience."
    soft = '; its soft edge is our reading of "a few days"' if not band.from_basis.is_exact else ""
    return f"Shade: when it has usually gone, by the practice's guide{soft}."


def whom_to_call(flags: Sequence[RedFlag], clinic: Clinic) -> tuple[str, str]:
    """What a warning sign asks for: one sentence, and the number to dial."""
    if any(flag.tier is Tier.EMERGENCY for flag in flags):
        return "This can be an emergency. Call the emergency number now.", clinic.emergency_number
    return (
        "Call the practice today. If it gets worse quickly, call the emergency number.",
        clinic.phone,
    )


def watched(clinic: Clinic) -> str:
    """Whether anyone reads the reports, and when: a standing sentence of every patient page."""
    if clinic.watched:
        return f"{NOT_READ_AT_ONCE} The practice looks at them {clinic.watched_when}."
    return f"{NOT_READ_AT_ONCE} If you are worried, call the practice."


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
    return finding.status in (Status.WITHIN_BAND, Status.PAST_BAND)


def _is_severe(finding: Finding) -> bool:
    course = finding.course
    counts = course is not None and finding.status is Status.WITHIN_BAND and course.last_day >= SEVERE_FROM_DAY
    return course is not None and counts and course.last_severity >= Severity.SEVERE
