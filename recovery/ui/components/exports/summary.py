"""What the summary file holds, to look at: the picture, the alerts and the rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from recovery.charts.numbers import days_between, percent, percent_and_range
from recovery.charts.summary import HELD_BACK, NOBODY, ShareClear, summary_alt, summary_figure
from recovery.domain.access import Visitor
from recovery.domain.catalogue import Severity
from recovery.domain.groups import Group
from recovery.domain.resolution import NEVER
from recovery.domain.wording.cohort import borrowed_by
from recovery.domain.wording.english import listed
from recovery.services.files.first_rows import FirstRows, first_rows
from recovery.services.files.splitting import read_split
from recovery.services.files.table import Code, Row, Table
from recovery.services.groups import cohorts
from recovery.services.groups.summarising import alerts
from recovery.ui.components.exports.alert_figures import alert_figures
from recovery.ui.components.exports.filters import NARROWING
from recovery.ui.components.figures import show_figure
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.text import plain
from recovery.ui.theme import is_dark

_COLUMNS: Mapping[str, str] = {
    "side_effect_name": "Side effect", "method_name": "Method", "period": "Period", "clinician": "Clinician",
    "area": "Areas", "age_band": "Age", "skin_type": "Skin type", "treatments": "Treatments", "reports": "Reports",
    "share_received_of_due": "Received of due", "ever_reported": "Ever reported",
    "peak_severity_median": "Median peak", "half_clear_day_last": "Half clear by day",
    "share_clear_by_band_end": "Clear by band's end", "evaluable_at_band_end": "Evaluable",
}  # fmt: skip
"""The columns that fit on a screen."""

_RANGES = {
    "half_clear_day_last": ("half_clear_day_low", "half_clear_day_high"),
    "share_clear_by_band_end": ("share_clear_low", "share_clear_high"),
}
"""Figures that are shown with their interval behind them."""

_SPLIT = ("period", "clinician", "area", "age_band", "skin_type")


def show_summary(visitor: Visitor, group: Group, chosen: Mapping[str, str]) -> None:
    """The share clear by the band's end, the alerts, and the rows of the file as they leave."""
    choice = read_split(group, chosen)
    found = first_rows(office(), visitor, choice=choice, now=now())
    _say_what_is_held_back(visitor, found, chosen)
    if not set(chosen) & {"by", "group"}:
        _picture(_named(found.rows, found.table))
        st.header("Alerts", anchor=False)
        alert_figures(alerts(office(), visitor, choice=choice, now=now()), guide=office().guide)
    _rows(found)


def _say_what_is_held_back(visitor: Visitor, found: FirstRows, chosen: Mapping[str, str]) -> None:
    """In a small practice a file can tell little: what to do about it, and where nothing leaves and more is seen."""
    shares = [row["share_clear_by_band_end"] for row in _named(found.rows, found.table)]
    if 2 * shares.count(Code.SUPPRESSED) <= len(shares):
        return
    more_is_seen = _cohort_tells(visitor)
    elsewhere = " The page Cohort, which stays in the practice, shows more." if more_is_seen else ""
    st.info(
        f"A file may not tell of few people: where fewer than {found.table.limit} had a side effect, did not have it, "
        "or were not clear by its band's end, the others are held back with them."
        f"{holds_back_less(chosen)}{elsewhere}",
        title="Most of this file is held back",
        icon=":material/visibility_off:",
    )
    if more_is_seen:
        st.page_link(page_of("cohort"), label="See the figures on Cohort", icon=":material/groups:")


def _cohort_tells(visitor: Visitor) -> bool:
    """Whether the page of groups has any figure to show of all treatments."""
    whole = cohorts.everything(office(), visitor, now=now())
    glances = cohorts.cohort(office(), visitor, group=whole).glances.values()
    return any(glance.ever is not None for glance in glances)


def holds_back_less(chosen: Mapping[str, str]) -> str:
    """What of a choice would hold back less if it were taken back, as a sentence; nothing where nothing would."""
    ways = {"a longer period": ("since", "until"), "fewer splits": ("by", "group"), "fewer filters": NARROWING}
    left = [way for way, names in ways.items() if set(names) & set(chosen)]
    return f" {listed(left)} would hold back less." if left else ""


