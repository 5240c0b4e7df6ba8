"""What invented clinicians do with alerts: when they see one, whom they reach, and how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from recovery.domain.alerts import Alert, Step
from recovery.domain.clinic import Treatment
from recovery.domain.handling import How, Move
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.simulation.remarks import AFTER_TALKING, AT_THE_END, WITHOUT_TALKING
from recovery.domain.simulation.replaying import Planned

OPENS, SHUTS = time(9), time(17)
"""When somebody looks, on the clinic's clock; on every day, so that a demo looks alike on each."""

FRESH = timedelta(days=1)
"""What came since is still waiting: the reason to open the list this morning."""

TOLD_WITHIN = timedelta(days=3)
"""What a story says somebody has just done, they did with alerts no older than that."""

MINUTES_TO_SEE: Mapping[Level, float] = {Level.URGENT: 8, Level.HIGH: 35, Level.MEDIUM: 120, Level.LOW: 210}
"""Minutes until somebody takes an alert, the median, in the hours in which somebody looks."""

TALKS: Mapping[Rule, float] = {Rule.RED_FLAG: 1, Rule.CALL_ME: 1, Rule.SILENT: 0.9, Rule.PAST_BAND: 0.35}
"""Share of alerts for which the patient is reached."""

TALKS_OTHERWISE = 0.65
HANDS_OVER = 0.12
PUTS_OFF = 0.2
BY_A_COLLEAGUE = 0.25
TAKEN_FIRST = 0.5
"""Shares of alerts that are handed over, put off, taken by a colleague, and taken before anything is done."""

HOURS_TO_CLOSE = 20.0
"""Hours from taking an alert to closing it, the median: two thirds are closed within two days."""


@dataclass(frozen=True)
class Team:
    """Who looks after a treatment, and by which clock."""

    treatment: Treatment
    clinicians: Sequence[int]
    zone: ZoneInfo
    now: datetime
    rng: Random
    told: Mapping[Rule, Step]

    def __call__(self, alert: Alert) -> Sequence[Planned]:
        """What will be done with an alert that has just been opened, or said again."""
        is_told = alert.rule in self.told and self.now - alert.heard_at < TOLD_WITHIN
        plans = self._as_told(alert) if is_told else self._as_usual(alert)
        return [*plans, *self._at_the_end()]

    def _as_usual(self, alert: Alert) -> list[Planned]:
        if self.now - alert.heard_at < FRESH:
            return []
        rng, by = self.rng, self._someone()
        seen = self._minutes_after(alert.heard_at, rng.lognormvariate(0, 0.8) * MINUTES_TO_SEE[alert.level])
        answer, ending = self._answer(alert, by)
        answered = self._minutes_after(seen, rng.uniform(1, 45))
        closed = self._minutes_after(answered, rng.lognormvariate(0, 1) * HOURS_TO_CLOSE * 60)
        taken = [Planned(seen, Move(Step.ACKNOWLEDGED), by)] if rng.random() < TAKEN_FIRST else []
        put_off = self._put_off(alert, seen, by)
        return [*taken, *put_off, Planned(answered, answer, by), Planned(closed, ending, answer.to or by)]

    def _answer(self, alert: Alert, by: int) -> tuple[Move, Move]:
        rng = self.rng
        others = [each for each in self.clinicians if each != by]
        hands_over = rng.random() < HANDS_OVER
        if rng.random() >= TALKS.get(alert.rule, TALKS_OTHERWISE):
            return Move(Step.NO_ACTION), Move(Step.CLOSED, rng.choice(WITHOUT_TALKING))
        ending = Move(Step.CLOSED, rng.choice(AFTER_TALKING[alert.rule]))
        if hands_over and others:
            return Move(Step.ESCALATED, to=rng.choice(others)), ending
        return Move(Step.CONTACTED, how=rng.choice((How.PHONE, How.PHONE, How.MESSAGE, How.VISIT))), ending

    def _put_off(self, alert: Alert, seen: datetime, by: int) -> list[Planned]:
        if alert.level > Level.MEDIUM or self.rng.random() >= PUTS_OFF:
            return []
        return [Planned(seen, Move(Step.SNOOZED, until=seen + timedelta(days=self.rng.randint(1, 3))), by)]

    def _as_told(self, alert: Alert) -> list[Planned]:
        """What a story needs to be seen: the step was taken just now."""
        by, wanted = self.treatment.clinician.account_id, self.told[alert.rule]
        at = max(alert.heard_at, self.now - timedelta(minutes=20))
        moves = {
            Step.ACKNOWLEDGED: Move(Step.ACKNOWLEDGED),
            Step.CONTACTED: Move(Step.CONTACTED, how=How.PHONE),
            Step.SNOOZED: Move(Step.SNOOZED, until=self.now + timedelta(days=2)),
        }
        return [Planned(at, moves[wanted], by)]

    def _at_the_end(self) -> list[Planned]:
        closed_on = self.treatment.closed_on
        if closed_on is None:
            return []
        at = datetime.combine(closed_on, OPENS, self.zone) + timedelta(minutes=self.rng.randint(0, 420))
        ending = Move(Step.CLOSED, self.rng.choice(AT_THE_END))
        return [Planned(at.astimezone(UTC), ending, self.treatment.clinician.account_id)]

    def _someone(self) -> int:
        own = self.treatment.clinician.account_id
        return self.rng.choice(self.clinicians) if self.rng.random() < BY_A_COLLEAGUE else own

    def _minutes_after(self, moment: datetime, minutes: float) -> datetime:
        """So many minutes later, or in the next hours in which somebody looks."""
        local = (moment + timedelta(minutes=minutes)).astimezone(self.zone)
        if not OPENS <= local.time() < SHUTS:
            ahead = timedelta(days=local.time() >= SHUTS)
            local = datetime.combine(local.date() + ahead, OPENS, self.zone)
            local += timedelta(minutes=self.rng.uniform(1, 60))
        return local.astimezone(UTC).replace(microsecond=0)
