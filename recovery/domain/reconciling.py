"""How the reports open, extend, raise and answer alerts.

At most one alert is open per treatment, rule and side effect (docs/domain.md section 5). Running it again changes
nothing, and what stands at the end does not depend on the order in which the reports came.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from recovery.domain.alerts import Alert, Change, Event, Held, Holding, State, Step
from recovery.domain.bearing import bears_out, says_more
from recovery.domain.history import History
from recovery.domain.judging import Evidence, Hit
from recovery.domain.rules import Rule


@dataclass(frozen=True)
class Judgement:
    """The rules' answer for one treatment: every hit of its history as it is now, by which guidance, and when.

    `opens` says of evidence whether it may open or extend an alert: what a new guidance finds in days before it came
    into force opens none, since nobody could have acted by it then. `earlier` is for a treatment that was corrected:
    what each earlier guidance finds in it as it is now.
    """

    hits: Sequence[Hit]
    history: History
    guidance: int
    now: datetime
    opens: Callable[[Evidence], bool] = lambda _evidence: True
    earlier: Mapping[int, Sequence[Hit]] | None = None


Key = tuple[Rule, str | None]


def reconcile(
    alerts: Sequence[Alert], judgement: Judgement, *, treatment_id: int, new_id: Callable[[], int]
) -> tuple[Change, ...]:
    """What a judgement changes among a treatment's alerts, open and closed; they come as they were opened."""
    hits, known = _by_key(judgement.hits), defaultdict[Key, list[Alert]](list)
    for alert in alerts:
        if not alert.was_answered:  # what comes after an answer is new
            known[alert.rule, alert.side_effect].append(alert)
    now, changes = judgement.now, list[Change]()
    for key in {**known, **hits}:
        before = known.get(key, [])
        after, left = _placed(before, hits.get(key, {}), judgement)
        changes += [change for pair in zip(before, after, strict=True) for change in _changed(*pair, now)]
        if left:
            alert = Alert(new_id(), treatment_id, *key, tuple(left), opened_at=now, heard_at=now)
            changes.append(Change(alert, (Event(now, Step.OPENED, before=alert.holding),)))
    return tuple(changes)


def _by_key(hits: Iterable[Hit]) -> dict[Key, dict[int, Evidence]]:
    """The evidence of each rule and side effect, by day."""
    found = defaultdict[Key, dict[int, Evidence]](dict)
    for hit in hits:
        found[hit.rule, hit.side_effect][hit.evidence.day] = hit.evidence
    return found


def _placed(
    known: Sequence[Alert], hits: Mapping[int, Evidence], judgement: Judgement
) -> tuple[list[Alert], list[Held]]:
    """The alerts of one rule and side effect, each with its evidence as it is now, and what asks for a new one."""
    after = [_looked_at_again(alert, hits, judgement) for alert in known]
    settled = {day for alert in after for day in _settled(alert, hits)}
    taken, left = defaultdict[int, list[Held]](list), list[Held]()
    for day in sorted(hits.keys() - settled):
        if judgement.opens(hits[day]):
            place = None if left else _place(after, hits[day])
            (left if place is None else taken[place]).append(Held(hits[day], judgement.guidance))
    return [_with(alert, taken.get(place, ())) for place, alert in enumerate(after)], left


def _looked_at_again(alert: Alert, hits: Mapping[int, Evidence], judgement: Judgement) -> Alert:
    again = tuple(_held_now(alert, held, hits.get(held.evidence.day), judgement) for held in alert.evidence)
    return alert if again == alert.evidence else replace(alert, evidence=again)


def _held_now(alert: Alert, held: Held, hit: Evidence | None, judgement: Judgement) -> Held:
    """A piece of evidence after a judgement; what a closed alert says is kept where a new one will say it otherwise.

    What only a correction had taken away was dealt with: it stands again in a closed alert too.
    """
    dealt_with = held.stands or held.corrected
    if hit == held.evidence or _holds_by_its_guidance(alert, held, judgement):
        return Held(held.evidence, held.guidance) if alert.is_open or dealt_with else held
    if hit is None:
        by_correction = held.corrected or (held.stands and judgement.earlier is not None)
        return replace(held, stands=False, corrected=by_correction)
    if alert.is_open or (dealt_with and not says_more(hit, than=held.evidence)):
        return Held(hit, judgement.guidance)
    return replace(held, stands=held.stands and alert.rule.counts_anew)


