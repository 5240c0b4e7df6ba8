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
        if shown.verdict is None:
            st.caption("The trail of who did what has not been verified yet. It is, once a day.")
        elif shown.rows < shown.verdict.rows:
            _cut(shown, shown.verdict)
        elif shown.verdict.is_whole:
            st.caption(_whole(shown, shown.verdict))
        else:
            _broken(shown, shown.verdict)


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


def _cut(shown: Verified, verdict: Verdict) -> None:
    said = f"{counted(verdict.rows, 'row')} stood in it on {_when(shown, verdict)}, and {shown.rows:,} do now."
    st.error(f"{said} {_KEEP}", title="The trail was cut off", icon=":material/gpp_bad:")


def _broken(shown: Verified, verdict: Verdict) -> None:
    said = f"Verified on {_when(shown, verdict)}: row {verdict.broken_seq} is broken, {verdict.why}."
    st.error(f"{said} {_KEEP}", title="The trail is broken", icon=":material/gpp_bad:")


def _when(shown: Verified, verdict: Verdict) -> str:
    return at_time(verdict.checked_at.astimezone(ZoneInfo(shown.clinic.time_zone)))
