"""Findings as clinicians read them: the field's own words, band and basis named."""

from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.clinic import Treatment
from recovery.domain.course import RECENT_DAYS, Status
from recovery.domain.filing import Standing
from recovery.domain.finding import Finding
from recovery.domain.report import Report, Score
from recovery.domain.wording.english import age, days, joined, last_said, uncapital


def clinician_sentence(finding: Finding) -> str:
    """The same finding with its band and what that rests on."""
    course = finding.course
    if course is None:
        return f"No report yet. Band: {band_in_words(finding.band)}."
    match finding.status:
        case Status.RESOLVED:
            after = ", after its band" if finding.outlasted_by else ""
            said = f"Resolved between day {course.last_present} and day {course.clear_since}{after}"
        case Status.NONE_SO_FAR:
            said = "Never reported"
        case Status.NOT_KNOWN:
            since = "since" if finding.is_closed else f"for {days(finding.today - course.last_day)}"
            said = f"{last_said(course)}; no report {since}"
        case Status.PAST_BAND:
            said = f"{last_said(course)}, {days(course.last_day - finding.band.to_day)} past its band"
        case _:
            said = f"{last_said(course)}, within its band"
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
    return f"day {band.from_day} to {band.to_day} ({basis}{borrowed})"


def worst_in_words(standing: Standing | None, catalogue: Catalogue) -> str:
    """The worst present side effect of the last report: "redness mild"; empty when there is none."""
    if standing is None or standing.worst_side_effect is None:
        return ""
    return f"{uncapital(catalogue.side_effect(standing.worst_side_effect).name)} {standing.worst.word.lower()}"


def last_report_in_words(standing: Standing | None, catalogue: Catalogue, *, day: int) -> str:
    """The last report on day `day`: "last report yesterday: redness mild, 1 past the band".

    What an old one said is not known to be so any more.
    """
    if standing is None:
        return "no report yet"
    last = f"last report {age(day - standing.last_day)}"
    said = f"{last}: {worst_in_words(standing, catalogue) or 'nothing present'}"
    if not standing.past_band:
        return said
    was, on = (" was", f" on day {standing.last_day}") if day - standing.last_day > RECENT_DAYS else ("", "")
    return f"{said}, {standing.past_band}{was} past the band{on}"


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
    areas = joined([uncapital(catalogue.area(slug).name) for slug in treatment.areas])
    return f"{catalogue.method(treatment.method).name}, {areas}"


def _scored(score: Score, catalogue: Catalogue) -> str:
    where = f" ({uncapital(catalogue.area(score.area).name)})" if score.area else ""
    return f"{catalogue.side_effect(score.side_effect).name} {score.severity.word.lower()}{where}"
