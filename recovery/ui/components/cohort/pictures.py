"""One side effect large: its severities by day, their range, and how long it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from recovery.charts.expected import expected_alt, expected_figure
from recovery.charts.fan import fan_alt, fan_figure
from recovery.charts.frame import Figure
from recovery.charts.numbers import percent
from recovery.charts.survival import clear_words, half_words, survival_alt, survival_figure
from recovery.domain.cohort import Recovered
from recovery.domain.cohort_bands import GroupBand
from recovery.domain.cohort_choice import CohortChoice
from recovery.domain.glances import Cohort, Glance
from recovery.domain.groups import Group
from recovery.domain.wording.cohort import HOW_TO_READ, borrowed_by
from recovery.domain.wording.english import capital
from recovery.ui.components.cohort.address import download_address
from recovery.ui.components.cohort.empty import AS_IN_FILES, INSIDE_ONLY, MORE_THAN_SEVERITIES, NO_DAY
from recovery.ui.components.cohort.parts import NUMBERS, PICTURES
from recovery.ui.components.figures import show_figure
from recovery.ui.components.pictures import save_row
from recovery.ui.session import office
from recovery.ui.text import plain
from recovery.ui.theme import is_dark

SHORTEST_SPAN = 14
"""Days that an axis shows at least: two weeks, in which most recoveries lie (ours)."""


@dataclass(frozen=True)
class Around:
    """What all pictures of a page share: the choice, of what all, the last day of the axis, and the group in words.

    The words stand below saved pictures and name no clinician.
    """

    choice: CohortChoice
    everything: Group
    span: int
    of: str


def span_of(glances: Sequence[Glance]) -> int:
    """The last day of the axis that all pictures of a page share: of the last day with a report, and of the bands."""
    days = [day.day for glance in glances for day in glance.course.days]
    return max([SHORTEST_SPAN, *days, *(glance.band.band.to_day for glance in glances if not days)])


def large(shown: Cohort, found: Recovered, around: Around, *, name: str) -> None:
    """The pictures of the side effect chosen, each with its numbers and how to read it."""
    glance = shown.glances[around.choice.side_effect]
    _note_bands(glance.band)
    with st.grid(2, min_column_width=420, gap="medium"):
        with st.container(gap="small"):
            st.subheader("In numbers", anchor=NUMBERS)
            in_numbers(found)
        with st.container(gap="small"):
            st.subheader("How long it lasts", anchor=PICTURES)
            figure = survival_figure(found, glance.band.band, span=around.span, dark=is_dark())
            picture("recovered", figure, survival_alt(found, glance.band.band, name=name), around)
        if glance.course.days:
            _by_day(glance, around, name=name)
        else:
            st.info(NO_DAY if shown.has_severities else MORE_THAN_SEVERITIES, icon=":material/calendar_month:")


def _by_day(glance: Glance, around: Around, *, name: str) -> None:
    band, dark = glance.band.band, is_dark()
    with st.container(gap="small"):
        st.subheader("How severe, day by day", anchor=False)
        figure = expected_figure(glance.course, band, span=around.span, dark=dark)
        picture("expected", figure, expected_alt(glance.course, band, name=name), around)
    with st.container(gap="small"):
        st.subheader("What is usual on a day", anchor=False)
        figure = fan_figure(glance.course, band, span=around.span, dark=dark)
        picture("fan", figure, fan_alt(glance.course, band, name=name), around)


def in_numbers(found: Recovered) -> None:
    """How often, by when, and how sure: each figure with what it is of."""
    share = found.ever / found.reported if found.reported else 0
    past, end = found.past_band / found.evaluable if found.evaluable else 0, found.band_end
    lines = [
        f"**{found.ever:,} of {found.reported:,}** treatments that reported on it had it ({percent(share)})",
        f"**{capital(half_words(found))}**, of {found.ever:,} who had it",
        f"**{clear_words(found)}**, estimated from all {found.ever:,}",
    ]
    known = f"**{found.past_band:,} of {found.evaluable:,}** whose answer on day {end} is known"
    lines.append(f"{known} still reported it after that day, past the band ({percent(past)})")
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(
        f"In brackets behind a day or an estimate is how far it could be off: {RANGE_IN_WORDS}. Those still followed "
        f"count up to their last report. Whoever was last seen with it on day {end} or before, and was clear only "
        "later or stopped reporting, counts neither as clear by then nor as past the band."
    )


RANGE_IN_WORDS = "in 95 of 100 samples drawn anew from these treatments it lies between these"


def picture(name: str, figure: Figure, alt: str, around: Around) -> None:
    """A picture, how to read it, and its numbers to take along."""
    show_figure(f"cohort_{name}", figure, alt=alt, can_save=False)
    st.caption(HOW_TO_READ[name])
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"cohort_files_{name}"
    ):
        st.link_button(
            "Numbers (zip with CSV, rounded)",
            download_address(around.choice, picture=name),
            key=f"cohort_numbers_{name}",
            type="tertiary",
            icon=":material/download:",
            help=AS_IN_FILES,
        )
        save_row(f"cohort_{name}", title=alt.partition(":")[0], note=f"{around.of} · {INSIDE_ONLY}")


def _note_bands(band: GroupBand) -> None:
    if band.others:
        st.caption(
            f"Methods have different bands for it. Shown is the one that ends last, on day {band.band.to_day}; choose "
            "a method to see its own."
        )
    say_borrowed(band)


def say_borrowed(band: GroupBand) -> None:
    """Which methods are held against a band that is another's, where any are."""
    if band.borrowed:
        st.caption(plain(borrowed_by(band.borrowed, office().guide.catalogue)))
