from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.palette import LIGHT
from recovery.charts.strip import strip_alt, strip_figure
from recovery.domain.finding import Finding

Find = Callable[..., Finding]


@pytest.fixture
def found(find: Find) -> tuple[Finding, ...]:
    return find("redness", "43x1"), find("bruising", "20x0")


def test_rows_keep_their_order_and_missed_days_stay_blank(found: tuple[Finding, ...]) -> None:
    figure = strip_figure(found, span=5)
    cells, axis = figure["data"][0], figure["layout"]["yaxis"]
    assert cells["z"] == [[4, 3, None, 1, None, None], [2, 0, None, 0, None, None]]
    assert axis["ticktext"] == ["Redness", "Bruising"]
    assert axis["range"][0] > axis["range"][1]


def test_a_severity_is_a_number_and_a_colour(found: tuple[Finding, ...]) -> None:
    numbers = strip_figure(found, span=5)["data"][1]
    assert numbers["text"] == ["4", "3", "1", "2", "·", "·"]
    assert numbers["textfont"]["color"] == [LIGHT.on_ramp[level] for level in (4, 3, 1, 2, 0, 0)]


def test_colours_are_steps(found: tuple[Finding, ...]) -> None:
    cells = strip_figure(found, span=5)["data"][0]
    low, high = cells["zmin"], cells["zmax"]
    for level, colour in enumerate(LIGHT.ramp):
        share = (level - low) / (high - low)
        below = [step for step in cells["colorscale"] if step[0] <= share]
        above = [step for step in cells["colorscale"] if step[0] >= share]
        assert below[-1][1] == above[0][1] == colour


def test_hover_speaks_words(find: Find) -> None:
    cells = strip_figure([find("redness", "xxx3", name="A & <b>")], span=5)["data"][0]
    assert cells["hovertext"][0][3] == "A &amp; &lt;b&gt;, day 3: severe"
    assert cells["hovertext"][0][2] == ""
    assert strip_figure([find("redness", "xxx3")], span=5)["data"][0]["hovertext"][0][3] == ("Redness, day 3: severe")


def test_today_is_framed(found: tuple[Finding, ...]) -> None:
    (frame,) = strip_figure(found, span=5)["layout"]["shapes"]
    assert (frame["x0"], frame["x1"]) == (2.5, 3.5)
    assert strip_figure(found, span=2)["layout"]["shapes"] == []


def test_warning_signs_and_notes_stand_above(found: tuple[Finding, ...]) -> None:
    icons = strip_figure(found, span=5, red_flag_days={1}, note_days={1, 3})["data"][2]
    assert icons["x"] == [1, 3]
    assert icons["hovertext"] == ["<b>Day 1</b>, warning sign<br>note", "<b>Day 3</b>, note"]
    assert all(level < -0.5 for level in icons["y"])


def test_numbers_shrink_as_days_grow(found: tuple[Finding, ...]) -> None:
    sizes = [strip_figure(found, span=span)["data"][1]["textfont"]["size"] for span in (14, 21, 30, 40)]
    assert sizes == sorted(set(sizes), reverse=True)


def test_the_strip_in_words(find: Find) -> None:
    found = (find("redness", "43x1"), find("bruising", "00x0"))
    assert strip_alt(found) == (
        "All side effects, day 0 to 3: Redness at worst very severe, mild on day 3. No report on day 2."
    )
    assert strip_alt([find("bruising", "00")]).endswith("nothing reported as present.")
    assert strip_alt([find("redness", "")]) == "All side effects by day: no report yet."
    assert strip_alt([]) == "All side effects by day: no report yet."


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_plotly_accepts_it(found: tuple[Finding, ...], accepts: Callable[[dict[str, Any]], None], dark: bool) -> None:
    accepts(strip_figure(found, dark=dark, span=40, red_flag_days=[1], note_days=[2]))
    accepts(strip_figure([], dark=dark, span=0))
