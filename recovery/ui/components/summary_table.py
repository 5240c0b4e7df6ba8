"""The rows of a summary as people read them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.summary import SummaryRow

_SHARE = st.column_config.NumberColumn(format="%.0f %%")


def summary_table(rows: Sequence[SummaryRow], catalogue: Catalogue) -> None:
    """A row a side effect and method; empty where there is nothing to count."""
    table = pd.DataFrame(
        {
            "Side effect": [catalogue.side_effect(row.side_effect).name for row in rows],
            "Method": [catalogue.method(row.method).name for row in rows],
            "Treatments": [row.treatments for row in rows],
            "Reports": [row.reports for row in rows],
            "Ever reported": [_percent(row.share_ever) for row in rows],
            "Median peak": [row.median_peak for row in rows],
            "Clear by band's end": [_percent(row.share_clear) for row in rows],
            "Evaluable": [row.evaluable for row in rows],
            "Received of due": [_percent(row.share_received) for row in rows],
        }
    )
    shares = dict.fromkeys(("Ever reported", "Clear by band's end", "Received of due"), _SHARE)
    st.dataframe(
        table,
        hide_index=True,
        column_config=shares,
        placeholder="–",
        key="summary",
        alt="The summary, a row a side effect and method",
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
