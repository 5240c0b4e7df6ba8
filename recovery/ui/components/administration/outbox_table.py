"""The mails that went out or wait to, as a table."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from recovery.domain.mail import Kind, MailState
from recovery.services.overseeing import PAGE, Post
from recovery.store.outbox import Listed
from recovery.ui.components.paging import page_numbers

_KINDS = {Kind.ALERT: "Alert", Kind.DIGEST: "Digest", Kind.TEST: "Test"}


def outbox_table(post: Post) -> None:
    """A row a mail, the latest first: to whom and how it went, never about whom."""
    zone = ZoneInfo(post.clinic.time_zone)
    st.dataframe(
        pd.DataFrame([_cells(listed, zone) for listed in post.mails]),
        hide_index=True,
        key="outbox",
        alt="The mails, the latest first",
        column_config={
            "Attempts": st.column_config.NumberColumn(width=70),
            "State": st.column_config.TextColumn(width=230),
            "What went wrong": st.column_config.TextColumn(width=330),
        },
    )
    page_numbers(post.total, PAGE)


def _cells(listed: Listed, zone: ZoneInfo) -> dict[str, object]:
    mail = listed.mail
    return {
        "Queued": _time(mail.created_at, zone),
        "Kind": _KINDS[mail.kind],
        "Level": mail.level.word if mail.level else "",
        "To": listed.to,
        "State": _state(listed, zone),
        "Attempts": mail.attempts,
        "What went wrong": mail.failure,
    }


def _state(listed: Listed, zone: ZoneInfo) -> str:
    mail = listed.mail
    if mail.settled_at is not None:
        return f"{mail.state.capitalize()}, {_time(mail.settled_at, zone)}"
    if mail.state is MailState.WAITING and mail.attempts:
        return f"Waiting, next try {_time(listed.next_try_at, zone)}"
    return mail.state.capitalize()


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
