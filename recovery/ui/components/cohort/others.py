"""The other side effects small, each leading to itself large."""

from dataclasses import replace

import streamlit as st

from recovery.charts.expected import expected_alt, expected_figure
from recovery.domain.catalogue import Catalogue
from recovery.domain.cohort_choice import as_query
from recovery.domain.glances import Cohort, Glance
from recovery.domain.wording.cohort import by_days
from recovery.ui.components.cohort.parts import OTHERS
from recovery.ui.components.cohort.pictures import Around
from recovery.ui.components.figures import show_figure
from recovery.ui.navigation import page_of
from recovery.ui.text import plain
from recovery.ui.theme import is_dark

_STYLE = """
<style>[class*="st-key-cohort_other_"] [data-testid="stPageLink"] a { padding-inline: 0; text-decoration: underline; }
</style>
"""


def others(shown: Cohort, around: Around, *, catalogue: Catalogue) -> None:
    """A picture each of severities by day, on the same axis, with how many had it and by when half were clear."""
    st.html(_STYLE)
    st.header("The other side effects", anchor=OTHERS)
    with st.grid(3, min_column_width=300, gap="medium"):
        for slug, glance in shown.glances.items():
            if slug != around.choice.side_effect:
                with st.container(gap="xsmall", key=f"cohort_other_{slug}"):
                    _small(glance, around, name=catalogue.side_effect(slug).name, limit=shown.limit)


def _small(glance: Glance, around: Around, *, name: str, limit: int) -> None:
    own = replace(around.choice, side_effect=glance.side_effect)
    st.page_link(page_of("cohort"), label=plain(name), query_params=as_query(own))
    st.caption(_in_words(glance, limit=limit))
    if glance.course.days and glance.ever is not None:
        figure = expected_figure(glance.course, glance.band.band, span=around.span, dark=is_dark(), small=True)
        alt = expected_alt(glance.course, glance.band.band, name=name)
        show_figure(f"cohort_small_{glance.side_effect}", figure, alt=alt, can_save=False)


def _in_words(glance: Glance, *, limit: int) -> str:
    if glance.reported is None:
        return f"Fewer than {limit} treatments reported on it"
    if glance.ever is None:
        return f"Fewer than {limit} of {glance.reported:,} treatments had it"
    return f"Half clear by {by_days(glance.median)} · {glance.ever:,} of {glance.reported:,} treatments had it"
