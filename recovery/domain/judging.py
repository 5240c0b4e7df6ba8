"""The alert rules: what in a treatment's reports asks someone to look (docs/domain.md section 5).

Each rule is a function of one treatment's history, the band in force, its own numbers and today. What it says of a day
rests on the reports of that day and before, so the order in which reports arrive changes nothing. Only what waits for a
report rests on there being none since.

Severities are compared as they are: a worse one takes no reason of its own day away. It can take one of a later day
away, where a rule compares two reports: what is worse already has less to rise to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recovery.domain.bands import Band
from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.course import Point
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.level import Level
from recovery.domain.rules import Rule, Rules, RuleSetting


@dataclass(frozen=True)
class Evidence:
    """Why a rule holds on one day, and how urgent that is.

    `since` is the first day of the run of reports, or of days missed, on which it held without a break. `before` is the
    earlier report it is compared with, and `band_ended` the last day of the band it is judged by. `waiting` marks what
    follows from a report that did not come: a report answers it.
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

    def rests_on(self, day: int) -> bool:
        """Whether the report of a day is among those that it speaks of."""
        first = self.since if self.before is None else min(self.since, self.before.day)
        return first <= day <= self.day


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
    said = judge_reports(history, guide=guide, method=method)
    return [*said, *judge_silence(history, guide=guide, method=method, today=today)] if today.takes_reports else said


def judge_reports(history: History, *, guide: Guide, method: str) -> list[Hit]:
    """What the reports themselves ask for, whatever day today is."""
    rules, bands = guide.rules, guide.bands_of(method)
    hits = [
        *_of_treatment(Rule.RED_FLAG, red_flag(history, rules[Rule.RED_FLAG])),
        *_of_treatment(Rule.CALL_ME, call_me(history, rules[Rule.CALL_ME])),
    ]
    for side_effect, points in history.points.items():
        if any(severity for _, severity in points):
            hits += _of_course(side_effect, points, bands[side_effect], rules)
    return [hit for hit in hits if rules.is_on(hit.rule)]


def judge_silence(history: History, *, guide: Guide, method: str, today: Today) -> list[Hit]:
    """What follows from the reports that stay away; it rests on the last report alone."""
    rules, bands = guide.rules, guide.bands_of(method)
    hits = [
        Hit(Rule.PAST_BAND, side_effect, evidence)
        for side_effect in _awaited(history, guide.catalogue)
        for evidence in unheard(
            history.points[side_effect][-1], rules[Rule.PAST_BAND], band=bands[side_effect], today=today
        )
    ]
    hits += _of_treatment(Rule.SILENT, silent(history, rules[Rule.SILENT], due=today.due))
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
    least, first = rule["severity"], rule["from_day"]
    held = [severity >= least and day >= first for day, severity in points]
    for point, since in _runs(points, held):
        yield Evidence(day=point.day, since=since, level=rule.level, severity=point.severity)


def worsening(points: Sequence[Point], rule: RuleSetting) -> Iterator[Evidence]:
    """A rise by `rise` or more against the report before, at most `within_days` earlier, after day `after_day`."""
    rise, within, after = rule["rise"], rule["within_days"], rule["after_day"]
    for before, point in pairwise(points):
        rose = point.severity - before.severity >= rise
        if rose and point.day - before.day <= within and point.day > after:
            yield _against(before, point, rule.level)


def rebound(points: Sequence[Point], rule: RuleSetting, *, side_effect: str) -> Iterator[Evidence]:
    """A return to `severity` or more after having fallen from a higher level to `fallen_to` or less.

    For a side effect in `any_return`, every return after having fallen to none.
    """
    least, low, any_return = rule["severity"], rule["fallen_to"], side_effect in rule.any_return
    highest = 0
    for before, point in pairwise(points):
        was = before.severity
        if was >= highest:
            highest = was
        elif point.severity > was:
            came_back = was <= low and point.severity >= least
            if came_back or (any_return and was == Severity.NONE):
                yield _against(before, point, rule.level)


def past_band(points: Sequence[Point], rule: RuleSetting, *, band: Band) -> Iterator[Evidence]:
    """Present after the band's last day."""
    ended = band.to_day
    held = [day > ended and severity > 0 for day, severity in points]
    for point, since in _runs(points, held):
        level = _raised(point, rule, band)
        yield Evidence(day=point.day, since=since, level=level, severity=point.severity, band_ended=ended)


def unheard(last: Point, rule: RuleSetting, *, band: Band, today: Today) -> Iterator[Evidence]:
    """Present by the last report, before the band's end; and the day after that has passed without another."""
    after = band.to_day + 1
    if last.severity > Severity.NONE and last.day < after < today.day:
        yield Evidence(
            day=after,
            since=after,
            level=_raised(last, rule, band),
            severity=last.severity,
            before=last,
            band_ended=band.to_day,
            waiting=True,
        )


def sustained(points: Sequence[Point], rule: RuleSetting, *, band: Band) -> Iterator[Evidence]:
    """From `severity` on in so many `reports` running, all inside the band, none lower than the one before."""
    least, reports = rule["severity"], rule["reports"]
    run: list[Point] = []
    for point in points:
        if point.severity < least or not band.from_day <= point.day <= band.to_day:
            run.clear()
            continue
        if run and point.severity < run[-1].severity:
            run.clear()
        run.append(point)
        if len(run) >= reports:
            since = run[reports - 1].day
            yield Evidence(day=point.day, since=since, level=rule.level, severity=point.severity, before=run[0])


def silent(history: History, rule: RuleSetting, *, due: range) -> Iterator[Evidence]:
    """Due reports missed since the last: `missed` of them after `severity` or worse, `early_missed` early on."""
    last = history.last_day
    missed = range(due.start if last is None else max(due.start, last + 1), due.stop)
    if not missed:
        return
    worst = history.worst_last
    early = range(missed.start, min(missed.stop, rule["early_before"]))
    needed = [(missed, rule["missed"])] if worst >= rule["severity"] else []
    days = [days[count - 1] for days, count in (*needed, (early, rule["early_missed"])) if len(days) >= count]
    if days:
        before = None if last is None else Point(last, worst)
        yield Evidence(day=min(days), since=missed.start, level=rule.level, before=before, waiting=True)


def _awaited(history: History, catalogue: Catalogue) -> list[str]:
    """The side effects of which the next report will speak as the last one did; not those that were switched off."""
    asked = history.last_points()
    return [effect.slug for effect in catalogue.active if effect.slug in asked]


def _of_course(side_effect: str, points: Sequence[Point], band: Band, rules: Rules) -> list[Hit]:
    found: Mapping[Rule, Iterator[Evidence]] = {
        Rule.SEVERE: severe(points, rules[Rule.SEVERE]),
        Rule.WORSENING: worsening(points, rules[Rule.WORSENING]),
        Rule.REBOUND: rebound(points, rules[Rule.REBOUND], side_effect=side_effect),
        Rule.PAST_BAND: past_band(points, rules[Rule.PAST_BAND], band=band),
        Rule.SUSTAINED: sustained(points, rules[Rule.SUSTAINED], band=band),
    }
    return [Hit(rule, side_effect, evidence) for rule, each in found.items() for evidence in each]


def _of_treatment(rule: Rule, found: Iterator[Evidence]) -> list[Hit]:
    return [Hit(rule, None, evidence) for evidence in found]


def _runs(points: Sequence[Point], held: Sequence[bool]) -> Iterator[tuple[Point, int]]:
    """The points that hold, each with the first day of its run of reports that hold."""
    if True not in held:
        return
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
