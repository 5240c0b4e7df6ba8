"""Group figures over many treatments: what happened to each side effect, by method."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from recovery.domain.bands import Band, Guide
from recovery.domain.course import cleared_by


@dataclass(frozen=True)
class Filters:
    """Which treatments count: procedures from `since` to `until`, both included; None means all."""

    since: date
    until: date
    method: str | None = None
    clinician_id: int | None = None


@dataclass(frozen=True)
class Schedule:
    """Treatments that share a method, a date and a closing date."""

    method: str
    procedure: date
    closed_on: date | None

    def due_days(self, *, last_due: int, today: date) -> int:
        """How many daily reports have fallen due by the end of yesterday, day 0 to day `last_due`.

        A treatment that was closed asks for nothing from its closing day on.
        """
        until = min(today, self.closed_on or today)
        return max(0, min(last_due + 1, (until - self.procedure).days))


@dataclass(frozen=True)
class CourseKind:
    """Courses of one side effect that went alike."""

    method: str
    side_effect: str
    peak: int
    last_present: int | None
    clear_since: int | None

    @property
    def ever_present(self) -> bool:
        """Whether any report named it."""
        return self.last_present is not None


@dataclass(frozen=True)
class SummaryRow:
    """One side effect under one method.

    `reported` is the number of treatments that reported on it at all; `median_peak` is among those that
    ever had it (0 to 4, halves possible); `clear` of `evaluable` were gone for good by the band's last day.
    """

    side_effect: str
    method: str
    band: Band
    treatments: int
    reports: int
    due: int
    received_of_due: int
    reported: int
    ever: int
    median_peak: float | None
    clear: int
    evaluable: int

    @property
    def share_ever(self) -> float | None:
        """The share that ever had it among treatments that reported on it."""
        return self.ever / self.reported if self.reported else None

    @property
    def share_clear(self) -> float | None:
        """The share gone by the band's last day among those of whom that can be said."""
        return self.clear / self.evaluable if self.evaluable else None

    @property
    def share_received(self) -> float | None:
        """Reports received of those due."""
        return self.received_of_due / self.due if self.due else None


def summarise_group(
    *,
    treatments: Counter[Schedule],
    reports: Counter[tuple[Schedule, int]],
    courses: Counter[CourseKind],
    guide: Guide,
    today: date,
) -> tuple[SummaryRow, ...]:
    """A row a side effect and method, in the catalogue's order; only methods that have treatments."""
    used = {schedule.method for schedule in treatments}
    return tuple(
        _row(
            effect.slug,
            method.slug,
            treatments=treatments,
            reports=reports,
            courses=courses,
            guide=guide,
            today=today,
        )
        for effect in guide.catalogue.side_effects
        for method in guide.catalogue.methods
        if method.slug in used
    )


def _row(
    side_effect: str,
    method: str,
    *,
    treatments: Counter[Schedule],
    reports: Counter[tuple[Schedule, int]],
    courses: Counter[CourseKind],
    guide: Guide,
    today: date,
) -> SummaryRow:
    band = guide.band(method=method, side_effect=side_effect)
    last_due = guide.last_band_day
    kinds = [(k, n) for k, n in courses.items() if (k.side_effect, k.method) == (side_effect, method)]
    had = [(kind, n) for kind, n in kinds if kind.ever_present]
    ended = [(cleared_by(kind, band.to_day), n) for kind, n in had]
    schedules = [(s, n) for s, n in treatments.items() if s.method == method]
    days = [(s, day, n) for (s, day), n in reports.items() if s.method == method]
    return SummaryRow(
        side_effect=side_effect,
        method=method,
        band=band,
        treatments=sum(n for _, n in schedules),
        reports=sum(n for _, _, n in days),
        due=sum(s.due_days(last_due=last_due, today=today) * n for s, n in schedules),
        received_of_due=sum(n for s, day, n in days if day < s.due_days(last_due=last_due, today=today)),
        reported=sum(n for _, n in kinds),
        ever=sum(n for _, n in had),
        median_peak=weighted_median((kind.peak, n) for kind, n in had),
        clear=sum(n for clear, n in ended if clear),
        evaluable=sum(n for clear, n in ended if clear is not None),
    )


def weighted_median(counted: Iterable[tuple[int, int]]) -> float | None:
    """The median of values given as (value, how often); the mean of the middle two when even; None when empty."""
    ordered = sorted((value, n) for value, n in counted if n)
    total = sum(n for _, n in ordered)
    if not total:
        return None
    middle = [_at(ordered, (total - 1) // 2), _at(ordered, total // 2)]
    return float(Fraction(sum(middle), 2))


def _at(ordered: list[tuple[int, int]], index: int) -> int:
    for value, n in ordered:
        if index < n:
            return value
        index -= n
    raise IndexError(index)
