"""Why an alert asks for someone, in clinicians' words."""

from collections.abc import Sequence

from recovery.domain.alerts import Alert, Event, Held, State, Step
from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.course import Point
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule, Rules
from recovery.domain.wording.badges import Badge, Tone
from recovery.domain.wording.english import age, capital, days, joined, uncapital

_LEVEL_BADGES = {
    Level.LOW: ("info", Tone.QUIET),
    Level.MEDIUM: ("schedule", Tone.ATTENTION),
    Level.HIGH: ("priority_high", Tone.URGENT),
    Level.URGENT: ("emergency_home", Tone.URGENT),
}


def level_badge(level: Level) -> Badge:
    """A level as word, icon and tone."""
    icon, tone = _LEVEL_BADGES.get(level, ("check", Tone.GOOD))
    return Badge(level.word, icon, tone)


def alert_badge(alert: Alert) -> Badge:
    """An alert's level; quiet, and as what it was, once the reports no longer bear it out."""
    badge = level_badge(alert.level)
    return badge if alert.stands else Badge(f"Was {badge.word.lower()}", "history", Tone.QUIET)


def reason(alert: Alert, catalogue: Catalogue, *, today: int | None, points: Sequence[Point] = ()) -> str:
    """Why an alert asks for someone, by its latest evidence, on day `today`: a phrase without its end.

    With None it names days by number alone, for what is read on another day: a file, or the words of a marker. With
    the `points` of its side effect it goes on to what the last report says, as long as the alert is open.
    """
    evidence = alert.latest
    name = uncapital(catalogue.side_effect(alert.side_effect).name) if alert.side_effect else ""
    lasts = alert.is_open and alert.stands
    said = capital(_said(alert.rule, evidence, name, catalogue, today=today, lasts=lasts, points=points))
    if not alert.stands:
        return f"{said} (no longer so: {_why_gone(alert.evidence[-1])})"
    if evidence.taken_back:
        return f"{said} (taken back since)"
    return said + (_by_now(evidence, points, today) if lasts else "")


def rule_in_words(rule: Rule, rules: Rules) -> str:
    """A rule's name, as the practice's data has it."""
    return rules[rule].name


def step_in_words(event: Event, *, who: str, whom: str = "") -> str:
    """One step of an alert's life in a few words: "Bea Noor reached the patient by phone"; `whom` took it over."""
    by_people = {
        Step.ACKNOWLEDGED: f"{who} took it",
        Step.CONTACTED: f"{who} reached the patient{_by(event.how)}",
        Step.NO_ACTION: f"{who} found that no action is needed",
        Step.ESCALATED: f"{who} handed it over to {whom or 'a colleague'}",
        Step.SNOOZED: f"{who} put it off",
        Step.CLOSED: f"{who} closed it",
        Step.REOPENED: f"{who} opened it again",
        Step.UNDONE: f"{who} took back: {event.note}",
    }
    by_reports = {
        Step.OPENED: "Opened by the reports",
        Step.RAISED: "Raised by the reports",
        Step.SAID_AGAIN: "Back to open: said again by a new report",
        Step.TAKEN_BACK: "The reports no longer bear it out",
        Step.ANSWERED: "Closed" if event.note else "Closed: a report came",
        Step.WOKEN: "Back on the list before its time",
    }
    return by_people.get(event.step) or by_reports[event.step]


def state_in_words(state: State, *, who: str) -> str:
    """How far an alert has come, with who has it: "Bea Noor has it", "reached by Bea Noor"; empty while nobody has."""
    return {
        State.OPEN: "",
        State.ACKNOWLEDGED: f"{who} has it",
        State.CONTACTED: f"reached by {who}",
        State.NO_ACTION: f"no action needed, {who}",
        State.ESCALATED: f"handed over to {who}",
        State.CLOSED: f"closed by {who}",
    }[state]


def done_in_words(step: Step, *, how: str = "", whom: str = "", until: str = "") -> str:
    """What somebody has just done, in the words that go before "for Ada Example"."""
    return {
        Step.ACKNOWLEDGED: "Taken",
        Step.CONTACTED: f"Contact{_by(how)} noted",
        Step.NO_ACTION: "Noted that no action is needed",
        Step.ESCALATED: f"Handed over to {whom}",
        Step.SNOOZED: f"Put off until {until}",
        Step.CLOSED: "Closed",
        Step.REOPENED: "Opened again",
        Step.UNDONE: "Taken back",
    }[step]


