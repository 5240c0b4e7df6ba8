"""What a row of a summary tells beside the rows of other side effects."""

import pytest

from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.domain.summary.measures import EVER, REPORTING
from recovery.domain.summary.rows import summary_rows
from recovery.domain.summary.summing import Choice, Gathered, Outcomes, Place, Received

LIMIT = 11

MONTH = Month(2026, 1)
PLACE = Place("laser", MONTH, ())


def told(guide, *, treatments, ever, reported):
    """What is told, by side effect, where so many had each of those named, and all others were reported on as none."""
    outcomes = {
        (PLACE, effect.slug): Outcomes(
            {(1, 3): ever.get(effect.slug, 0)},
            {2: ever.get(effect.slug, 0), 0: reported - ever.get(effect.slug, 0)},
        )
        for effect in guide.catalogue.side_effects
    }
    gathered = Gathered({PLACE: Received(treatments, 900, 900, 900)}, outcomes, None)
    rows = summary_rows(gathered, guide, Choice(Group(MONTH, MONTH)), limit=LIMIT)
    return {row.side_effect: row.told & {EVER, REPORTING} for row in rows}


@pytest.mark.parametrize(
    ("redness", "expected"),
    [
        pytest.param(271, {EVER}, id="nine never had redness: 280 beside itching and 271 here would tell"),
        pytest.param(260, {EVER, REPORTING}, id="twenty never had it"),
        pytest.param(280, {EVER, REPORTING}, id="all had it"),
    ],
)
def test_how_many_reported_is_told_beside_no_side_effect_where_it_gives_one_away(redness, expected, guide):
    found = told(guide, treatments=300, ever={"redness": redness, "itching": 100}, reported=280)
    assert found["redness"] == found["itching"] == expected


def test_how_many_reported_is_held_back_where_few_did_not(guide):
    found = told(guide, treatments=285, ever={"redness": 260, "itching": 100}, reported=280)
    assert found["redness"] == found["itching"] == {EVER}
