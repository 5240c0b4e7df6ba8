"""Each finding in words: plain ones for patients, the field's own for clinicians."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import AdviceFrom, Catalogue, RedFlag, Severity, Tier
from recovery.domain.clinic import Clinic, Treatment
from recovery.domain.course import RECENT_DAYS, Course, Status
from recovery.domain.filing import SEVERE_FROM_DAY, Level, Standing
from recovery.domain.finding import Finding
from recovery.domain.report import Report, Score

NOT_READ_AT_ONCE = "Reports are not read in real time."
NOT_ADVICE = "This page is not medical advice."


class Tone(StrEnum):
    """How a state is coloured; a word and an icon always stand beside the colour."""

    GOOD = "good"
    STEADY = "steady"
    ATTENTION = "attention"
    URGENT = "urgent"
    QUIET = "quiet"


@dataclass(frozen=True)
class Badge:
    """A state as word, Material Symbols icon name and tone."""

    word: str
    icon: str
    tone: Tone


def patient_badge(finding: Finding) -> Badge:
    """The state of a side effect as a patient reads it."""
    course = finding.course
    match finding.status:
        case Status.RESOLVED if course is not None:
            return Badge(f"Gone since day {course.clear_since}", "check", Tone.GOOD)
        case Status.PAST_BAND:
            return Badge("Longer than usual", "schedule", Tone.ATTENTION)
        case Status.WITHIN_BAND:
            return Badge("Within the usual time", "trending_flat", Tone.STEADY)
        case Status.NONE_SO_FAR:
            return Badge("None so far", "check", Tone.GOOD)
        case _:
            return Badge("Not known", "help", Tone.QUIET)


def clinician_badge(finding: Finding) -> Badge:
    """The state of a side effect as a clinician reads it."""
    badge = patient_badge(finding)
    words = {
        Status.PAST_BAND: "Past its band",
        Status.WITHIN_BAND: "Within its band",
        Status.RESOLVED: badge.word.replace("Gone since", "Resolved on"),
    }
    return Badge(words.get(finding.status, badge.word), badge.icon, badge.tone)


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
            return f"{_last(course)}. {usual} {_past_advice(finding)}"
        case Status.WITHIN_BAND:
            return f"{_last(course)}. {usual}"
        case _:
            said = _last(course) if course.is_present else f"None up to day {course.last_day}"
            return f"{said}; no report since. Report today to see where you stand."


def clinician_sentence(finding: Finding) -> str:
    """The same finding with its band and what that rests on."""
    course = finding.course
    if course is None:
        return f"No report yet. Band: {band_in_words(finding.band)}."
    match finding.status:
        case Status.RESOLVED:
            said = f"Resolved between day {course.last_present} and day {course.clear_since}"
        case Status.NONE_SO_FAR:
            said = "Never reported"
        case Status.NOT_KNOWN:
            said = f"{_last(course)}; no report for {finding.today - course.last_day} days"
        case Status.PAST_BAND:
            days = course.last_day - finding.band.to_day
            said = f"{_last(course)}, {_days(days)} past its band"
        case _:
            said = f"{_last(course)}, within its band"
    return f"{said}. Peak {course.peak.word.lower()}. Band: {band_in_words(finding.band)}."


def band_in_words(band: Band) -> str:
    """A band for clinicians: its days and its basis, and whether it is borrowed."""
    basis = {
        Basis.FIGURE: "guide",
        Basis.WORDS: "our reading of the guide's words",
        Basis.GENERAL: "the guide's general remark, read as these days",
        Basis.CLINIC: "this clinic",
    }[band.basis]
    borrowed = "; borrowed from derma roller" if band.borrowed else ""
    return f"day {band.from_day}-{band.to_day} ({basis}{borrowed})"


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


def _last(course: Course) -> str:
    return f"{course.last_severity.word} on day {course.last_day}"


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
            f"Your last report is {_days(today - standing.last_day)} old. Report today to see where you stand.",
            unknown,
        )
    past = [f.effect.name.lower() for f in found if f.status is Status.PAST_BAND]
    if past:
        return f"{_listed(past)} {_has(past)} lasted longer than usual: please call us.", ask
    severe = [f.effect.name.lower() for f in found if _is_severe(f)]
    if severe:
        return f"{_listed(severe)} {_is(severe)} severe: please call us.", ask
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


def _advice_is_due(finding: Finding) -> bool:
    if not finding.effect.advice:
        return False
    if finding.effect.advice_from is AdviceFrom.PAST_BAND:
        return finding.status is Status.PAST_BAND
    return finding.status in (Status.WITHIN_BAND, Status.PAST_BAND)


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


def standing_badge(standing: Standing | None, *, day: int) -> Badge:
    """Why a treatment stands where it stands in the list on day `day`, the strongest reason first."""
    if standing is None:
        return Badge("No report yet", "help", Tone.QUIET)
    age_days = day - standing.last_day
    past = f"{_count(standing.past_band, 'side effect')} past the band"
    reasons = (
        (standing.red_flag, Badge("Warning sign in the last report", "emergency_home", Tone.URGENT)),
        (standing.wants_call, Badge("Asks for a call", "call", Tone.URGENT)),
        (standing.level is Level.HIGH, Badge("Severe", "priority_high", Tone.URGENT)),
        (standing.past_band > 0, Badge(past, "schedule", Tone.ATTENTION)),
        (age_days > RECENT_DAYS, Badge(f"No report for {_days(age_days)}", "help", Tone.QUIET)),
        (standing.present > 0, Badge("Within the band", "trending_flat", Tone.STEADY)),
    )
    found = (badge for holds, badge in reasons if holds)
    return next(found, Badge("Nothing present", "check", Tone.GOOD))


def worst_in_words(standing: Standing | None, catalogue: Catalogue) -> str:
    """The worst present side effect of the last report: "redness mild"; empty when there is none."""
    if standing is None or standing.worst_side_effect is None:
        return ""
    return f"{catalogue.side_effect(standing.worst_side_effect).name.lower()} {standing.worst.word.lower()}"


def age(days: int) -> str:
    """How long ago a report was, in words."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def severity_change(before: Severity, after: Severity) -> str:
    """How a severity moved between two reports, in words."""
    if before == after:
        return f"unchanged, {after.word.lower()}"
    verb = "rose" if after > before else "fell"
    return f"{verb} from {before.word.lower()} to {after.word.lower()}"


