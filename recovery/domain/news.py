"""What has come in about a treatment since someone last looked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.alerts import Alert, Event
from recovery.domain.catalogue import Severity
from recovery.domain.notes import Note
from recovery.domain.report import Report


@dataclass(frozen=True)
class Moved:
    """A side effect whose last reported severity is another than it was."""

    side_effect: str
    before: Severity
    now: Severity


@dataclass(frozen=True)
class News:
    """What came in since a moment: days reported or changed, severities that moved, steps with alerts, and notes."""

    days: tuple[int, ...] = ()
    moved: tuple[Moved, ...] = ()
    steps: tuple[tuple[Alert, Event], ...] = ()
    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.days or self.steps or self.notes)


def news(
    since: datetime,
    *,
    versions: Iterable[Report],
    alerts: Iterable[Alert],
    events: Mapping[int, Sequence[Event]],
    notes: Iterable[Note],
    reader: int,
) -> News:
    """What came in at `since` or later, from all versions of the reports; what `reader` did is no news to them."""
    known = list(versions)
    steps = [
        (alert, event)
        for alert in alerts
        for event in events.get(alert.alert_id, ())
        if event.at >= since and event.account_id != reader
    ]
    return News(
        days=tuple(sorted({report.day for report in known if _is_new(report, since, reader)})),
        moved=_moved(known, since),
        steps=tuple(sorted(steps, key=lambda step: step[1].at)),
        notes=tuple(note for note in notes if note.written_at >= since and note.written_by != reader),
    )


def _is_new(report: Report, since: datetime, reader: int) -> bool:
    return report.reported_at >= since and report.entered_by != reader


def _moved(versions: Sequence[Report], since: datetime) -> tuple[Moved, ...]:
    before = _last_severities(report for report in versions if report.reported_at < since)
    now = _last_severities(versions)
    return tuple(
        Moved(slug, before[slug], severity)
        for slug, severity in now.items()
        if slug in before and before[slug] != severity
    )


def _last_severities(versions: Iterable[Report]) -> dict[str, Severity]:
    """What the last day's newest version says of each side effect."""
    last = max(versions, key=lambda report: (report.day, report.revision), default=None)
    return {score.side_effect: score.severity for score in last.scores} if last else {}
