"""Findings as a page would get them, from the real catalogue and bands."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from recovery.domain.bands import Band, Basis
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point, status, summarise
from recovery.domain.finding import Finding
from recovery.domain.guide import Guide
from recovery.store.guide_files import read_guide

DATA = Path(__file__).parents[2] / "data"

Find = Callable[..., Finding]


@pytest.fixture(scope="session")
def guide() -> Guide:
    return read_guide(DATA)


@pytest.fixture
def find(guide: Guide) -> Find:
    """A finding from one digit per day; any other sign is a day without a report."""

    def build(slug: str, severities: str, *, name: str = "", **band: Any) -> Finding:
        effect = guide.catalogue.side_effect(slug)
        window = replace(guide.band(method="derma_roller", side_effect=slug), **band)
        digits = [(day, sign) for day, sign in enumerate(severities) if sign.isdigit()]
        points = tuple(Point(day, Severity(int(sign))) for day, sign in digits)
        course = summarise(slug, points) if points else None
        today = max(len(severities) - 1, 0)
        where = status(course, band=window, today=today)
        named = replace(effect, name=name or effect.name)
        return Finding(named, window, points, course, where, today)

    return build


@pytest.fixture
def window() -> Callable[..., Band]:
    """A band with edges of a given basis."""

    def build(first: int, last: int, low: Basis, high: Basis) -> Band:
        return Band("redness", first, last, low, high, says="says", source="guide")

    return build


@pytest.fixture
def accepts() -> Callable[[dict[str, Any]], None]:
    """Fails unless plotly knows every property and the browser can be sent the figure."""

    def check(figure: dict[str, Any]) -> None:
        go.Figure(figure)
        json.dumps(figure, allow_nan=False)

    return check
