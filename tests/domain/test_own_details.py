"""What the trail says beside, as the patient reads it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from recovery.domain.access import Role
from recovery.domain.own_details import own_details
from recovery.domain.own_names import Names
from recovery.domain.trail import TrailRow

ITS_WORDS = "its words stand under “What you agreed to”; the trail knows them by the sign"
NAMES = Names(7, {9: [Role.CLINICIAN]})


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"method": "derma_roller"}, "Method: Derma roller"),
        ({"method": ["derma_roller", "laser"]}, "Method: Derma roller → Laser"),
        ({"method": "of_an_earlier_guide"}, "Method: of an earlier guide"),
        ({"areas": "face neck"}, "Areas: face and neck"),
        ({"areas": [["face"], ["face", "hands"]]}, "Areas: face → face, hands"),
        ({"areas": ""}, "Areas: none"),
        ({"procedure": "2026-07-09"}, "Procedure: 9 July 2026"),
        ({"closed_on": [None, "2026-07-15"]}, "Closed on: none → 15 July 2026"),
        ({"until": "2026-11-29T18:07:56+00:00"}, "Until: 29 November 2026, 12:07"),
        ({"device": "2026-99-99"}, "Device: 2026-99-99"),
        ({"clinician": 9}, f"Clinician: {NAMES.staff(9)}"),
        ({"statement": "db9baffa1766"}, f"Statement: {ITS_WORDS} db9baffa1766"),
    ],
)  # fmt: skip
def test_details_are_told_in_the_patients_words(details, said, guide):
    row = TrailRow(1, datetime(2026, 7, 15, tzinfo=UTC), "staff:9", "", "added a treatment", "treatment:1", details)
    assert own_details(row, NAMES, guide.catalogue, zone=ZoneInfo("America/Chicago")) == (said,)