def _holds_by_its_guidance(alert: Alert, held: Held, judgement: Judgement) -> bool:
    """Whether it was judged by another guidance and the reports are as they were: then it stays as it was judged.

    Of a treatment that was corrected it stays only as far as that guidance finds it there still.
    """
    if held.guidance == judgement.guidance:
        return False
    if judgement.earlier is not None:
        hit = Hit(alert.rule, alert.side_effect, held.evidence)
        return hit in judgement.earlier.get(held.guidance, ())
    return not held.corrected and bears_out(judgement.history, alert.rule, alert.side_effect, held.evidence)


def _settled(alert: Alert, hits: Mapping[int, Evidence]) -> Iterator[int]:
    """The days whose evidence is in good hands here: an open alert's, and what a closed one has dealt with."""
    for held in alert.evidence:
        hit = hits.get(held.evidence.day)
        if alert.is_open or (held.stands and hit is not None and not says_more(hit, than=held.evidence)):
            yield held.evidence.day


def _place(alerts: Sequence[Alert], evidence: Evidence) -> int | None:
    """Which alert takes new evidence: the open one, else the last closed one that has dealt with it."""
    places = range(len(alerts) - 1, -1, -1)
    taking = [place for place in places if alerts[place].is_open]
    taking += [place for place in places if _has_dealt_with(alerts[place], evidence)]
    return next(iter(taking), None)


def _has_dealt_with(closed: Alert, evidence: Evidence) -> bool:
    """Whether a closed alert spoke of the same run of reports, or of later ones, and the new one is no worse."""
    if closed.rule.counts_anew:
        return False
    spoken = [
        held
        for held in closed.evidence
        if evidence.since <= held.evidence.day or _is_same_wait(held.evidence, evidence)
    ]
    same_run = any(held.stands or (held.evidence.waiting and evidence.waiting) for held in spoken)
    return same_run and evidence.level <= closed.level and evidence.severity <= closed.severity


def _is_same_wait(one: Evidence, other: Evidence) -> bool:
    """Whether both wait past a band since the same report: another guidance may end the band on another day."""
    past_band = one.waiting and other.waiting and None not in (one.band_ended, other.band_ended)
    return past_band and one.before == other.before


def _with(alert: Alert, more: Iterable[Held]) -> Alert:
    by_day = {held.evidence.day: held for held in (*alert.evidence, *more)}
    evidence = tuple(by_day[day] for day in sorted(by_day))
    return alert if evidence == alert.evidence else replace(alert, evidence=evidence)


def _changed(before: Alert, after: Alert, now: datetime) -> Iterator[Change]:
    """The alert with its holding after what the reports brought, and what happened to it; nothing if nothing did."""
    news = after is not before and _has_news(before, after)
    raised = news and after.is_open and after.stands and after.level > before.level
    again = news and after.is_open and after.rule.counts_anew and after.holding.account_id is not None
    holding = _asked_anew(after.holding) if again else _holding(after, now, wakes=raised)
    if after is before and holding == before.holding:
        return
    heard_at = now if news else before.heard_at
    changed = replace(after, holding=holding, heard_at=heard_at, version=before.version + 1)
    steps = _steps(before, changed, raised=raised, again=again)
    events = (Event(now, step, before=before.holding, version=changed.version) for step in steps)
    yield Change(changed, tuple(events))


def _has_news(before: Alert, after: Alert) -> bool:
    known = {held.evidence.day: held for held in before.evidence if held.stands}
    return any(
        held.stands and (day not in known or says_more(held.evidence, than=known[day].evidence))
        for held in after.evidence
        for day in (held.evidence.day,)
    )


def _asked_anew(holding: Holding) -> Holding:
    """Nobody's again: whoever took it or put it off could not know of another warning sign or wish for a call."""
    return Holding(acknowledged_at=holding.acknowledged_at)


def _holding(alert: Alert, now: datetime, *, wakes: bool) -> Holding:
    """How an alert is held: closed by nobody if a report answered it while nobody had it, awake if it must be."""
    holding = alert.holding
    if alert.is_open and alert.is_untouched and alert.only_waited and not alert.stands:
        return Holding(state=State.CLOSED, closed_at=now)
    if wakes and alert.is_snoozed(now):
        return replace(holding, snoozed_until=None)
    return holding


def _steps(before: Alert, after: Alert, *, raised: bool, again: bool) -> Iterator[Step]:
    if raised:
        yield Step.RAISED
    if again:
        yield Step.SAID_AGAIN
    elif before.is_open and not after.is_open:
        yield Step.ANSWERED
    elif before.holding != after.holding:
        yield Step.WOKEN
    elif before.is_open and before.stands and not after.stands:
        yield Step.TAKEN_BACK
