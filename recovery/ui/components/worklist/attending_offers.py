"""What can be done with alerts straight from a list, and the move that each makes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from recovery.domain.alerts import Alert, Step
from recovery.domain.clinic import Clinic
from recovery.domain.handling import How, Move, needs_note, steps_for
from recovery.domain.worklist import morning, seen_for


class Offer(StrEnum):
    """One thing to do, in the words on its button."""

    TAKE = "I take it"
    PHONE = "Reached by phone"
    MESSAGE = "Reached by message"
    VISIT = "Seen at a visit"
    NO_ACTION = "No action needed"
    HAND_OVER = "Hand over to a colleague…"
    TOMORROW = "Put off until tomorrow, 8:00"
    THREE_DAYS = "Put off for 3 days"
    UNTIL = "Put off until a date…"
    CLOSE = "Close with a note…"


STEPS = {
    Offer.TAKE: Step.ACKNOWLEDGED,
    Offer.PHONE: Step.CONTACTED,
    Offer.MESSAGE: Step.CONTACTED,
    Offer.VISIT: Step.CONTACTED,
    Offer.NO_ACTION: Step.NO_ACTION,
    Offer.HAND_OVER: Step.ESCALATED,
    Offer.TOMORROW: Step.SNOOZED,
    Offer.THREE_DAYS: Step.SNOOZED,
    Offer.UNTIL: Step.SNOOZED,
    Offer.CLOSE: Step.CLOSED,
}

ASKS = frozenset({Offer.HAND_OVER, Offer.UNTIL, Offer.CLOSE})
"""What needs a word more than a tap, whatever it is about."""

_HOW = {Offer.PHONE: How.PHONE, Offer.MESSAGE: How.MESSAGE, Offer.VISIT: How.VISIT}

_FOR_DAYS = {Offer.TOMORROW: 1, Offer.THREE_DAYS: 3}


def asks(offer: Offer, alerts: Sequence[Alert]) -> bool:
    """Whether an offer needs a word more than a tap with these alerts."""
    step = STEPS[offer]
    return offer in ASKS or any(needs_note(alert, step) for alert in alerts if step in steps_for(alert))


def label_of(offer: Offer, alerts: Sequence[Alert]) -> str:
    """What stands on an offer's button, with how many of these alerts it acts on when there are several."""
    which = how_many(offer, alerts)
    if offer is Offer.TAKE and which:
        return f"I take {which}"
    return f"Close {which} with a note…" if offer is Offer.CLOSE and which else offer.value


def how_many(offer: Offer, alerts: Sequence[Alert]) -> str:
    """On how many of several alerts an offer acts: "both", "all 3", "2 of 3"; nothing for a lone one."""
    acts_on, there_are = len(seen_for(alerts, STEPS[offer])), len(alerts)
    if there_are == 1:
        return ""
    if acts_on < there_are:
        return f"{acts_on} of {there_are}"
    return "both" if there_are == 2 else f"all {there_are}"  # noqa: PLR2004 - the word for two


def menu_label(alerts: Sequence[Alert]) -> str:
    """What stands on the menu of what else can be done."""
    return {1: "More", 2: "More with both"}.get(len(alerts), f"More with all {len(alerts)}")


def offers_for(alerts: Sequence[Alert]) -> list[Offer]:
    """What can be done with at least one of these alerts."""
    return [offer for offer, step in STEPS.items() if seen_for(alerts, step)]


def move_of(
    offer: Offer, clinic: Clinic, *, now: datetime, note: str = "", to: int | None = None, until: date | None = None
) -> Move:
    """The move that an offer makes; what is put off comes back in the morning of its day."""
    if offer in _FOR_DAYS:
        until = clinic.today(now) + timedelta(days=_FOR_DAYS[offer])
    return Move(
        STEPS[offer],
        note=note,
        how=_HOW.get(offer),
        until=morning(clinic, until) if until is not None and STEPS[offer] is Step.SNOOZED else None,
        to=to if offer is Offer.HAND_OVER else None,
    )
