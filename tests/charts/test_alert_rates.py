from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.alert_rates import LEAST_AXIS, AlertRate, alert_rates_alt, alert_rates_figure, in_words
from recovery.errors import InvalidInput

RATES = [AlertRate("Warning sign", 3, 0.02), AlertRate("Past <its> band", 1204, 12.04), AlertRate("Severe", 0, 0.0)]


def test_a_bar_a_rule_from_top_to_bottom_in_the_order_given() -> None:
    figure = alert_rates_figure(RATES)
    (bars,) = figure["data"]
    assert (bars["x"], bars["y"], bars["orientation"]) == ([0.02, 12.04, 0.0], [0, 1, 2], "h")
    assert figure["layout"]["yaxis"]["ticktext"] == ["Warning sign", "Past &lt;its&gt; band", "Severe"]
    top, bottom = reversed(figure["layout"]["yaxis"]["range"])
    assert (top, bottom) == (-0.5, 2.5)


def test_each_bar_has_its_numbers_beside_it() -> None:
    figure = alert_rates_figure(RATES)
    beside = ["under 0.1, 3 alerts", "12.0, 1,204 alerts", "none"]
    assert [note["text"] for note in figure["layout"]["annotations"]] == beside
    assert figure["data"][0]["hovertext"][1] == "Past &lt;its&gt; band:<br>12.0, 1,204 alerts"


def test_the_longest_bar_fits_and_a_rate_close_to_none_looks_like_little() -> None:
    assert alert_rates_figure(RATES)["layout"]["xaxis"]["range"][1] > 12.04
    assert alert_rates_figure(RATES[:1])["layout"]["xaxis"]["range"] == [0, LEAST_AXIS]


@pytest.mark.parametrize(
    ("alerts", "per_100", "words"),
    [
        (0, 0.0, "none"),
        (1, 100.0, "100.0, 1 alert"),
        (2, 0.0999, "under 0.1, 2 alerts"),
        (2, 0.1, "0.1, 2 alerts"),
        (9, 0.0, "0.0, 9 alerts"),
    ],
)
def test_a_rate_never_stands_without_its_number(alerts: int, per_100: float, words: str) -> None:
    assert in_words(AlertRate("Severe", alerts, per_100)) == words


@pytest.mark.parametrize(("alerts", "per_100"), [(-1, 0.0), (1, -0.5), (1, float("nan")), (1, float("inf"))])
def test_an_impossible_rate_is_refused(alerts: int, per_100: float) -> None:
    with pytest.raises(InvalidInput, match="Severe has") as refused:
        AlertRate("Severe", alerts, per_100)
    assert refused.value.field == "per_100"


def test_the_figure_in_words() -> None:
    assert alert_rates_alt(RATES[::2]) == "Alerts per 100 reports: Warning sign: under 0.1, 3 alerts; Severe: none."
    assert alert_rates_alt([]) == "Alerts per 100 reports: nothing to show yet."


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_plotly_accepts_it(accepts: Callable[[dict[str, Any]], None], dark: bool) -> None:
    accepts(alert_rates_figure(RATES, dark=dark))
    accepts(alert_rates_figure([], dark=dark))
