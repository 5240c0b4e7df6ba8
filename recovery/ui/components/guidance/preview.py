"""What a change would have meant over the past 90 days, as a sentence, a picture and a table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from recovery.charts.preview import AlertCounts, preview_alt, preview_figure
from recovery.domain.preview import PREVIEW_DAYS, Preview, of_level, of_rule
from recovery.domain.rules import Rules
from recovery.domain.wording import on_date
from recovery.ui.components.figures import show_figure
from recovery.ui.theme import is_dark


@contextmanager
def telling_progress() -> Iterator[Callable[[int, int], None]]:
    """A bar that shows how many treatments were looked at, gone at the end, be it an error."""
    bar = st.progress(0.0, text="Looking at the past 90 days …")

    def tell(done: int, total: int) -> None:
        bar.progress(done / max(total, 1), text=f"Looking at treatments: {done:,} of {total:,}")

    try:
        yield tell
    finally:
        bar.empty()


def show_preview(preview: Preview, rules: Rules) -> None:
    """How many alerts there would have been, beside today's."""
    st.header("What it would have done", anchor=False)
    if not preview.treatments:
        st.info(
            f"No report came in the past {PREVIEW_DAYS} days, so there is nothing to try the change on. It can be put "
            "in force all the same.",
            icon=":material/info:",
        )
        return
    st.write(_sentence(preview))
    if preview.rules:
        counts = [
            AlertCounts(rules[rule].name, of_rule(preview.today, rule), of_rule(preview.proposed, rule))
            for rule in preview.rules
        ]
        show_figure("guidance_preview", preview_figure(counts, dark=is_dark()), alt=preview_alt(counts))
        _table(preview)
    st.caption(
        "Counted as if each guidance had been in force all the time, somebody had looked at every report, and each "
        "alert had been closed before the next reason came."
    )


def _sentence(preview: Preview) -> str:
    before, after = preview.today.total(), preview.proposed.total()
    more = "as many" if before == after else f"{abs(after - before):,} {'more' if after > before else 'fewer'}"
    period = f"{on_date(preview.period.since)} to {on_date(preview.period.until)}"
    of = f"{preview.treatments:,} treatment{'' if preview.treatments == 1 else 's'} with reports"
    return f"From {period}, over {of}: {before:,} alerts by today's guidance, **{after:,} with the change**, {more}."


def _table(preview: Preview) -> None:
    levels = preview.levels
    table = pd.DataFrame(
        {
            "Level": [*(level.word for level in levels), "All"],
            "Today": [*(of_level(preview.today, level) for level in levels), preview.today.total()],
            "With the change": [*(of_level(preview.proposed, level) for level in levels), preview.proposed.total()],
        }
    )
    st.dataframe(table, hide_index=True, key="guidance_levels", alt="Alerts by level, today and with the change")
