"""What the last verification of the trail said, and verifying it now."""

from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.wording.english import at_time, counted
from recovery.services.overseeing import Verified, last_verification, verify_now
from recovery.store.trail_checks import Verdict
from recovery.ui.session import now, office

_KEEP = "Keep a copy of the database as it is, and compare with the backups."


def trail_line(visitor: Visitor) -> None:
    """Whether the trail of who did what was whole when it was last verified, and a button that verifies it."""
    said = st.container()
    if st.button("Verify now", key="verify_trail", icon=":material/verified_user:"):
        _verify(visitor)
    shown = last_verification(office(), visitor)
    with said:
        if not _is_broken(shown):
            st.caption(_well(shown))


def warn_of_trail(visitor: Visitor) -> None:
    """That the trail is broken, if it is: whoever broke it would rather that nobody looked there."""
    _is_broken(last_verification(office(), visitor))


def trail_in_short(visitor: Visitor) -> None:
    """The same line below what `warn_of_trail` said on the same page."""
    shown = last_verification(office(), visitor)
    st.caption(_well(shown) if _breach(shown) is None else "Not as it was written: see the top of this page.")


def _is_broken(shown: Verified) -> bool:
    breach = _breach(shown)
    if breach is None:
        return False
    title, said = breach
    st.error(f"{said} {_KEEP}", title=title, icon=":material/gpp_bad:")
    return True


def _breach(shown: Verified) -> tuple[str, str] | None:
    """What is wrong with the trail, as a title and a sentence; None when nothing is known to be."""
    verdict = shown.verdict
    if verdict is None:
        return None
    if shown.rows < verdict.rows:
        said = f"{counted(verdict.rows, 'row')} stood in it on {_when(shown, verdict)}, and {shown.rows:,} do now."
        return "The trail was cut off", said
    if verdict.is_whole:
        return None
    said = f"Verified on {_when(shown, verdict)}: row {verdict.broken_seq} is broken, {verdict.why}."
    return "The trail is broken", said


def _well(shown: Verified) -> str:
    if shown.verdict is None:
        return "The trail of who did what has not been verified yet. It is, once a day."
    return _whole(shown, shown.verdict)


def _verify(visitor: Visitor) -> None:
    bar = st.progress(0.0, "Verifying the trail")

    def tell(done: int, total: int) -> None:
        bar.progress(min(1.0, done / total), "Verifying the trail")

    verify_now(office(), visitor, now=now(), progress=tell)
    bar.empty()


def _whole(shown: Verified, verdict: Verdict) -> str:
    later = shown.rows - verdict.rows
    since = f"; {later:,} written since" if later else ""
    return f"Verified on {_when(shown, verdict)}: {counted(verdict.rows, 'row')}, each as it was written{since}."


def _when(shown: Verified, verdict: Verdict) -> str:
    return at_time(verdict.checked_at.astimezone(ZoneInfo(shown.clinic.time_zone)))
