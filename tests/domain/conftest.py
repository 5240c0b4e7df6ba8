"""Courses and reports as short texts: one digit a day, any other sign is a day without a report."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from recovery.domain.catalogue import Severity
from recovery.domain.course import Course, Point, summarise
from recovery.domain.guide import Guide
from recovery.domain.report import Report, Score

MORNING = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def course() -> Callable[[str], Course | None]:
    """The course that the digits draw; None when there is no report."""

    def draw(severities: str, *, side_effect: str = "redness") -> Course | None:
        drawn = [Point(day, Severity(int(sign))) for day, sign in enumerate(severities) if sign.isdigit()]
        return summarise(side_effect, drawn) if drawn else None

    return draw


@pytest.fixture(scope="session")
def report(guide: Guide) -> Callable[..., Report]:
    """The report of one day: what is not named is none."""

    def write(day: int, *, red_flags: tuple[str, ...] = (), wants_call: bool = False, **severities: int) -> Report:
        effects = [effect.slug for effect in guide.catalogue.active]
        assert set(severities) <= set(effects)
        return Report(
            day=day,
            scores=tuple(Score(slug, Severity(severities.get(slug, 0))) for slug in effects),
            red_flags=red_flags,
            wants_call=wants_call,
            note="",
            reported_at=MORNING + timedelta(days=day),
            reported_by="patient:1",
        )

    return write
