"""What of the worklist one wants to see, as it stands in the address."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.worklist import Choice, View
from recovery.ui.session import office

Named = TypeVar("Named", bound=StrEnum)

KEYS = ("view", "show", "rule", "effect")
"""The parts of the address that say what is shown, beside the page's number."""

MINE, UNTAKEN = "mine", "untaken"

LEVELS = {level.name.lower(): level for level in sorted(Level, reverse=True) if level is not Level.NONE}
"""Levels as they stand in addresses, the highest first."""


def choice_from(query: Mapping[str, str], catalogue: Catalogue) -> Choice:
    """The choice in an address; what is no choice there is passed over."""
    shown = query.get("show", "").split(",")
    rule, effect = query.get("rule", ""), query.get("effect", "")
    known = {each.slug for each in catalogue.side_effects}
    return Choice(
        view=_one_of(View, query.get("view", "")) or View.NEEDS,
        mine=MINE in shown,
        untaken=UNTAKEN in shown,
        levels=frozenset(level for name, level in LEVELS.items() if name in shown),
        rule=_one_of(Rule, rule),
        side_effect=effect if effect in known else None,
    )


def shown_parts(choice: Choice) -> list[str]:
    """The filters of the chip row that are set."""
    levels = [name for name, level in LEVELS.items() if level in choice.levels]
    return [MINE] * choice.mine + [UNTAKEN] * choice.untaken + levels


def as_query(choice: Choice) -> dict[str, str]:
    """A choice as it stands in an address."""
    parts = {
        "view": choice.view.value,
        "show": ",".join(shown_parts(choice)),
        "rule": choice.rule.value if choice.rule else "",
        "effect": choice.side_effect or "",
    }
    return {key: value for key, value in parts.items() if value}


def choice_in_address() -> Choice:
    """What the address asks for."""
    return choice_from(st.query_params, office().guide.catalogue)


def list_come_from() -> Choice:
    """The list that a patient's page was opened from: all open recoveries when the address names none."""
    return choice_in_address() if "view" in st.query_params else Choice(View.ALL)


def put_in_address(choice: Choice) -> None:
    """Let the address ask for this from now on."""
    query = as_query(choice)
    for key in KEYS:
        if key in query and query[key] != View.NEEDS.value:
            st.query_params[key] = query[key]
        elif key in st.query_params:
            del st.query_params[key]


def _one_of(kind: type[Named], text: str) -> Named | None:
    return kind(text) if text in {each.value for each in kind} else None
