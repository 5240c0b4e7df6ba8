from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from recovery.charts.course import course_alt, course_figure
from recovery.charts.earlier import Earlier
from recovery.charts.legend import legend_entries
from recovery.charts.markers import Marker, MarkerKind
from recovery.charts.palette import DARK, LIGHT
from recovery.domain.bands import Basis
from recovery.domain.catalogue import Severity
from recovery.domain.finding import Finding

Find = Callable[..., Finding]
NOTE, FLAG = MarkerKind.NOTE, MarkerKind.RED_FLAG
ALERT, CLINICIAN = MarkerKind.ALERT, MarkerKind.CLINICIAN
PROCEDURE = date(2026, 11, 14)


def line_of(finding: Finding, *, span: int = 21, **kwargs: Any) -> dict[str, Any]:
    trace: dict[str, Any] = course_figure(finding, span=span, **kwargs)["data"][1]
    return trace


@pytest.mark.parametrize(
    ("severities", "days", "levels"),
    [
        pytest.param("43x21", [0, 1, 2, 3, 4], [4, 3, None, 2, 1], id="a missed day"),
        pytest.param("4xx1", [0, 1, 2, 3], [4, None, None, 1], id="two missed days"),
        pytest.param("xx21", [2, 3], [2, 1], id="missed at the start"),
        pytest.param("210xx", [0, 1, 2], [2, 1, 0], id="missed at the end"),
        pytest.param("3", [0], [3], id="one report"),
        pytest.param("", [], [], id="no report"),
    ],
)
def test_a_missed_day_breaks_the_line(find: Find, severities: str, days: list[int], levels: list[int | None]) -> None:
    line = line_of(find("redness", severities))
    assert (line["x"], line["y"]) == (days, levels)
    assert line["connectgaps"] is False


def test_the_day_on_which_it_was_closed_is_not_called_today(find: Find) -> None:
    closed = replace(find("redness", "210x"), is_closed=True)
    labels = course_figure(closed, span=21)["layout"]["xaxis"]["ticktext"]
    assert ("<b>3</b><br><b>closed</b>" in labels, "today" in "".join(labels)) == (True, False)
    assert legend_entries([closed], span=21)[-1].text == "The day on which it was closed"


def test_days_beyond_the_axis_are_left_out(find: Find) -> None:
    assert line_of(find("redness", "4321"), span=2)["x"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("slug", "severities", "late"),
    [
        pytest.param("redness", "4332x22111", [8, 9], id="after the band's last day"),
        pytest.param("redness", "43322110", [], id="the last day belongs to the band"),
        pytest.param("redness", "4332211000", [], id="gone is never late"),
        pytest.param("numbness", "222222222222222x1", [16], id="each has its own band"),
    ],
)
def test_past_the_band_changes_colour_and_shape(find: Find, slug: str, severities: str, late: list[int]) -> None:
    line = line_of(find(slug, severities))
    marked = line["marker"]
    drawn = list(zip(line["x"], marked["symbol"], marked["color"], strict=True))
    assert [day for day, symbol, _ in drawn if symbol == "diamond"] == late
    assert [day for day, _, colour in drawn if colour == LIGHT.past] == late


def test_hover_speaks_words(find: Find) -> None:
    words = line_of(find("redness", "4332x221111"))["hovertext"]
    assert words[5] == "Day 5: moderate"
    assert words[8] == "Day 8: mild<br>1 day past the usual time"
    assert words[10] == "Day 10: mild<br>3 days past the usual time"
    assert words[4] == ""


def test_hover_names_the_date_and_where_it_was_worst(find: Find) -> None:
    areas = {1: "Cheeks & <b>chin</b>"}
    words = line_of(find("redness", "432"), procedure=PROCEDURE, areas=areas)["hovertext"]
    assert words == [
        "Day 0, 14 November: very severe",
        "Day 1, 15 November: severe, cheeks &amp; &lt;b&gt;chin&lt;/b&gt;",
        "Day 2, 16 November: moderate",
    ]