def _said(
    rule: Rule, evidence: Evidence, name: str, catalogue: Catalogue, *, today: int | None, lasts: bool,
    points: Sequence[Point],
) -> str:  # fmt: skip
    if rule is Rule.SILENT:
        return _silent(evidence, today if lasts or today is None else evidence.day + 1)
    when = _when(evidence.day, today)
    if rule is Rule.RED_FLAG:
        signs = joined([uncapital(catalogue.red_flag(slug).name) for slug in evidence.signs])
        return f"warning sign {when}: {signs}"
    return f"asked for a call {when}" if rule is Rule.CALL_ME else _of_course(rule, evidence, name, when, points)


def _of_course(rule: Rule, evidence: Evidence, name: str, when: str, points: Sequence[Point]) -> str:
    word, before = evidence.severity.word.lower(), _before(evidence)
    match rule:
        case Rule.WORSENING:
            return f"{name} rose from {before} to {word} {when}"
        case Rule.REBOUND:
            back = (
                "came back" if evidence.before is None or evidence.before.severity is Severity.NONE else "worse again"
            )
            return f"{name} {back}: {word} {when} after {before}"
        case Rule.PAST_BAND:
            return _past_band(evidence, name, when)
        case Rule.SUSTAINED:
            return f"{name} not settling: {_sustained(evidence, word, when, points)}"
    return f"{name} {word} {when}"


def _sustained(evidence: Evidence, word: str, when: str, points: Sequence[Point]) -> str:
    """How long it has not fallen: the evidence begins with the band, the reports may have said so before."""
    first = evidence.before
    if first is None or first.severity < evidence.severity:
        return f"{word} {when}, no fall since {_before(evidence)}"
    since = first.day
    for day, severity in reversed([point for point in points if point.day < first.day]):
        if severity != first.severity:
            break
        since = day
    return f"{word} in every report from day {since} to {when.removeprefix('on ')}"


def _by_now(evidence: Evidence, points: Sequence[Point], today: int | None) -> str:
    """What the last report says of what an earlier one gave as a reason; nothing where it is the last one's own."""
    if not points or points[-1].day <= evidence.day:
        return ""
    day, severity = points[-1]
    if severity is Severity.NONE:
        return f"; none since day {_gone_since(points)}"
    if severity < evidence.severity:
        return f"; since fallen to {severity.word.lower()}"
    return f"; {'still ' if severity is evidence.severity else ''}{severity.word.lower()} {_when(day, today)}"


def _gone_since(points: Sequence[Point]) -> int:
    """The first day of the zeros with which a course ends."""
    since = points[-1].day
    for day, severity in reversed(points):
        if severity > Severity.NONE:
            break
        since = day
    return since


def _past_band(evidence: Evidence, name: str, when: str) -> str:
    ended = evidence.band_ended or 0
    if evidence.waiting:
        return f"{name} was {_before(evidence)}; its band ended on day {ended} and no report came since"
    return f"{name} {evidence.severity.word.lower()} {when}, {days(evidence.day - ended)} past its band"


def _silent(evidence: Evidence, today: int | None) -> str:
    """A silence up to today, or as it stood on the day on which it was first seen where it is over or dealt with."""
    if evidence.before is None:
        return f"no report yet on day {evidence.day if today is None else today}"
    worst = evidence.before.severity
    last = "nothing noticed" if worst is Severity.NONE else worst.word.lower()
    since = f"after day {evidence.before.day}" if today is None else f"for {days(today - evidence.before.day)}"
    return f"no report {since}; the last said {last}"


def _before(evidence: Evidence) -> str:
    if evidence.before is None:
        return "before"
    return f"{evidence.before.severity.word.lower()} on day {evidence.before.day}"


def _when(day: int, today: int | None) -> str:
    return f"on day {day}" if today is None or today - day not in (0, 1) else age(today - day)


def _why_gone(held: Held) -> str:
    if held.corrected:
        return "the treatment was corrected"
    waited = held.evidence.waiting
    return "a report came since" if waited else "the report was changed or another came in between"


def _by(how: str) -> str:
    return {"phone": " by phone", "message": " by message", "visit": " at a visit"}.get(how, "")
