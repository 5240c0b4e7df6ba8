"""About how long files of rows will be: from the counts where they answer it, else by counting reports."""

from sqlite_utils import Database

from recovery.domain.groups import Group
from recovery.store import row_exports

_COUNTED = """
SELECT coalesce(sum(n), 0) FROM report_count
WHERE clinic_id = :clinic_id AND (:method IS NULL OR method = :method) AND month BETWEEN :since AND :until
"""


def reports(db: Database, clinic_id: int, group: Group) -> int:
    """How many reports the treatments of a group have."""
    if not group.is_counted:
        return row_exports.count_reports(db, clinic_id, group)
    asked = {
        "clinic_id": clinic_id, "method": group.method, "since": str(group.since), "until": str(group.until)
    }  # fmt: skip
    return int(db.conn.execute(_COUNTED, asked).fetchone()[0])