def _picture(rows: Sequence[Mapping[str, Any]]) -> None:
    st.header("Share clear by the band's end", anchor=False)
    shares = [share_of(row) for row in rows]
    if all(each.share is None for each in shares):
        st.caption(f"All of it is {SO_THAT_NOBODY_IS_FOUND}, or nobody had any side effect.")
        return
    st.caption(
        "Of treatments that had it, estimated from all reports of them; the bar and the brackets say within which it "
        "may lie, and n is how many had it."
    )
    catalogue = office().guide.catalogue
    methods = [method.name for method in catalogue.methods]
    show_figure("summary", summary_figure(shares, methods=methods, dark=is_dark()), alt=summary_alt(shares))
    borrowing = [method.slug for method in catalogue.methods if method.name in {s.method for s in shares if s.borrowed}]
    if borrowing:
        st.caption(plain(borrowed_by(borrowing, catalogue, bands="Bands are")))
    if any(each.share is None and each.why == HELD_BACK for each in shares):
        st.caption(f"Some rows are {SO_THAT_NOBODY_IS_FOUND}, be it of those who had it, were clear, or were not.")


SO_THAT_NOBODY_IS_FOUND = "held back, so that no small number can be worked out"


def share_of(row: Mapping[str, Any]) -> ShareClear:
    """A row of the summary as its picture shows it, with what is held back."""
    share = _number(row["share_clear_by_band_end"])
    return ShareClear(
        side_effect=row["side_effect_name"],
        method=row["method_name"],
        share=share,
        ever=0 if share is None else int(row["ever_reported"]),
        known=0 if share is None else int(row["evaluable_at_band_end"]),
        low=_number(row["share_clear_low"]),
        high=_number(row["share_clear_high"]),
        why=NOBODY if row["share_clear_by_band_end"] is Code.NOT_APPLICABLE else HELD_BACK,
        borrowed=row["band_borrowed"] is True,
    )


def _rows(found: FirstRows) -> None:
    st.header("The rows of the summary", anchor=False)
    if len(found.rows) < found.total:
        st.caption(f"The first {len(found.rows)} of some {found.total:,}; the file has all of them, and more columns.")
    else:
        st.caption("What is held back of few people is held back here too. The file has more columns.")
    named = _named(found.rows, found.table)
    told = [_told_with_ranges(row, found.table) for row in named]
    used = [name for name in _COLUMNS if name not in _SPLIT or {row[name] for row in told} - {"all"}]
    frame = pd.DataFrame({_COLUMNS[name]: [row[name] for row in told] for name in used})
    st.dataframe(frame, hide_index=True, key="summary", alt="The summary, a row a side effect, method and group")


def _named(rows: Sequence[Row], table: Table) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _number(cell: object) -> float | None:
    return None if cell is None or isinstance(cell, Code) else float(str(cell))


def _told_with_ranges(row: Mapping[str, Any], table: Table) -> dict[str, str]:
    told = {name: _told(name, cell, table) for name, cell in row.items()}
    for name, (low, high) in _RANGES.items():
        if not isinstance(row[name], Code):
            told[name] = _with_range(name, float(row[name]), _number(row[low]), _number(row[high]))
    return told


def _with_range(name: str, figure: float, low: float | None, high: float | None) -> str:
    first, last = figure if low is None else low, NEVER if high is None else high  # a day beyond the reports is no cell
    if name.startswith("share_"):
        return "{} ({})".format(*percent_and_range(figure, first, last))
    return f"{figure:.4g} ({days_between(first, last)})"


def _told(name: str, cell: Any, table: Table) -> str:
    if isinstance(cell, Code):
        return table.text_of(cell)
    if name == "peak_severity_median":
        return Severity(cell).word
    if isinstance(cell, float):
        return percent(cell) if name.startswith("share_") else f"{cell:.4g}"
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)
