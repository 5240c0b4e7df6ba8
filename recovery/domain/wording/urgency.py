"""What is most urgent of an open treatment, as the list of all of them shows it."""

from recovery.domain.filing import OpenTreatment, Sign
from recovery.domain.level import Level
from recovery.domain.wording.alerts import alert_badge
from recovery.domain.wording.badges import Badge, Tone, standing_badge
from recovery.domain.worklist import leading


def open_badges(row: OpenTreatment, *, day: int) -> tuple[Badge, ...]:
    """What is most urgent of an open treatment on day `day`: alerts, a sign without one, or its last report."""
    if row.sign is not None and row.sign.level > row.level:
        return (_sign_badge(row.sign),)
    badges = tuple(alert_badge(alert) for alert in leading(row.alerts))
    return badges or (standing_badge(row.standing, day=day),)


def _sign_badge(sign: Sign) -> Badge:
    if sign.level is Level.URGENT:
        return Badge(f"Warning sign on day {sign.day}", "emergency_home", Tone.URGENT)
    return Badge(f"Asked for a call on day {sign.day}", "call", Tone.ATTENTION)
