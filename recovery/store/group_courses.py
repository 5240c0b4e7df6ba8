"""Groups by more than method and month: counted from the courses of the treatments themselves.

Reading the courses of 100,000 patients takes some 0.7 s. Their scores are fifteen times as many: they are read of a
group of some thousand treatments at most.
"""

from collections import Counter
from dataclasses import replace

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.counting import Counts, Peak, Resolution
from recovery.domain.groups import Group, ages_of
from recovery.store.counts import severities_from
from recovery.store.rows import tuples

TREATMENTS_WITH_SCORES = 5_000
"""Of how many treatments at most the scores are read one by one: half a million scores, half a second."""

CHOSEN = """
FROM treatment AS t
JOIN patient AS p ON p.clinic_id = t.clinic_id AND p.patient_id = t.patient_id
{more}
WHERE t.clinic_id = :clinic_id AND t.procedure_date BETWEEN :since AND :until
  AND (:method IS NULL OR t.method = :method)
  AND (:clinician_id IS NULL OR t.clinician_id = :clinician_id)
  AND (:area IS NULL OR ' ' || t.areas || ' ' LIKE '% ' || :area || ' %')
  AND (:skin_type IS NULL OR p.skin_type = :skin_type)
  AND (:oldest IS NULL
       OR CAST(substr(t.procedure_date, 1, 4) AS INTEGER) - p.year_of_birth BETWEEN :youngest AND :oldest)
"""
"""The treatments, named t, of a group; `more` is what is joined to them."""

_TREATMENTS = "SELECT count(*)" + CHOSEN.format(more="")

_COURSES = (
    "SELECT c.side_effect, c.last_present, c.clear_since, c.peak, count(*)"
    + CHOSEN.format(more="JOIN course AS c ON c.clinic_id = t.clinic_id AND c.treatment_id = t.treatment_id{only}")
    + "GROUP BY c.side_effect, c.last_present, c.clear_since, c.peak"
)

_SEVERITIES = (
    "SELECT s.side_effect, s.day, s.severity, count(*)"
    + CHOSEN.format(more="JOIN score AS s ON s.clinic_id = t.clinic_id AND s.treatment_id = t.treatment_id")
    + "GROUP BY s.side_effect, s.day, s.severity"
)

_REPORTS = (
    "SELECT r.day, count(*)"
    + CHOSEN.format(more="JOIN report AS r ON r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id")
    + "GROUP BY r.day"
)


def treatments(db: Database, clinic_id: int, group: Group) -> int:
    """How many treatments a group has."""
    return int(db.conn.execute(_TREATMENTS, parameters(clinic_id, group)).fetchone()[0])


def counts(db: Database, clinic_id: int, group: Group, catalogue: Catalogue) -> Counts:
    """What is counted of a group; without reports and severities where it has too many treatments for that."""
    found = ends(db, clinic_id, group, catalogue)
    if treatments(db, clinic_id, group) > TREATMENTS_WITH_SCORES:
        return found
    asked = parameters(clinic_id, group)
    scored = severities_from(tuples(db, _SEVERITIES, asked), catalogue)
    return replace(found, reports=dict(tuples(db, _REPORTS, asked)), severities=scored)


def ends(
    db: Database, clinic_id: int, group: Group, catalogue: Catalogue, *, side_effect: str | None = None
) -> Counts:  # fmt: skip
    """The counts of courses by their end and by their peak, of one side effect or of all."""
    only, asked = "", parameters(clinic_id, group)
    if side_effect is not None:
        only, asked["side_effect"] = " AND c.side_effect = :side_effect", catalogue.side_effect(side_effect).number
    resolutions, peaks = Counter[Resolution](), Counter[Peak]()
    for number, after, by, peak, n in tuples(db, _COURSES.format(only=only), asked):
        slug = catalogue.by_number[number].slug
        peaks[Peak(slug, peak)] += n
        if after is not None:
            resolutions[Resolution(slug, after, by)] += n
    return Counts(resolutions=resolutions, peaks=peaks)


def parameters(clinic_id: int, group: Group) -> dict[str, object]:
    """What CHOSEN asks for."""
    youngest, oldest = ages_of(group.age_band) if group.age_band else (None, None)
    return {
        "clinic_id": clinic_id,
        "since": group.since.first.isoformat(),
        "until": group.until.last.isoformat(),
        "method": group.method,
        "clinician_id": group.clinician_id,
        "area": group.area,
        "skin_type": group.skin_type,
        "youngest": youngest,
        "oldest": oldest,
    }
