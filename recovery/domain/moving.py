"""Other day numbers for the same dates: what follows from a procedure's date that was corrected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from recovery.domain.alerts import Alert, Held
from recovery.domain.history import History, history_of
from recovery.domain.judging import Evidence
from recovery.domain.report import Report


@dataclass(frozen=True)
class Diary:
    """All that was reported of a treatment: the reports by day, and the versions of them that were replaced."""

    reports: Mapping[int, Report]
    replaced: tuple[Report, ...] = ()

    @property
    def days(self) -> tuple[int, ...]:
        """The reported days, in rising order."""
        return tuple(sorted(self.reports))

    @property
    def history(self) -> History:
        """What the alert rules read of it."""
        return history_of(self.reports, self.replaced)

    def naming(self, area: str) -> tuple[int, ...]:
        """The days of which some version says that something was worst in this area."""
        named = {report.day for report in self._versions() if any(score.area == area for score in report.scores)}
        return tuple(sorted(named))

    def moved(self, by: int) -> "Diary":
        """The same with every day number so many days higher."""
        return Diary(
            {day + by: replace(report, day=day + by) for day, report in self.reports.items()},
            tuple(replace(report, day=report.day + by) for report in self.replaced),
        )

    def _versions(self) -> Iterator[Report]:
        yield from self.reports.values()
        yield from self.replaced


def moved_alert(alert: Alert, by: int) -> Alert:
    """An alert that says the same of the same reports, whose day numbers are so many days higher."""
    return replace(alert, evidence=tuple(_moved_held(held, by) for held in alert.evidence))


def _moved_held(held: Held, by: int) -> Held:
    return replace(held, evidence=_moved_evidence(held.evidence, by))


def _moved_evidence(evidence: Evidence, by: int) -> Evidence:
    before = evidence.before and evidence.before._replace(day=evidence.before.day + by)
    if evidence.waiting and evidence.band_ended is not None:
        # The day after a band is the band's, whatever date it falls on: only the last report moves.
        return replace(evidence, before=before)
    return replace(evidence, day=evidence.day + by, since=evidence.since + by, before=before)
