"""The alert rules: what in a treatment's reports asks someone to look (docs/domain.md section 5).

Each rule is a function of one treatment's history, the band in force, its own numbers and today. What it says of a day
rests on the reports of that day and before, so the order in which reports arrive changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recovery.domain.bands import Band, Place
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.level import Level
from recovery.domain.rules import Rule, Rules, RuleSetting


@dataclass(frozen=True)
class Evidence:
    """Why a rule holds on one day, and how urgent that is.

    `since` is the first day of the run of reports on which it held without a break. `before` is the earlier report it
    is compared with, and `band_ended` the last day of the band it is judged by. `waiting` marks what follows from a
    report that did not come: a report answers it.
    """

    day: int
    level: Level
    since: int
    severity: Severity = Severity.NONE
    before: Point | None = None
    band_ended: int | None = None
    signs: tuple[str, ...] = ()
    waiting: bool = False
    taken_back: bool = False


@dataclass(frozen=True)
class Hit:
    """A rule that holds on a day; of one side effect, or of the whole treatment when that is None."""

    rule: Rule
    side_effect: str | None
    evidence: Evidence


@dataclass(frozen=True)
class Today:
    """The present of one treatment: the day today is, and which daily reports have fallen due before it."""

    day: int
    due: range
    takes_reports: bool = True


def judge(history: History, *, guide: Guide, method: str, today: Today) -> list[Hit]:
    """Every day on which a rule in force holds, for the reports as they are now; each rule's days in rising order."""
    rules, bands = guide.rules, guide.bands_of(method)
    hits = [
        *_of_treatment(Rule.RED_FLAG, red_flag(history, rules[Rule.RED_FLAG])),
        *_of_treatment(Rule.CALL_ME, call_me(history, rules[Rule.CALL_ME])),
    ]
    for side_effect, points in history.points.items():
        if any(point.severity for point in points):
            hits += _of_course(side_effect, points, bands[side_effect], rules, today)
    hits += _of_treatment(Rule.SILENT, silent(history, rules[Rule.SILENT], today=today))
    return [hit for hit in hits if rules.is_on(hit.rule)]


def red_flag(history: History, rule: RuleSetting) -> Iterator[Evidence]:
    """Any warning sign."""
    for day, signs in sorted(history.red_flags.items()):
        yield Evidence(day=day, since=day, level=rule.level, signs=signs.slugs, taken_back=signs.taken_back)


def call_me(history: History, rule: RuleSetting) -> Iterator[Evidence]:
    """The wish for a call."""
    for day, taken_back in sorted(history.calls.items()):
        yield Evidence(day=day, since=day, level=rule.level, taken_back=taken_back)


def severe(points: Sequence[Point], rule: RuleSetting) -> Iterator[Evidence]:
    """A severity from `severity` on, from day `from_day` on."""
    held = [point.severity >= rule["severity"] and point.day >= rule["from_day"] for point in points]
    for point, since in _runs(points, held):
        yield Evidence(day=point.day, since=since, level=rule.level, severity=point.severity)


def worsening(points: Sequence[Point], rule: RuleSetting) -> Iterator[Evidence]:
    """A rise by `rise` or more against the report before, at most `within_days` earlier, after day `after_day`."""
    for before, point in pairwise(points):
        rose = point.severity - before.severity >= rule["rise"]
        if rose and point.day - before.day <= rule["within_days"] and point.day > rule["after_day"]:
            yield _against(before, point, rule.level)


def rebound(points: Sequence[Point], rule: RuleSetting, *, side_effect: str) -> Iterator[Evidence]:
    """A return to `severity` or more after having fallen from a higher level to `fallen_to` or less.

    For a side effect in `any_return`, every return after having fallen to none.
    """
    highest = Severity.NONE
    for before, point in pairwise(points):
        highest = max(highest, before.severity)
        fallen, rose = before.severity < highest, point.severity > before.severity
        came_back = before.severity <= rule["fallen_to"] and point.severity >= rule["severity"]
        at_all = side_effect in rule.any_return and before.severity == Severity.NONE
        if fallen and rose and (came_back or at_all):
            yield _against(before, point, rule.level)


