"""Choosing a list and what of it to see, with how many treatments each choice would leave."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from recovery.domain.rules import Rule
from recovery.domain.wording import rule_in_words
from recovery.domain.worklist import Choice, Counts, View
from recovery.ui.components.paging import first_page
from recovery.ui.components.worklist.choice import (
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

_CHIPS = {
    MINE: "Mine, or mine to take",
    UNTAKEN: "Nobody has it",
    **{name: level.word for name, level in LEVELS.items()},
}
"""Mine to take: what nobody has, of the visitor's own patients. It counts among both, so its label says so."""

_OPEN = "worklist_filters_open"
"""Whether a phone shows the filters; wider screens show them always (worklist_style.py)."""


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
    """Chips for mine, untaken and level; rule and side effect. A phone shows them on demand, behind what is set.

    What would leave nobody is not offered.
    """
    open_now = bool(get(_OPEN))
    st.button(
        f"{'Hide' if open_now else 'Show'} filters{_set(choice)}",
        key="worklist_fold",
        icon=":material/filter_alt:",
        on_click=_fold,
        type="tertiary",
    )
    with st.container(key=f"worklist_filters_{'open' if open_now else 'folded'}", gap="small"):
        _choose_shown(choice, counts)
        with st.container(key="worklist_reasons"), st.grid(2, min_column_width=150):
            _choose_rule(choice, counts)
            _choose_side_effect(choice, counts)


def _fold() -> None:
    put(_OPEN, value=not get(_OPEN))


def _set(choice: Choice) -> str:
    """The filters that are set, in words."""
    guide = office().guide
    said = [_CHIPS[part] for part in shown_parts(choice)]
    said += [rule_in_words(choice.rule, guide.rules)] if choice.rule else []
    said += [plain(guide.catalogue.side_effect(choice.side_effect).name)] if choice.side_effect else []
    return f": {', '.join(said)}" if said else ""


def _choose_shown(choice: Choice, counts: Counts) -> None:
    put("worklist_show", shown_parts(choice))
    leaves = {
        MINE: counts.mine,
        UNTAKEN: counts.untaken,
        **{name: counts.levels.get(level, 0) for name, level in LEVELS.items()},
    }
    st.pills(
        "Show only",
        [name for name, count in leaves.items() if count or name in shown_parts(choice)],
        format_func=lambda name: f"{_CHIPS[name]} ({leaves[name]:,})",
        selection_mode="multi",
        key="worklist_show",
        label_visibility="collapsed",
        on_change=_take_shown,
    )


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
