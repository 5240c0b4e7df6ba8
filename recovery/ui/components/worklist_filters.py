"""Choosing a list and what of it to see, with how many treatments each choice would leave."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from recovery.domain.rules import Rule
from recovery.domain.wording import rule_in_words
from recovery.domain.worklist import Choice, Counts, View
from recovery.ui.components.paging import first_page
from recovery.ui.components.worklist_choice import (
    LEVELS,
    MINE,
    UNTAKEN,
    choice_from,
    choice_in_address,
    put_in_address,
    shown_parts,
)
from recovery.ui.session import get, office, put
from recovery.ui.text import plain

_VIEWS = {View.NEEDS: "Needs someone", View.PUT_OFF: "Put off", View.ALL: "All open"}


def choose_view(counts: Mapping[View, int]) -> None:
    """The three lists with their lengths; the one that the address names is marked."""
    put("worklist_view", choice_in_address().view)
    st.segmented_control(
        "Which list?",
        list(_VIEWS),
        format_func=lambda view: f"{_VIEWS[view]} ({counts[view]:,})",
        key="worklist_view",
        required=True,
        label_visibility="collapsed",
        on_change=_take_view,
    )


def choose_filters(choice: Choice, counts: Counts) -> None:
    """Chips for mine, untaken and level; rule and side effect beside them. What would leave nobody is not offered."""
    put("worklist_show", shown_parts(choice))
    chips = {
        MINE: ("Mine", counts.mine),
        UNTAKEN: ("Nobody has it", counts.untaken),
        **{name: (level.word, counts.levels.get(level, 0)) for name, level in LEVELS.items()},
    }
    st.pills(
        "Show only",
        [name for name, (_, count) in chips.items() if count or name in shown_parts(choice)],
        format_func=lambda name: f"{chips[name][0]} ({chips[name][1]:,})",
        selection_mode="multi",
        key="worklist_show",
        label_visibility="collapsed",
        on_change=_take_shown,
    )
    with st.container(key="worklist_reasons"), st.grid(2, min_column_width=150):
        _choose_rule(choice, counts)
        _choose_side_effect(choice, counts)


def clear_filters() -> None:
    """Show the whole list again."""
    _go(choice_in_address().without_filters())


def _choose_rule(choice: Choice, counts: Counts) -> None:
    put("worklist_rule", choice.rule)
    rules = office().guide.rules
    st.selectbox(
        "Reason",
        [rule for rule in Rule if rule in counts.rules or rule is choice.rule],
        index=None,
        format_func=lambda rule: f"{rule_in_words(rule, rules)} ({counts.rules.get(rule, 0):,})",
        placeholder="Any reason",
        key="worklist_rule",
        label_visibility="collapsed",
        on_change=_take_reasons,
    )


def _choose_side_effect(choice: Choice, counts: Counts) -> None:
    put("worklist_effect", choice.side_effect)
    catalogue = office().guide.catalogue
    offered = [effect.slug for effect in catalogue.side_effects]
    st.selectbox(
        "Side effect",
        [slug for slug in offered if slug in counts.side_effects or slug == choice.side_effect],
        index=None,
        format_func=lambda slug: f"{plain(catalogue.side_effect(slug).name)} ({counts.side_effects.get(slug, 0):,})",
        placeholder="Any side effect",
        key="worklist_effect",
        label_visibility="collapsed",
        on_change=_take_reasons,
    )


def _take_view() -> None:
    _go(Choice(get("worklist_view")))


def _take_shown() -> None:
    shown = {"show": ",".join(get("worklist_show"))}
    chosen = choice_from(shown, office().guide.catalogue)
    _go(replace(choice_in_address(), mine=chosen.mine, untaken=chosen.untaken, levels=chosen.levels))


def _take_reasons() -> None:
    _go(replace(choice_in_address(), rule=get("worklist_rule"), side_effect=get("worklist_effect")))


def _go(choice: Choice) -> None:
    put_in_address(choice)
    first_page()
