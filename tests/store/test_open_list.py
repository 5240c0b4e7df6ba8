"""The order of all open treatments is read by indexes, whatever the practice has on file."""

import pytest

from recovery.store import alerts, open_list


@pytest.mark.parametrize("sql", [open_list._IN_ORDER.format(rank=alerts.rank([])[0]),
                                 open_list._SIGNS.format(those=":t0"),
                                 open_list._ALERTS.format(those=":t0")])  # fmt: skip
def test_the_list_scans_no_table(sql, office):
    with office.store.reading() as db:
        plan = db.conn.execute("EXPLAIN QUERY PLAN " + sql, {"clinic_id": 1, "t0": 1, **open_list._HELD}).fetchall()
    said = "\n".join(row["detail"] for row in plan)
    assert "SCAN" not in said.replace("SCAN listed", ""), said
