"""What is most urgent of an open treatment, as the list of all of them shows it."""

from recovery.domain.filing import OpenTreatment, Sign
from recovery.domain.level import Level
from recovery.domain.wording.alerts import level_badge
from recovery.domain.wording.badges import Badge, Tone, standing_badge


def open_badge(row: OpenTreatment, *, day: int) -> Badge:
    """What is most urgent of an open treatment on day `day`: alert, sign without an alert, or its last report."""
    if row.sign is not None and row.sign.level > row.level:
        return _sign_badge(row.sign)
    return level_badge(row.level) if row.level else standing_badge(row.standing, day=day)


def _sign_badge(sign: Sign) -> Badge:
    if sign.level is Level.URGENT:
        return Badge(f"Warning sign on day {sign.day}", "emergency_home", Tone.URGENT)
    return Badge(f"Asked for a call on day {sign.day}", "call", Tone.ATTENTION)