def past_band(points: Sequence[Point], rule: RuleSetting, *, band: Band, today: Today) -> Iterator[Evidence]:
    """Present after the band's last day; or present when last heard of, and no report since that day has passed."""
    held = [point.severity > Severity.NONE and band.place(point.day) is Place.PAST for point in points]
    for point, since in _runs(points, held):
        level = _raised(point, rule, band)
        yield Evidence(day=point.day, since=since, level=level, severity=point.severity, band_ended=band.to_day)
    last, after = points[-1], band.to_day + 1
    if today.takes_reports and last.severity > Severity.NONE and last.day < after < today.day:
        level = _raised(last, rule, band)
        yield Evidence(
            day=after,
            since=after,
            level=level,
            severity=last.severity,
            before=last,
            band_ended=band.to_day,
            waiting=True,
        )


def sustained(points: Sequence[Point], rule: RuleSetting, *, band: Band) -> Iterator[Evidence]:
    """From `severity` on in so many `reports` running, all inside the band, none lower than the one before."""
    run: list[Point] = []
    for point in points:
        holds = point.severity >= rule["severity"] and band.place(point.day) is Place.INSIDE
        keeps = bool(run) and point.severity >= run[-1].severity
        run = ([*run, point] if keeps else [point]) if holds else []
        if len(run) >= rule["reports"]:
            first = run[rule["reports"] - 1].day
            yield Evidence(day=point.day, since=first, level=rule.level, severity=point.severity, before=run[0])


def silent(history: History, rule: RuleSetting, *, today: Today) -> Iterator[Evidence]:
    """Due reports missed since the last: `missed` of them after `severity` or worse, `early_missed` early on."""
    if not today.takes_reports:
        return
    last = -1 if history.last_day is None else history.last_day
    missed = [day for day in today.due if day > last]
    early = [day for day in missed if day < rule["early_before"]]
    days = []
    if history.worst_last >= rule["severity"] and len(missed) >= rule["missed"]:
        days.append(missed[rule["missed"] - 1])
    if len(early) >= rule["early_missed"]:
        days.append(early[rule["early_missed"] - 1])
    if days:
        before = None if history.last_day is None else Point(history.last_day, history.worst_last)
        yield Evidence(day=min(days), since=min(days), level=rule.level, before=before, waiting=True)


def _of_course(side_effect: str, points: Sequence[Point], band: Band, rules: Rules, today: Today) -> list[Hit]:
    found: Mapping[Rule, Iterator[Evidence]] = {
        Rule.SEVERE: severe(points, rules[Rule.SEVERE]),
        Rule.WORSENING: worsening(points, rules[Rule.WORSENING]),
        Rule.REBOUND: rebound(points, rules[Rule.REBOUND], side_effect=side_effect),
        Rule.PAST_BAND: past_band(points, rules[Rule.PAST_BAND], band=band, today=today),
        Rule.SUSTAINED: sustained(points, rules[Rule.SUSTAINED], band=band),
    }
    return [Hit(rule, side_effect, evidence) for rule, each in found.items() for evidence in each]


def _of_treatment(rule: Rule, found: Iterator[Evidence]) -> list[Hit]:
    return [Hit(rule, None, evidence) for evidence in found]


def _runs(points: Sequence[Point], held: Sequence[bool]) -> Iterator[tuple[Point, int]]:
    """The points that hold, each with the first day of its run of reports that hold."""
    since = None
    for point, holds in zip(points, held, strict=True):
        since = (since if since is not None else point.day) if holds else None
        if since is not None:
            yield point, since


def _against(before: Point, point: Point, level: Level) -> Evidence:
    return Evidence(day=point.day, since=point.day, level=level, severity=point.severity, before=before)


def _raised(point: Point, rule: RuleSetting, band: Band) -> Level:
    raised = point.severity >= rule["severity"] or band.basis.is_exact
    return rule.raised_level if raised and rule.raised_level is not None else rule.level
