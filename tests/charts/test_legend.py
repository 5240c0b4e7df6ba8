from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from recovery.charts.legend import Kind, legend_entries, legend_html, marks_of, severity_legend_html
from recovery.charts.markers import Marker, MarkerKind
from recovery.domain.catalogue import Severity
from recovery.domain.finding import Finding

Find = Callable[..., Finding]


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize(
    ("slug", "severities", "kinds"),
    [
        pytest.param("numbness", "21", [Kind.SHADE], id="figures alone"),
        pytest.param("redness", "21", [Kind.SHADE, Kind.SOFT], id="soft lower edge"),
        pytest.param("scabbing", "21", [Kind.SOFT], id="words alone"),
        pytest.param("flaking", "21", [Kind.STRIPES], id="no time of its own"),
        pytest.param("scabbing", "1111111", [Kind.PAST, Kind.SOFT], id="past the band"),
        pytest.param("scabbing", "1111110", [Kind.SOFT], id="gone in time"),
    ],
)
def test_the_key_holds_what_is_drawn(find: Find, slug: str, severities: str, kinds: list[Kind]) -> None:
    said = [entry.kind for entry in legend_entries([find(slug, severities)], span=21)]
    assert said == [Kind.REPORTED, *kinds, Kind.TODAY]


def test_a_today_beyond_the_axis_is_not_in_the_key(find: Find) -> None:
    silent = find("redness", "1".ljust(10, "x"))
    said = [Kind.TODAY in [entry.kind for entry in legend_entries([silent], span=span)] for span in (9, 8)]
    assert said == [True, False]


def test_stripes_say_how_the_guide_was_read_once(find: Find) -> None:
    entries = legend_entries([find("flaking", "1"), find("itching", "1")], span=21)
    said = [entry.text for entry in entries if entry.kind is Kind.STRIPES]
    assert said == ["No exact time given: a few days or weeks, read as day 3 to 21"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_html_is_plain_words_and_styles(find: Find, dark: bool) -> None:
    found = [find(slug, "1" * 9) for slug in ("redness", "scabbing", "flaking")]
    marks = (Kind.EARLIER, Kind.RED_FLAG, Kind.ALERT, Kind.CLINICIAN, Kind.NOTE, Kind.GRADE)
    for html in (
        legend_html(found, span=21, dark=dark, marks=marks),
        severity_legend_html(dark=dark, marks=marks[1:5]),
    ):
        tags = Tags(html)
        assert set(tags.opened) == {"ul", "li", "span"}
        assert tags.attributes == {"style"}
        assert "url(" not in html


def test_every_severity_is_named() -> None:
    html = severity_legend_html()
    assert all(word in html for word in ("None", "Mild", "Moderate", "Severe", "Very severe"))


def test_what_else_is_marked_is_named(find: Find) -> None:
    assert "An alert" in legend_html([find("redness", "1")], span=21, marks=[Kind.ALERT])
    assert "An alert" not in legend_html([find("redness", "1")], span=21)


def test_every_icon_that_is_seen_is_named_and_none_that_is_not() -> None:
    figures = [
        [Marker(1, MarkerKind.NOTE), Marker(2, MarkerKind.RED_FLAG), Marker(2, MarkerKind.ALERT)],
        [Marker(3, MarkerKind.CLINICIAN, severity=Severity.MILD), Marker(9, MarkerKind.CLINICIAN)],
    ]
    assert marks_of(figures, span=7) == [Kind.RED_FLAG, Kind.NOTE, Kind.GRADE]
    assert marks_of(figures, span=9) == [Kind.RED_FLAG, Kind.CLINICIAN, Kind.NOTE, Kind.GRADE]
    assert marks_of([[Marker(2, MarkerKind.ALERT)]], span=7) == [Kind.ALERT]
    assert marks_of([], span=7) == []


def test_the_key_to_a_strip_names_its_icons() -> None:
    assert "A note of the patient" in severity_legend_html(marks=[Kind.NOTE])
    assert "A note of the patient" not in severity_legend_html()
