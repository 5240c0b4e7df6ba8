"""That a session is about to end, in words."""

from datetime import timedelta

from recovery.domain.wording.english import counted


def about_to_end(left: timedelta, *, can_stay: bool) -> str:
    """When it ends, and what becomes of what is typed."""
    minutes = round(left.total_seconds() / 60)
    when = f"in {counted(minutes, 'minute')}" if minutes else "in less than a minute"
    if can_stay:
        return f"You will be signed out {when}, because nobody has clicked here for a while."
    return f"You will be signed out {when}: a session lasts no longer. What you have typed is kept until you are back."