def _is_severe(finding: Finding) -> bool:
    course = finding.course
    counts = course is not None and finding.status is Status.WITHIN_BAND and course.last_day >= SEVERE_FROM_DAY
    return course is not None and counts and course.last_severity >= Severity.SEVERE


def _has(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _days(count: int) -> str:
    return _count(count, "day")


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    return _capital(_joined(names))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def noticed(report: Report, catalogue: Catalogue) -> str:
    """What a report names, in words, the worst first: "Redness moderate (face), flaking mild"."""
    present = sorted(
        (score for score in report.scores if score.severity > Severity.NONE),
        key=lambda score: -score.severity,
    )
    said = [_scored(score, catalogue) for score in present]
    return ", ".join(said) or "Nothing"


def treatment_line(treatment: Treatment, catalogue: Catalogue) -> str:
    """A treatment in a few words: "Derma roller, face and neck"."""
    areas = _joined([catalogue.area(slug).name.lower() for slug in treatment.areas])
    return f"{catalogue.method(treatment.method).name}, {areas}"


def on_date(day: date) -> str:
    """A date as people write it: "13 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def _scored(score: Score, catalogue: Catalogue) -> str:
    where = f" ({catalogue.area(score.area).name.lower()})" if score.area else ""
    return f"{catalogue.side_effect(score.side_effect).name} {score.severity.word.lower()}{where}"
