"""What the last verification of the trail said."""

from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.clinic import Clinic
from recovery.domain.wording import at_time
from recovery.store.trail_checks import Verdict

HOW = "On the server: `python -m recovery audit verify`"


def trail_line(clinic: Clinic, verdict: Verdict | None) -> None:
    """Whether the trail of who did what was whole when it was last verified, and how to verify it."""
    if verdict is None:
        st.caption(f"The trail of who did what has not been verified yet. {HOW}")
        return
    when = at_time(verdict.checked_at.astimezone(ZoneInfo(clinic.time_zone)))
    if verdict.is_whole:
        st.caption(f"Verified on {when}: {verdict.rows:,} rows, each as it was written. {HOW}")
    else:
        said = f"Verified on {when}: row {verdict.broken_seq} is broken, {verdict.why}."
        keep = "Keep a copy of the database as it is, and compare with the backups."
        st.error(f"{said} {keep}", title="The trail is broken", icon=":material/gpp_bad:")
