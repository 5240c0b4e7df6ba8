import pytest

from recovery.charts.numbers import percent, severity_words


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


@pytest.mark.parametrize(("value", "words"), [(0, "none"), (1, "mild"), (1.5, "mild to moderate"), (4, "very severe")])
def test_a_severity_between_two_is_said_as_both(value: float, words: str) -> None:
    assert severity_words(value) == words
