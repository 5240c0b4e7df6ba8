"""Group figures over alerts: how many there were, how soon they were taken, and how many were closed in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from recovery.domain.level import Level
from recovery.domain.quantiles import quantile
from recovery.domain.rules import Rule

IN_TIME = timedelta(hours=48)
"""An alert is closed in time within this of being opened (docs/domain.md section 6)."""

MEDIAN, NINE_IN_TEN = 0.5, 0.9

LEVELS = (Level.URGENT, Level.HIGH, Level.MEDIUM, Level.LOW)


@dataclass(frozen=True)
class AlertKind:
    """Alerts that share all this; no side effect where a rule speaks of the whole treatment."""

    rule: Rule
    side_effect: str | None
    method: str
    level: Level


@dataclass(frozen=True)
class Tally:
    """How many alerts there were, and what came of them.

    `judged` can be said to have been closed in time or not: opened at least IN_TIME ago, and not answered by a report
    within it; `in_time` of them were. `taken_after` has the seconds that each one taken had been waiting.
    """

    alerts: int = 0
    judged: int = 0
    in_time: int = 0
    taken_after: Sequence[int] = ()

    @property
    def taken(self) -> int:
        """How many somebody took; the figures of waiting are of these."""
        return len(self.taken_after)

    @property
    def not_taken(self) -> int:
        """How many nobody took: they still wait, or a report answered them."""
        return self.alerts - self.taken

    @property
    def share_in_time(self) -> float | None:
        """The share closed in time among those of which that can be said."""
        return self.in_time / self.judged if self.judged else None

    def hours_until_taken(self, share: float) -> float | None:
        """The hours within which this share of those taken had been; None when none was."""
        seconds = quantile(sorted(self.taken_after), share)
        return None if seconds is None else seconds / 3600


def added_up(tallies: Sequence[Tally]) -> Tally:
    """Tallies together."""
    return Tally(
        alerts=sum(tally.alerts for tally in tallies),
        judged=sum(tally.judged for tally in tallies),
        in_time=sum(tally.in_time for tally in tallies),
        taken_after=sorted(chain.from_iterable(tally.taken_after for tally in tallies)),
    )
