"""How the courses of one side effect ended in a group: all that comparing groups needs, at a seventh of the cost."""

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.counting import Counts
from recovery.domain.groups import Group
from recovery.store import group_courses
from recovery.store.counts import peaks_from, resolutions_from
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


def ends(db: Database, clinic_id: int, group: Group, side_effect: str, catalogue: Catalogue) -> Counts:
    """The counts of one side effect's courses by their end and by their peak; no reports and no severities."""
    if not group.is_counted:
        return group_courses.ends(db, clinic_id, group, catalogue, side_effect=side_effect)
    asked = {
        "clinic_id": clinic_id,
        "method": group.method,
        "side_effect": catalogue.side_effect(side_effect).number,
        "first_month": str(group.since),
        "last_month": str(group.until),
    }
    ends, peaks = tuples(db, _RESOLUTIONS, asked), tuples(db, _PEAKS, asked)
    return Counts(resolutions=resolutions_from(ends, catalogue), peaks=peaks_from(peaks, catalogue))
