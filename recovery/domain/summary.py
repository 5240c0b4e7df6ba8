"""Group figures over many treatments: what happened to each side effect, by method."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from recovery.domain.bands import Band
from recovery.domain.course import cleared_by
from recovery.domain.guide import Guide
from recovery.domain.report import day_of, due_days


@dataclass(frozen=True)
class Filters:
    """Which treatments count: procedures from `since` to `until`, both included; None means all."""

    since: date
    until: date
    method: str | None = None
    clinician_id: int | None = None


@dataclass(frozen=True)
class Schedule:
    """Treatments that share a method, a date, a closing date, and the date from which their reports are due.

    `due_from` is given only where it lies after the procedure, else None.
    """

    method: str
    procedure: date
    closed_on: date | None
    due_from: date | None = None


@dataclass(frozen=True)
class CourseKind:
    """Courses of one side effect that went alike.

    `procedure` is given only where a band may still be running on the day of the summary, else None.
    """

    method: str
    side_effect: str
    peak: int
    last_present: int | None
    clear_since: int | None
    procedure: date | None = None

    @property
    def ever_present(self) -> bool:
        """Whether any report named it."""
        return self.last_present is not None

    def cleared_in_time(self, band: Band, *, today: date) -> bool | None:
        """Whether it was gone by the band's last day; None while that day has not passed, or when nobody can say.

        Who cleared early would otherwise count at once and who did not only later: a share that flatters.
        """
        if self.procedure is not None and day_of(today, procedure=self.procedure) <= band.to_day:
            return None
        return cleared_by(self, band.to_day)


@dataclass(frozen=True)
class Received:
    """Of one method: its treatments, their reports, the daily reports due so far, and how many of those came."""

    method: str
    treatments: int
    reports: int
    due: int
    of_due: int


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
    received = {
        method.slug: _received(method.slug, treatments, reports, guide, today) for method in guide.catalogue.methods
    }
    kinds: dict[tuple[str, str], list[tuple[CourseKind, int]]] = {}
    for kind, count in courses.items():
        kinds.setdefault((kind.side_effect, kind.method), []).append((kind, count))
    return tuple(
        _row(
            guide.band(method=method.slug, side_effect=effect.slug),
            received[method.slug],
            kinds.get((effect.slug, method.slug), []),
            today=today,
        )
        for effect in guide.catalogue.side_effects
        for method in guide.catalogue.methods
        if received[method.slug].treatments
    )


def _received(
    method: str,
    treatments: Counter[Schedule],
    reports: Counter[tuple[Schedule, int]],
    guide: Guide,
    today: date,
) -> Received:
    due = {
        schedule: due_days(
            procedure=schedule.procedure,
            due_from=schedule.due_from,
            closed_on=schedule.closed_on,
            today=today,
            last_due=guide.last_due_day(method),
        )
        for schedule in treatments
        if schedule.method == method
    }
    own = [(schedule, day, n) for (schedule, day), n in reports.items() if schedule in due]
    return Received(
        method=method,
        treatments=sum(treatments[schedule] for schedule in due),
        reports=sum(n for _, _, n in own),
        due=sum(len(days) * treatments[schedule] for schedule, days in due.items()),
        of_due=sum(n for schedule, day, n in own if day in due[schedule]),
    )


def _row(band: Band, received: Received, kinds: list[tuple[CourseKind, int]], *, today: date) -> SummaryRow:
    had = [(kind, n) for kind, n in kinds if kind.ever_present]
    ended = [(kind.cleared_in_time(band, today=today), n) for kind, n in had]
    return SummaryRow(
        side_effect=band.side_effect,
        method=received.method,
        band=band,
        treatments=received.treatments,
        reports=received.reports,
        due=received.due,
        received_of_due=received.of_due,
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
    return sum(middle) / 2


def _at(ordered: list[tuple[int, int]], index: int) -> int:
    for value, n in ordered:
        if index < n:
            return value
        index -= n
    raise IndexError(index)