def test_the_days_shown_can_be_narrowed(find: Find) -> None:
    layout = course_figure(find("redness", "4332x22111"), span=21, days=(7, 14))["layout"]
    axis = layout["xaxis"]
    assert (axis["range"], axis["tickvals"]) == ([6.5, 14.5], list(range(7, 15)))
    assert axis["ticktext"][2] == "<b>9</b><br><b>today</b>"
    assert [label["x"] for label in layout["annotations"]] == [7, 0]


def test_a_mouse_zooms_the_days_and_never_the_severities(find: Find) -> None:
    layout = course_figure(find("redness", "1"), span=21, zooms=True)["layout"]
    assert layout["dragmode"] == "zoom"
    assert not layout["xaxis"]["fixedrange"]
    assert layout["yaxis"]["fixedrange"]
    assert (layout["xaxis"]["minallowed"], layout["xaxis"]["maxallowed"]) == (-0.5, 21.5)


def test_an_earlier_course_lies_behind_thin_and_dashed(find: Find) -> None:
    earlier = Earlier(find("redness", "42x1").points, "derma roller, <b>March</b>", date(2026, 3, 2))
    _, then, now = course_figure(find("redness", "432"), span=21, earlier=earlier)["data"]
    assert (then["x"], then["y"]) == ([0, 1, 2, 3], [4, 2, None, 1])
    assert (then["line"]["dash"], then["line"]["color"]) == ("dash", LIGHT.muted)
    assert then["line"]["width"] < now["line"]["width"]
    assert then["text"] == ["", "", "", "derma roller, &lt;b&gt;March&lt;/b&gt;"]
    assert then["hovertext"][1] == "derma roller, &lt;b&gt;March&lt;/b&gt;<br>Day 1, 3 March 2026: moderate"
    assert then["hovertext"][2] == ""


def test_an_earlier_treatment_without_reports_draws_nothing(find: Find) -> None:
    earlier = Earlier((), "derma roller, March 2026", date(2026, 3, 2))
    assert len(course_figure(find("redness", "432"), span=21, earlier=earlier)["data"]) == 2


def test_a_clinicians_grade_is_a_square_at_its_severity(find: Find) -> None:
    graded = [
        Marker(3, CLINICIAN, "Cleo Clinician: <i>ok</i>", Severity.MILD),
        Marker(40, CLINICIAN, "", Severity.MILD),
    ]
    *_, square = course_figure(find("redness", "1"), span=21, markers=graded, procedure=PROCEDURE)["data"]
    assert (square["x"], square["y"], square["marker"]["symbol"]) == ([3], [1], "square-open")
    assert square["hovertext"] == [
        "<b>Day 3, 17 November</b>, graded by a clinician: mild<br>Cleo Clinician: &lt;i&gt;ok&lt;/i&gt;"
    ]


@pytest.mark.parametrize(
    ("today", "lines"),
    [pytest.param(9, [7, 9], id="on the axis"), pytest.param(30, [7], id="beyond it")],
)
def test_the_dotted_line_is_today(find: Find, today: int, lines: list[int]) -> None:
    shapes = course_figure(find("redness", "1".ljust(today + 1, "x")), span=21)["layout"]["shapes"]
    assert [shape["x0"] for shape in shapes] == lines
    assert [shape["line"]["dash"] for shape in shapes] == ["solid", "dot"][: len(lines)]


def test_severities_are_words(find: Find) -> None:
    axis = course_figure(find("redness", "1"), span=21)["layout"]["yaxis"]
    assert axis["tickvals"] == [0, 1, 2, 3, 4]
    assert axis["ticktext"] == ["None", "Mild", "Moderate", "Severe", "Very severe"]


def test_a_finger_scrolls_past_the_figure(find: Find) -> None:
    layout = course_figure(find("redness", "1"), span=21)["layout"]
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"]
    assert layout["yaxis"]["fixedrange"]


