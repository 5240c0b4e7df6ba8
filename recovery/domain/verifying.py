"""Whether alerts are what the reports say: the same judgement again, with nothing to be stored."""

from collections.abc import Sequence
from datetime import UTC, datetime

from recovery.domain.alerts import Alert
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.judging import Evidence, Hit, judge_reports
from recovery.domain.reconciling import Judgement, reconcile

_NOBODY_SEES = datetime.min.replace(tzinfo=UTC)


def differ(alerts: Sequence[Alert], history: History, *, guide: Guide, method: str, opens_from: int | None) -> bool:
    """Whether judging a treatment's reports by the guidance in force would change its alerts.

    What waits for a report is taken as it is, since time alone changes it. No alert is missed where `opens_from` is
    None, nor for days before it.
    """
    waiting = [
        Hit(alert.rule, alert.side_effect, held.evidence)
        for alert in alerts
        for held in alert.evidence
        if held.stands and held.evidence.waiting
    ]

    def opens(evidence: Evidence) -> bool:
        return opens_from is not None and evidence.day >= opens_from

    # A day's report comes after the waiting for it, and takes its place.
    hits = [*waiting, *judge_reports(history, guide=guide, method=method)]
    judgement = Judgement(hits, history, guide.number, _NOBODY_SEES, opens)
    return bool(reconcile(alerts, judgement, treatment_id=0, new_id=int))
