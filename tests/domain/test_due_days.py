from datetime import date, timedelta

import pytest

from recovery.domain.report import due_days

TODAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("began", "closed", "due"),
    [
        pytest.param(0, None, 0, id="today's report is not due before the day is over"),
        pytest.param(1, None, 1, id="yesterday's procedure: day 0 is due"),
        pytest.param(21, None, 21, id="days 0 to 20"),
        pytest.param(22, None, 22, id="the last due day is over"),
        pytest.param(400, None, 22, id="nothing more is due for ever after"),
        pytest.param(10, 4, 6, id="closed four days ago, on day 6"),
        pytest.param(10, 10, 0, id="closed on the day of the procedure"),
        pytest.param(-5, None, 0, id="booked ahead"),
    ],
)
def test_reports_fall_due_daily_until_the_widest_band_ends(began, closed, due):
    closed_on = None if closed is None else TODAY - timedelta(days=closed)
    procedure = TODAY - timedelta(days=began)
    assert due_days(procedure=procedure, closed_on=closed_on, today=TODAY, last_due=21) == range(due)
