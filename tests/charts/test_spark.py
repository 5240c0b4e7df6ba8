import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from collections.abc import Callable

import pytest

from recovery.charts.palette import DARK, LIGHT
from recovery.charts.spark import HEIGHT_PX, WIDTH_PX, _hatching, spark_alt, spark_image, spark_svg
from recovery.domain.bands import Basis
from recovery.domain.finding import Finding

Find = Callable[..., Finding]
SVG = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own words


def drawn(finding: Finding, *, dark: bool = False) -> ET.Element:
    return parsed(spark_svg(finding.points, finding.band, today=finding.today, dark=dark))


def line_of(finding: Finding) -> str:
    return next((path.get("d", "") for path in drawn(finding).iter(f"{SVG}path") if path.get("fill") == "none"), "")


@pytest.mark.parametrize(
    ("severities", "pieces"),
    [
        pytest.param("4332", 1, id="every day"),
        pytest.param("43x21", 2, id="a missed day"),
        pytest.param("4xx1x0", 3, id="single days"),
        pytest.param("xx21", 1, id="missed at the start"),
        pytest.param("", 0, id="no report"),
    ],
)
def test_a_missed_day_breaks_the_line(find: Find, severities: str, pieces: int) -> None:
    assert line_of(find("redness", severities)).count("M") == pieces


@pytest.mark.parametrize(
    ("severities", "late"),
    [
        pytest.param("4332x22111", 2, id="after the band's last day"),
        pytest.param("43322111", 0, id="the last day belongs to the band"),
        pytest.param("4332211000", 0, id="gone is never late"),
    ],
)
def test_past_the_band_changes_colour_and_shape(find: Find, severities: str, late: int) -> None:
    paths = drawn(find("redness", severities)).iter(f"{SVG}path")
    assert [path.get("fill") for path in paths if path.get("d", "").endswith("z")] == [LIGHT.past] * late


@pytest.mark.parametrize("basis", Basis)
def test_a_band_without_any_given_time_is_hatched_and_no_other(find: Find, basis: Basis) -> None:
    picture = drawn(find("redness", "4321", from_basis=basis, to_basis=basis))
    hatched = [path for path in picture.iter(f"{SVG}path") if path.get("stroke-opacity")]
    assert (len(hatched), len(list(picture.iter(f"{SVG}rect")))) == ((1, 0) if basis is Basis.GENERAL else (0, 1))


def test_a_hatching_stays_between_its_edges() -> None:
    ends = [float(x) for x in re.findall(r"[ML]([\d.]+) ", _hatching(18.5, 105))]
    heights = [float(y) for y in re.findall(r" ([\d.]+)", _hatching(18.5, 105))]
    assert (min(ends), max(ends)) == (18.5, 105)
    assert all(0 <= height <= HEIGHT_PX for height in heights)


def test_the_last_report_is_the_largest_dot(find: Find) -> None:
    radii = [float(dot.get("r", 0)) for dot in drawn(find("redness", "4321")).iter(f"{SVG}circle")]
    assert radii.index(max(radii)) == len(radii) - 1


@pytest.mark.parametrize("severities", ["", "4", "4".ljust(300, "1"), "0" * 40, "4xx" * 20])
@pytest.mark.parametrize("basis", Basis)
def test_everything_stays_inside(find: Find, severities: str, basis: Basis) -> None:
    for shape in drawn(find("redness", severities, to_basis=basis)).iter():
        for name, most in (("cx", WIDTH_PX), ("x", WIDTH_PX), ("cy", HEIGHT_PX)):
            assert 0 <= float(shape.get(name, 0)) <= most


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        pytest.param("4332x22111", "Very severe on day 0, mild on day 9, past the band", id="past"),
        pytest.param("0121", "None on day 0, at worst moderate, mild on day 3", id="worse in between"),
        pytest.param("2", "Moderate on day 0", id="one report"),
        pytest.param("", "No report yet", id="no report"),
    ],
)
def test_it_says_itself_in_words(find: Find, severities: str, said: str) -> None:
    finding = find("redness", severities)
    assert spark_alt(finding.points, finding.band) == said
    assert (drawn(finding).get("role"), drawn(finding).get("aria-label")) == ("img", said)


def test_as_an_image_it_is_the_same_picture(find: Find) -> None:
    finding = find("redness", "4321")
    image = parsed(spark_image(finding.points, finding.band, today=3, dark=True).replace(">", "/>"))
    _, _, packed = image.get("src", "").partition("base64,")
    assert b64decode(packed).decode() == spark_svg(finding.points, finding.band, today=3, dark=True)
    assert image.get("alt") == "Very severe on day 0, mild on day 3"


def test_a_dark_page_has_its_own_colours(find: Find) -> None:
    line = ET.tostring(drawn(find("redness", "4321"), dark=True), encoding="unicode")
    assert DARK.accent in line
    assert LIGHT.accent not in line
