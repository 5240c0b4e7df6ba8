"""When alerts were last computed, and whether that was too long ago."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.clinic import Clinic
from recovery.services.alerts.evaluating import is_late
from recovery.ui.session import now


def evaluation_line(clinic: Clinic, computed_at: datetime | None) -> None:
    """When every open recovery was last judged, on the clinic's clock; or why there are no alerts."""
    if not clinic.watched:
        st.write("The clinic says that nobody looks at reports regularly, so no alerts are computed.")
    else:
        st.caption(_when(clinic, computed_at))


def warn_when_late(clinic: Clinic, computed_at: datetime | None) -> None:
    """That open recoveries should have been judged again by now, if they should, and what is missing then."""
    if is_late(clinic, computed_at, now=now()):
        st.warning(
            f"{_when(clinic, computed_at)} Who has stopped reporting since then may be missing. If this stays for more "
            "than a few minutes, whoever runs the server should look into its log.",
            title="Alerts are not up to date",
            icon=":material/update_disabled:",
        )


def _when(clinic: Clinic, computed_at: datetime | None) -> str:
    if computed_at is None:
        return "Alerts are computed with each report, and have not been computed for all open recoveries yet."
    local, day = computed_at.astimezone(ZoneInfo(clinic.time_zone)), clinic.today(computed_at)
    when = "today" if day == clinic.today(now()) else f"on {day.day} {day:%B}"
    return f"Alerts were last computed {when} at {local.hour}:{local:%M}, and with each report."
