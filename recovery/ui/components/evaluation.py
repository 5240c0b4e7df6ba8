"""When alerts were last computed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.clinic import Clinic
from recovery.domain.wording import on_date


def evaluation_line(clinic: Clinic, computed_at: datetime | None) -> None:
    """When every open recovery was last judged, on the clinic's clock; or why there are no alerts."""
    if not clinic.watched:
        st.write("The clinic says that nobody looks at reports regularly, so no alerts are computed.")
    elif computed_at is None:
        st.write("Alerts have not been computed yet. That happens soon after the start, and every few minutes then.")
    else:
        local = computed_at.astimezone(ZoneInfo(clinic.time_zone))
        st.write(f"Alerts were last computed on {on_date(local.date())} at {local:%H:%M}, and with each report.")
