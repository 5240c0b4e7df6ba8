import pytest

from recovery.charts.numbers import SAME, days_between, percent, percent_and_range
from recovery.domain.resolution import NEVER


@pytest.mark.parametrize(
    ("share", "words"),
    [
        pytest.param(0.0, "0%", id="none"),
        pytest.param(0.004, "under 1%", id="few are not none"),
        pytest.param(0.725, "72%", id="some"),
        pytest.param(0.996, "over 99%", id="most are not all"),
        pytest.param(1.0, "100%", id="all"),
    ],
)
def test_a_share_is_said_in_whole_per_cent_and_never_as_none_or_all_that_it_is_not(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        pytest.param((0.72, 0.65, 0.78), ("72%", "65% to 78%"), id="whole per cent"),
        pytest.param((0.684, 0.681, 0.6849), ("68.4%", "68.1% to 68.5%"), id="ends that would read alike"),
        pytest.param((0.996, 0.994, 0.998), ("99.6%", "99.4% to 99.8%"), id="nearly all"),
        pytest.param((0.004, 0.0, 0.02), ("0.4%", "0% to 2.0%"), id="nearly none"),
        pytest.param((1.0, 0.92, 1.0), ("100%", "92% to 100%"), id="all"),
        pytest.param((0.9999, 0.9998, 1.0), ("over 99.9%", "over 99.9% to 100%"), id="all but a few of many"),
        pytest.param((0.68401, 0.684, 0.68403), ("68.4%", SAME), id="one number"),
    ],
)
def test_a_range_of_shares_says_something(figures: tuple[float, float, float], said: tuple[str, str]) -> None:
    assert percent_and_range(*figures) == said


@pytest.mark.parametrize(("ends", "said"), [((5, 7), "5 to 7"), ((5, 5), SAME), ((5, NEVER), "5 or later")])
def test_a_range_of_days_says_something(ends: tuple[float, float], said: str) -> None:
    assert days_between(*ends) == said
