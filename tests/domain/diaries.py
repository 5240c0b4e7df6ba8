"""What alerts are tested with: courses as digits, one a day and any other sign for none, and a treatment to follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import strategies as st

from recovery.domain.alerts import Alert, Change, Event
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.filing import Watch, alerts_of, file
from recovery.domain.guide import Guide
from recovery.domain.history import History, calls_of, signs_of
from recovery.domain.judging import Evidence, Today
from recovery.domain.report import Report, Score
from recovery.domain.rules import Rule
from recovery.errors import Conflict

METHOD = "derma_roller"
LAST_DUE = 21
"""The last day of the guide's widest bands."""

START = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)

EFFECTS = ("redness", "bruising", "scabbing")
"""One with a figure and any return, one with a general band, one with a band from words."""

Key = tuple[Rule, str | None]


def points(text: str) -> list[Point]:
    """The points that the digits draw."""
    return [Point(day, Severity(int(sign))) for day, sign in enumerate(text) if sign.isdigit()]


def history(flags: Iterable[int] = (), calls: Iterable[int] = (), **courses: str) -> History:
    """The history of these courses, with a warning sign and a wish for a call on some days."""
    drawn = {slug: points(text) for slug, text in courses.items()}
    return History(
        points={slug: series for slug, series in drawn.items() if series},
        days=sorted({point.day for series in drawn.values() for point in series}),
        red_flags=signs_of((day, ("pus",), False) for day in flags),
        calls=calls_of((day, True, False) for day in calls),
    )


def present(day: int, *, entered: int = 0, closed: bool = False) -> Today:
    """Day `day` of a treatment that was entered on the day `entered`."""
    return Today(day, range(entered, max(entered, min(day, LAST_DUE + 1))), takes_reports=not closed)


@dataclass
class Followed:
    """A treatment whose reports are filed one by one with somebody watching; an hour passes with each thing done."""

    guide: Guide
    today: Today = field(default_factory=lambda: present(30))
    opens_from: int = 0
    reports: dict[int, Report] = field(default_factory=dict)
    replaced: list[Report] = field(default_factory=list)
    history: History = field(default_factory=History)
    alerts: dict[int, Alert] = field(default_factory=dict)
    events: dict[int, list[Event]] = field(default_factory=dict)
    now: datetime = START

    def __post_init__(self) -> None:
        self._ids = count(1)

    def file(self, day: int, *, flags: Sequence[str] = (), call: bool = False, **severities: int) -> None:
        """File a report of the side effects named; those left out of EFFECTS are none."""
        watch, said = self._watch(), dict.fromkeys(EFFECTS, 0) | severities
        scores = tuple(Score(slug, Severity(severity)) for slug, severity in said.items())
        report = Report(day, scores, tuple(flags), call, "", self.now, "patient:1")
        before = self.reports.get(day)
        filing = file(
            report, history=self.history, replaced=before, guide=self.guide, method=METHOD, watch=watch
        )  # fmt: skip
        self.replaced += [before] if before else []
        self.reports[day] = filing.report
        self.history = self.history.with_report(filing.report)
        self.keep(*filing.alerts)

    def file_all(self, **courses: str) -> "Followed":
        """File the reports of these courses, the earliest day first."""
        said: dict[int, dict[str, int]] = {}
        for slug, text in courses.items():
            for day, severity in points(text):
                said.setdefault(day, {})[slug] = int(severity)
        for day in sorted(said):
            self.file(day, **said[day])
        return self

    def look(self, *, today: Today | None = None) -> tuple[Change, ...]:
        """Judge it without a new report."""
        self.today = today or self.today
        changes = alerts_of(self.history, guide=self.guide, method=METHOD, watch=self._watch())
        self.keep(*changes)
        return changes

    def keep(self, *changes: Change) -> None:
        """Store changes; as the database's index does, refuse a second open alert for the same."""
        for change in changes:
            if change.alert.is_open and any(self._is_rival(change.alert, other) for other in self.open):
                raise Conflict("The same has come up anew since.")
            self.alerts[change.alert.alert_id] = change.alert
            self.events.setdefault(change.alert.alert_id, []).extend(change.events)

    def of(self, rule: Rule, side_effect: str | None = None) -> list[Alert]:
        """The alerts of a rule and side effect, in the order in which they were opened."""
        return [alert for alert in self.alerts.values() if (alert.rule, alert.side_effect) == (rule, side_effect)]

    def steps(self, alert: Alert) -> list[str]:
        """What happened to an alert."""
        return [event.step.name for event in self.events[alert.alert_id]]

    @property
    def open(self) -> list[Alert]:
        """The open alerts."""
        return [alert for alert in self.alerts.values() if alert.is_open]

    def _is_rival(self, alert: Alert, other: Alert) -> bool:
        same = (alert.rule, alert.side_effect) == (other.rule, other.side_effect)
        return same and alert.alert_id != other.alert_id

    def _watch(self) -> Watch:
        self.now += timedelta(hours=1)
        alerts = list(self.alerts.values())
        return Watch(1, alerts, self.today, self.opens_from, lambda: next(self._ids), self.now)


def standing(alerts: Iterable[Alert]) -> Mapping[Key, tuple[Evidence, ...]]:
    """What stands of alerts by rule and side effect, of those that have anything."""
    found: dict[Key, tuple[Evidence, ...]] = {}
    for alert in alerts:
        of = tuple(held.evidence for held in alert.evidence if held.stands)
        if of:
            key = (alert.rule, alert.side_effect)
            found[key] = (*found.get(key, ()), *of)
    return found


severities = st.dictionaries(st.sampled_from(EFFECTS), st.integers(0, 4))
flags = st.sampled_from([(), (), (), (), ("pus",), ("fever",), ("pus", "fever")])
said = st.builds(
    lambda noticed, signs, call: {**noticed, "flags": signs, "call": call},
    severities, flags, st.sampled_from([False, False, False, True]),
)  # fmt: skip
"""What one report says, as the arguments of Followed.file."""

diaries = st.dictionaries(st.integers(0, 26), said, max_size=9)
"""Reports by day."""