@pytest.mark.parametrize(
    ("markers", "days", "symbols"),
    [
        pytest.param([Marker(3, NOTE, "a")], [3], ["square"], id="note"),
        pytest.param([Marker(3, FLAG, "a")], [3], ["octagon"], id="warning sign"),
        pytest.param([Marker(5, NOTE), Marker(3, FLAG)], [3, 5], ["octagon", "square"], id="both"),
        pytest.param([Marker(3, NOTE), Marker(3, FLAG)], [3], ["octagon"], id="on the same day"),
        pytest.param([Marker(3, NOTE), Marker(40, NOTE)], [3], ["square"], id="off the axis"),
        pytest.param([Marker(3, NOTE), Marker(3, ALERT)], [3], ["diamond"], id="an alert before a note"),
        pytest.param([Marker(3, ALERT), Marker(3, FLAG)], [3], ["octagon"], id="a warning sign before an alert"),
        pytest.param([Marker(3, NOTE), Marker(3, CLINICIAN, "", Severity.MILD)], [3], ["square"], id="a grade is none"),
    ],
)
def test_markers_stand_above_the_plot(find: Find, markers: list[Marker], days: list[int], symbols: list[str]) -> None:
    icons = course_figure(find("redness", "1"), span=21, markers=markers)["data"][-1]
    assert (icons["x"], icons["marker"]["symbol"]) == (days, symbols)
    assert all(level > 4 for level in icons["y"])


def test_what_somebody_typed_is_escaped(find: Find) -> None:
    said = [Marker(3, NOTE, "hot & <b>sore</b>"), Marker(3, FLAG, "Pus")]
    icons = course_figure(find("redness", "1"), span=21, markers=said)["data"][2]
    assert icons["hovertext"] == ["<b>Day 3</b>, warning sign<br>Pus<br>note<br>hot &amp; &lt;b&gt;sore&lt;/b&gt;"]


def test_markers_make_room_for_themselves(find: Find) -> None:
    plain = course_figure(find("redness", "1"), span=21)
    marked = course_figure(find("redness", "1"), span=21, markers=[Marker(0, NOTE, "a")])
    assert len(plain["data"]) == 2
    assert marked["layout"]["height"] > plain["layout"]["height"]


@pytest.mark.parametrize(
    ("slug", "severities", "said"),
    [
        pytest.param(
            "redness",
            "4332x22111",
            "Redness by day: very severe on day 0, mild on day 9. No report on day 4. "
            "Usually gone, day 3 to 7. Past the usual time on days 8 and 9.",
            id="past",
        ),
        pytest.param(
            "flaking",
            "0121",
            "Flaking by day: none on day 0, at worst moderate, mild on day 3. No exact time given.",
            id="worse in between",
        ),
        pytest.param(
            "scabbing",
            "2",
            "Scabbing by day: moderate on day 0. Usually gone, about day 3 to 5.",
            id="one report",
        ),
        pytest.param(
            "numbness",
            "",
            "Numbness by day: no report yet. Usually gone, day 7 to 14.",
            id="no report",
        ),
    ],
)
def test_the_picture_in_words(find: Find, slug: str, severities: str, said: str) -> None:
    assert course_alt(find(slug, severities)) == said


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("basis", Basis)
def test_plotly_accepts_it(find: Find, accepts: Callable[[dict[str, Any]], None], basis: Basis, dark: bool) -> None:
    finding = find("redness", "4332x22111", from_basis=basis, to_basis=basis)
    marked = [Marker(2, NOTE, "x"), Marker(3, CLINICIAN, "x", Severity.MILD), Marker(4, ALERT, "x")]
    earlier = Earlier(finding.points, "laser, May 2026", PROCEDURE)
    figure = course_figure(
        finding, dark=dark, span=21, markers=marked, earlier=earlier, procedure=PROCEDURE, days=(0, 7), zooms=True
    )
    accepts(figure)
    assert figure["layout"]["font"]["color"] == (DARK if dark else LIGHT).ink


def test_equal_findings_give_equal_figures(find: Find) -> None:
    one, other = (course_figure(find("redness", "43x21"), span=21) for _ in range(2))
    assert one == other
