"""The rows of the summary as the picture above them has them."""

from recovery.charts.summary import HELD_BACK, NOBODY
from recovery.services.files.table import Code
from recovery.ui.components.exports.summary import share_of

ROW = {
    "side_effect_name": "Redness",
    "method_name": "Laser",
    "ever_reported": 45_628,
    "evaluable_at_band_end": 40_741,
    "share_clear_by_band_end": 0.8213,
    "share_clear_low": 0.8149,
    "share_clear_high": 0.8251,
    "band_borrowed": True,
}


def test_a_share_is_of_all_who_had_it_and_not_of_those_of_whom_it_is_known():
    shown = share_of(ROW)
    assert (shown.share, shown.ever, shown.known, shown.borrowed) == (0.8213, 45_628, 40_741, True)


def test_a_row_that_is_held_back_stays_and_tells_no_number():
    held = dict.fromkeys(ROW, Code.SUPPRESSED) | {
        "side_effect_name": "Redness",
        "method_name": "Laser",
        "ever_reported": 45_628,
    }
    shown = share_of(held)
    assert (shown.share, shown.ever, shown.known, shown.why) == (None, 0, 0, HELD_BACK)


def test_a_row_of_nobody_says_so():
    nobody = ROW | dict.fromkeys([name for name in ROW if name.startswith("share_")], Code.NOT_APPLICABLE)
    assert share_of(nobody | {"ever_reported": 0}).why == NOBODY
