"""How the courses of one side effect ended in a group: all that comparing groups needs, at a seventh of the cost."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.counting import Counts, Peak, Resolution
from recovery.domain.groups import Group
from recovery.store.counts import peaks_from, resolutions_from
from recovery.store.group_courses import CHOSEN, parameters
from recovery.store.rows import tuples

_OF_COUNTS = """
WHERE clinic_id = :clinic_id AND side_effect = :side_effect
  AND (:method IS NULL OR method = :method) AND month BETWEEN :first_month AND :last_month
"""

_RESOLUTIONS = f"""
SELECT side_effect, after_day, by_day, sum(n) FROM resolution_count {_OF_COUNTS}
GROUP BY side_effect, after_day, by_day HAVING sum(n) <> 0
"""

_PEAKS = f"""
SELECT side_effect, peak, sum(n) FROM peak_count {_OF_COUNTS} GROUP BY side_effect, peak HAVING sum(n) <> 0
"""

_OF_COURSES = CHOSEN.format(
    more="""JOIN course AS c
  ON c.clinic_id = t.clinic_id AND c.treatment_id = t.treatment_id AND c.side_effect = :side_effect"""
)

_COURSES = f"""
SELECT c.side_effect, c.last_present, c.clear_since, c.peak, count(*) {_OF_COURSES}
GROUP BY c.side_effect, c.last_present, c.clear_since, c.peak
"""


def ends(db: Database, clinic_id: int, group: Group, side_effect: str, catalogue: Catalogue) -> Counts:
    """The counts of one side effect's courses by their end and by their peak; no reports and no severities."""
    asked = {
        **parameters(clinic_id, group),
        "side_effect": catalogue.side_effect(side_effect).number,
        "first_month": str(group.since),
        "last_month": str(group.until),
    }
    if group.is_counted:
        ends, peaks = tuples(db, _RESOLUTIONS, asked), tuples(db, _PEAKS, asked)
        return Counts(resolutions=resolutions_from(ends, catalogue), peaks=peaks_from(peaks, catalogue))
    return _of_courses(tuples(db, _COURSES, asked), side_effect)


def _of_courses(found: Iterable[tuple[Any, ...]], side_effect: str) -> Counts:
    resolutions, peaks = Counter[Resolution](), Counter[Peak]()
    for _, after, by, peak, n in found:
        peaks[Peak(side_effect, peak)] += n
        if after is not None:
            resolutions[Resolution(side_effect, after, by)] += n
    return Counts(resolutions=resolutions, peaks=peaks)
