"""Two treatments of one patient side by side, in clinicians' words."""

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Treatment
from recovery.domain.finding import Finding
from recovery.domain.wording.english import capital, joined, uncapital


def treatment_month(treatment: Treatment, catalogue: Catalogue) -> str:
    """A treatment beside others of the same patient: "Derma roller, March 2026"."""
    return f"{catalogue.method(treatment.method).name}, {treatment.procedure:%B %Y}"


def other_sentence(treatment: Treatment, finding: Finding | None, catalogue: Catalogue, *, is_earlier: bool) -> str:
    """What one side effect did then: "Earlier treatment, Derma roller, March 2026: redness gone by day 7."."""
    which = "Earlier" if is_earlier else "Later"
    return f"{which} treatment, {treatment_month(treatment, catalogue)}: {_outcome(finding)}."


def differences(shown: Treatment, other: Treatment, catalogue: Catalogue) -> str:
    """What sets two treatments apart by method and areas, in a sentence or two; empty when nothing does."""
    said = []
    if shown.method != other.method:
        this, that = (catalogue.method(treatment.method).name for treatment in (shown, other))
        said.append(f"another method: {that} then, {this} here; the bands shown are for {this}")
    if set(shown.areas) != set(other.areas):
        then, here = (joined(_areas(treatment, catalogue)) for treatment in (other, shown))
        said.append(f"other areas: {then} then, {here} here")
    return capital(". ".join(capital(part) for part in said)) + "." if said else ""


def _areas(treatment: Treatment, catalogue: Catalogue) -> list[str]:
    return [uncapital(catalogue.area(slug).name) for slug in treatment.areas]


def _outcome(finding: Finding | None) -> str:
    if finding is None or finding.course is None:
        return "no report"
    name, course = uncapital(finding.effect.name), finding.course
    if not course.ever_present:
        return f"{name} never reported"
    if course.clear_since is not None:
        return f"{name} gone by day {course.clear_since}, at worst {course.peak.word.lower()}"
    last = f"{course.last_severity.word.lower()} on day {course.last_day}"
    return f"{name} at worst {course.peak.word.lower()}, last reported {last}"
