"""What is most urgent of an open treatment, as the list of all of them shows it."""

from recovery.domain.catalogue import Catalogue
from recovery.domain.filing import OpenTreatment, Sign
from recovery.domain.level import Level
from recovery.domain.wording.alerts import alert_badge, reason
from recovery.domain.wording.badges import Badge, Tone, standing_badge
from recovery.domain.worklist import leading


def open_badges(row: OpenTreatment, *, day: int) -> tuple[Badge, ...]:
    """What is most urgent of an open treatment on day `day`: alerts, a sign without one, or its last report."""
    sign = _unheard(row)
    if sign is not None:
        return (_sign_badge(sign),)
    badges = tuple(alert_badge(alert) for alert in leading(row.alerts))
    return badges or (standing_badge(row.standing, day=day),)


def open_reasons(row: OpenTreatment, catalogue: Catalogue, *, day: int) -> tuple[str, ...]:
    """Why each of these badges is there, where an alert gives it; a sign says so itself."""
    leads = () if _unheard(row) else leading(row.alerts)
    return tuple(reason(alert, catalogue, today=day) for alert in leads)


def _unheard(row: OpenTreatment) -> Sign | None:
    """The sign that is more urgent than every alert."""
    return row.sign if row.sign is not None and row.sign.level > row.level else None


def _sign_badge(sign: Sign) -> Badge:
    if sign.level is Level.URGENT:
        return Badge(f"Warning sign on day {sign.day}", "emergency_home", Tone.URGENT)
    return Badge(f"Asked for a call on day {sign.day}", "call", Tone.ATTENTION)
