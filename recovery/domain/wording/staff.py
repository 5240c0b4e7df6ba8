"""Staff accounts and sessions in words."""

from collections.abc import Collection
from datetime import datetime, timedelta

from recovery.domain.access import Role
from recovery.domain.staff import STAFF_ROLES, State
from recovery.domain.wording.badges import Badge, Tone
from recovery.domain.wording.english import capital, counted, joined

OPENS_HERE_ONLY = (
    "This address opens on this computer only. For others, set RECOVERY_ADDRESS (docs/going-live.md) and make a "
    "new link."
)

JUST_NOW = timedelta(minutes=2)
"""The last use of a session is kept to the minute."""


def roles_in_words(roles: Collection[Role]) -> str:
    """Such as "Clinician and manager"."""
    return capital(joined([role.value for role in STAFF_ROLES if role in roles]))


def state_badge(state: State, *, link_until: datetime | None, now: datetime) -> Badge:
    """Whether somebody can sign in; of the invited, whether their link still works."""
    if state is State.ACTIVE:
        return Badge("Active", "check", Tone.GOOD)
    if state is State.DISABLED:
        return Badge("Disabled", "block", Tone.QUIET)
    works = link_until is not None and link_until > now
    return Badge("Invited", "mail", Tone.STEADY) if works else Badge("Invited, no link", "link_off", Tone.ATTENTION)


def used(moment: datetime, *, now: datetime) -> str:
    """How long ago a session was used last: "just now", "14 minutes ago", "3 hours ago"."""
    ago = now - moment
    if ago < JUST_NOW:
        return "just now"
    minutes = int(ago.total_seconds() // 60)
    return f"{counted(minutes, 'minute') if minutes < 60 else counted(minutes // 60, 'hour')} ago"  # noqa: PLR2004


def invitation_words(*, name: str, clinic: str, address: str, until: str, is_new: bool) -> str:
    """What to send along with a link: by a way that reaches nobody else."""
    does = "join" if is_new else "choose a new password"
    alone = f"It works once, until {until}, and is for you alone:"
    return f"Hello {name}, this is your link to {does} at {clinic}. {alone}\n{address}"
