"""What a guidance would have meant: the alerts that it would have opened over reports that are known already.

Counted as if it had been in force all the time, somebody had looked at every report, and each alert had been closed
before the next reason for one came.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from recovery.domain.clinic import Treatment
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.judging import Evidence, Hit, Today, judge, silent
from recovery.domain.level import Level
from recovery.domain.rules import Rule, RuleSetting

PREVIEW_DAYS = 90
"""How far back a preview looks: long enough for three recoveries in a row, short enough to be like today."""

Tally = Counter[tuple[Rule, Level]]
"""How many alerts were opened, by rule and by the level at which each began."""


@dataclass(frozen=True)
class Period:
    """Days of the calendar, both ends included."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether a date lies in it."""
        return self.since <= day <= self.until


def period_until(today: date) -> Period:
    """The days that a preview looks back on."""
    return Period(today - timedelta(days=PREVIEW_DAYS - 1), today)


@dataclass(frozen=True)
class Preview:
    """How many alerts today's guidance and a proposed one would have opened in a period, over so many treatments."""

    period: Period
    treatments: int = 0
    today: Tally = field(default_factory=Counter)
    proposed: Tally = field(default_factory=Counter)

    @property
    def rules(self) -> list[Rule]:
        """The rules that opened any, in the order of urgency."""
        found = {rule for rule, _ in (*self.today, *self.proposed)}
        return [rule for rule in Rule if rule in found]

    @property
    def levels(self) -> list[Level]:
        """The levels of those alerts, the most urgent first."""
        return sorted({level for _, level in (*self.today, *self.proposed)}, reverse=True)


def of_rule(tally: Tally, rule: Rule) -> int:
    """How many alerts of a rule there are."""
    return sum(count for (of, _), count in tally.items() if of is rule)


def of_level(tally: Tally, level: Level) -> int:
    """How many alerts of a level there are."""
    return sum(count for (_, of), count in tally.items() if of is level)


def alerts_opened(history: History, treatment: Treatment, *, guide: Guide, today: Today, period: Period) -> Tally:
    """The alerts that a guide would have opened for one treatment in a period."""
    hits = [
        *judge(history, guide=guide, method=treatment.method, today=today),
        *_broken_silences(history, guide, today),
    ]
    return Counter(
        (hit.rule, hit.evidence.level)
        for hit in openings(hits)
        if period.holds(treatment.procedure + timedelta(days=hit.evidence.day))
    )


def openings(hits: Iterable[Hit]) -> list[Hit]:
    """The first piece of evidence of each alert: a run of reports is one, unless it grows worse."""
    by_key: dict[tuple[Rule, str | None], list[Hit]] = {}
    for hit in hits:
        by_key.setdefault((hit.rule, hit.side_effect), []).append(hit)
    return [hit for found in by_key.values() for hit in _openings(sorted(found, key=lambda hit: hit.evidence.day))]


def silences(history: History, rule: RuleSetting, *, due: range) -> Iterator[Evidence]:
    """Every silence that a report ended: what `silent` said on the day before that report."""
    least = min(rule["missed"], rule["early_missed"])
    for last, following in pairwise((None, *history.days)):
        assert following is not None  # noqa: S101 - only the first of all can be None
        if following - (-1 if last is None else last) > least:
            until = range(due.start, max(due.start, min(following, due.stop)))
            yield from silent(_heard_until(history, last), rule, due=until)


def _broken_silences(history: History, guide: Guide, today: Today) -> list[Hit]:
    rule = guide.rules[Rule.SILENT]
    return [Hit(Rule.SILENT, None, evidence) for evidence in silences(history, rule, due=today.due) if rule.on]


def _heard_until(history: History, day: int | None) -> History:
    """What was known after the report of a day: only what `silent` asks for."""
    if day is None:
        return History()
    points = {slug: [point for point in series if point.day == day] for slug, series in history.points.items()}
    return History(points={slug: series for slug, series in points.items() if series}, days=[day])


def _openings(hits: Sequence[Hit]) -> Iterator[Hit]:
    closed: list[list[Evidence]] = []
    for hit in hits:
        dealt_with = (alert for alert in reversed(closed) if _has_dealt_with(alert, hit))
        alert = next(dealt_with, None)
        if alert is None:
            closed.append([hit.evidence])
            yield hit
        else:
            alert.append(hit.evidence)


def _has_dealt_with(closed: Sequence[Evidence], hit: Hit) -> bool:
    """Whether an alert that was closed after this evidence spoke of the same run, no better (domain/reconciling.py)."""
    new = hit.evidence
    return (
        not hit.rule.counts_anew
        and any(new.since <= known.day for known in closed)
        and new.level <= max(known.level for known in closed)
        and new.severity <= max(known.severity for known in closed)
    )
