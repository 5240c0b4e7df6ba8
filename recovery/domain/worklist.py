"""The worklist: which treatments need someone, which of them one wants to see, and when what was put off comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from recovery.domain.alerts import Alert, State
from recovery.domain.clinic import Clinic
from recovery.domain.course import Point
from recovery.domain.filing import OpenTreatment
from recovery.domain.handling import steps_for
from recovery.domain.level import Level
from recovery.domain.rules import Rule

OPENS = time(8)
"""When what was put off comes back: the beginning of a working day on the clinic's clock (ours)."""

STAGES = {State.OPEN: 2, State.ACKNOWLEDGED: 1, State.ESCALATED: 1, State.CONTACTED: 0, State.NO_ACTION: 0}
"""How much an open alert needs someone by how far it has come: nobody has it, somebody does, it waits to be closed."""

OLDEST_AGE_DAYS = 30
"""Whatever has waited this long or longer counts as equally old: a recovery is over by then."""


class View(StrEnum):
    """Which list one looks at."""

    NEEDS = "needs"
    PUT_OFF = "put-off"
    ALL = "all"


@dataclass(frozen=True)
class Choice:
    """What one wants to see of a list; a filter that is not set leaves nothing out.

    `mine`: I have it, or nobody has it and I am the treatment's clinician. `untaken`: nobody has taken it.
    """

    view: View = View.NEEDS
    mine: bool = False
    untaken: bool = False
    levels: frozenset[Level] = frozenset()
    rule: Rule | None = None
    side_effect: str | None = None

    @property
    def filters(self) -> bool:
        """Whether any filter is set."""
        return self != Choice(self.view)

    def without_filters(self) -> "Choice":
        """The same list, all of it."""
        return Choice(self.view)


@dataclass(frozen=True)
class Group:
    """How many treatments of a list are alike in what filters ask; `fits` says that rule and side effect do."""

    level: Level
    mine: bool
    untaken: bool
    fits: bool
    count: int


@dataclass(frozen=True)
class Counts:
    """How many treatments each filter would leave, with the others as they are set."""

    shown: int = 0
    mine: int = 0
    untaken: int = 0
    levels: Mapping[Level, int] = field(default_factory=dict)
    rules: Mapping[Rule, int] = field(default_factory=dict)
    side_effects: Mapping[str, int] = field(default_factory=dict)


def counted(groups: Sequence[Group], choice: Choice) -> Counts:
    """The counts of all filters but rule and side effect."""

    def count(wanted: Choice) -> int:
        return sum(group.count for group in groups if _passes(group, wanted))

    return Counts(
        shown=count(choice),
        mine=count(replace(choice, mine=True)),
        untaken=count(replace(choice, untaken=True)),
        levels={level: count(replace(choice, levels=frozenset({level}))) for level in Level if level is not Level.NONE},
    )


def _passes(group: Group, choice: Choice) -> bool:
    return (
        group.fits
        and (group.mine or not choice.mine)
        and (group.untaken or not choice.untaken)
        and (group.level in choice.levels or not choice.levels)
    )


@dataclass(frozen=True)
class Row:
    """One treatment of the worklist with the alerts that put it there, the most urgent first.

    `handled` is when people last did something with an alert, by alert; `courses` are those of the side effects that
    its alerts name, and of `pictured`.
    """

    who: OpenTreatment
    alerts: tuple[Alert, ...]
    handled: Mapping[int, datetime] = field(default_factory=dict)
    pictured: str | None = None
    courses: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)

    def course(self, side_effect: str | None) -> tuple[Point, ...]:
        """The course of a side effect; empty where no alert names it."""
        return self.courses.get(side_effect or "", ())

    @property
    def treatment_id(self) -> int:
        """The treatment's id."""
        return self.who.treatment.treatment_id

    @property
    def level(self) -> Level:
        """The highest level of its alerts."""
        return max((alert.level for alert in self.alerts), default=Level.NONE)

    @property
    def opened_at(self) -> datetime:
        """When its oldest alert was opened."""
        return min(alert.opened_at for alert in self.alerts)

    @property
    def mark(self) -> tuple[object, ...]:
        """What is different when anything of it has changed."""
        standing = self.who.standing
        return (*((alert.alert_id, alert.version) for alert in self.alerts), standing.last_at if standing else None)

    def is_new(self, alert: Alert) -> bool:
        """Whether reports said more about an alert after somebody had handled it."""
        handled = self.handled.get(alert.alert_id)
        return alert.holding.state is not State.OPEN and handled is not None and alert.heard_at > handled


def urgency(alert: Alert) -> tuple[int, int, int]:
    """How soon an open alert needs someone: by level, whether it still holds, and whether somebody has it."""
    return int(alert.level), int(alert.stands), STAGES[alert.holding.state]


def by_urgency(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """Open alerts of one treatment, what needs someone soonest first, then the most severe, then the oldest."""
    severest = sorted(alerts, key=lambda each: (-each.severity, each.opened_at, each.alert_id))
    return tuple(sorted(severest, key=urgency, reverse=True))


def leading(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """Of alerts in order of urgency the first; where that does not hold any more, the first that does beside it."""
    holds = next((alert for alert in alerts if alert.stands), None)
    return tuple(alerts[:1]) if holds is None or holds is alerts[0] else (alerts[0], holds)


def pictured(alerts: Sequence[Alert], who: OpenTreatment) -> str | None:
    """The side effect to picture: of the first reason that names one, else the worst of the last report."""
    named = (alert.side_effect for alert in alerts if alert.side_effect is not None)
    return next(named, who.standing.worst_side_effect if who.standing else None)


def seen_for(alerts: Sequence[Alert], step: str) -> dict[int, int]:
    """The versions, by alert, of those with which this step can be taken."""
    return {alert.alert_id: alert.version for alert in alerts if step in steps_for(alert)}


def morning(clinic: Clinic, day: date) -> datetime:
    """When the clinic opens on a day."""
    return datetime.combine(day, OPENS, ZoneInfo(clinic.time_zone))


def midnights(clinic: Clinic, now: datetime) -> tuple[datetime, ...]:
    """When today began on the clinic's clock, yesterday, and so on for OLDEST_AGE_DAYS days."""
    today, zone = clinic.today(now), ZoneInfo(clinic.time_zone)
    return tuple(datetime.combine(today - timedelta(days=ago), time(), zone) for ago in range(OLDEST_AGE_DAYS))
