"""The file: in which format, about how long, and the way to it."""

from collections.abc import Mapping

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.groups import Group
from recovery.domain.wording.english import counted
from recovery.errors import InvalidInput
from recovery.services.files.estimating import BYTES_A_ROW, Estimate, estimate
from recovery.services.files.export import Kind
from recovery.services.files.formats import MANY, WRITERS, Format
from recovery.services.files.workbook import MOST_ROWS
from recovery.services.rows import row_exports
from recovery.ui.components.exports.choice import file_address, put_in_address
from recovery.ui.components.exports.progress import was_asked_for
from recovery.ui.session import now, office, put

_UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "KB"))

SLOW_IN_EXCEL = 100_000
"""Rows from which a workbook keeps people waiting (ours): a core takes some five seconds, a busy one far longer."""


def choose_file(visitor: Visitor, kind: Kind, group: Group, chosen: Mapping[str, str]) -> None:
    """The formats, what the file will hold, and the button that takes it; why there is none where it is refused."""
    if kind is Kind.DEIDENTIFIED and not _may_leave(visitor, group):
        return
    form = _choose_format()
    writer = WRITERS[form]
    st.caption(f"{writer.name}: {writer.holds}. {_about(visitor, kind, group, form)}".strip())
    if kind is Kind.IDENTIFIED:
        label, icon = "Say what for, and download", ":material/fact_check:"
    else:
        label, icon = f"Download {kind.slug}.{form}", ":material/download:"
    with st.container(horizontal=True):
        st.link_button(
            label, file_address(kind, form, chosen), key="download", type="primary", icon=icon, on_click=was_asked_for
        )
        if kind is Kind.SUMMARY and form not in MANY:
            st.link_button(
                f"Download alerts.{form}", file_address(Kind.ALERTS, form, chosen), key="download_alerts",
                icon=":material/download:", on_click=was_asked_for,
            )  # fmt: skip


def _may_leave(visitor: Visitor, group: Group) -> bool:
    """Whether rows without names would come if they were asked for; says why where they would not."""
    try:
        row_exports.deidentified(office(), visitor, group=group, now=now())
    except InvalidInput as error:
        st.info(str(error), icon=":material/group_off:")
        return False
    return True


def _choose_format() -> Format:
    asked = st.query_params.get("format", "")
    put("format", asked if asked in set(Format) else Format.ZIP.value)
    chosen = st.segmented_control(
        "Format", [form.value for form in Format], required=True, key="format",
        format_func=lambda value: WRITERS[Format(value)].name, on_change=put_in_address, args=("format",),
    )  # fmt: skip
    return Format(chosen or Format.ZIP)


def _about(visitor: Visitor, kind: Kind, group: Group, form: Format) -> str:
    if kind not in BYTES_A_ROW:
        return "Some kilobytes, in seconds."
    found = estimate(office(), visitor, kind=kind, group=group)
    if form is Format.XLSX and found.rows > MOST_ROWS:
        return f"**{found.rows:,} rows are more than Excel shows ({MOST_ROWS:,}).** Take another format or less."
    return _in_words(found, form, at_most=kind is Kind.DEIDENTIFIED)


def _in_words(found: Estimate, form: Format, *, at_most: bool) -> str:
    about = "At most" if at_most else "About"
    said = f"{about} {found.rows:,} rows of {counted(found.reports, 'report')}, {_size(found.size[form])}."
    if form is Format.XLSX and found.rows > SLOW_IN_EXCEL:
        return (
            f"{said} It is put together first: it may be minutes before anything comes. The other formats come at once."
        )
    return said


def _size(size: float) -> str:
    for unit, name in _UNITS:
        if size >= unit:
            return f"some {size / unit:,.0f} {name}"
    return "less than a kilobyte"
