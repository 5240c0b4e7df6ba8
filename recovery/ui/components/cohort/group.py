"""Which group is shown: in words, with how many treatments and reports, and how many of the reports due came."""

from collections.abc import Mapping

import streamlit as st

from recovery.charts.numbers import percent
from recovery.domain.access import Visitor
from recovery.domain.catalogue import Catalogue
from recovery.domain.groups import Group
from recovery.domain.wording.cohort import months_in_words, narrowed_by
from recovery.domain.wording.english import capital, counted
from recovery.services.groups.cohorts import Followed, followed
from recovery.ui.session import now, office
from recovery.ui.text import plain


def group_line(visitor: Visitor, group: Group, *, catalogue: Catalogue, staff: Mapping[int, str]) -> str:
    """Show the line; what the group is called where the picture may go elsewhere, without a clinician's name."""
    found = followed(office(), visitor, group=group, now=now())
    called = _called(group, catalogue, staff)
    st.caption(" · ".join([plain(called), *_numbers(found, limit=office().settings.small_cell_limit)]))
    return _called(group, catalogue, {})


def _called(group: Group, catalogue: Catalogue, staff: Mapping[int, str]) -> str:
    who = capital(", ".join(narrowed_by(group, catalogue, staff)) or "all treatments")
    return f"{who}, procedures of {months_in_words(group.since, group.until)}"


def _numbers(found: Followed, *, limit: int) -> list[str]:
    if 0 < found.treatments < limit:
        return [f"fewer than {limit} treatments"]
    said = [counted(found.treatments, "treatment")]
    if found.reports is not None:
        said.append(counted(found.reports, "report") + _of_due(found, found.reports))
    return said


def _of_due(found: Followed, reports: int) -> str:
    """How many of them were due; the others are told apart, or the two numbers would not fit each other."""
    if found.received is None or not found.due:
        return ""
    came = f": {found.received:,} of the {found.due:,} due daily ({percent(found.received / found.due)})"
    rest = reports - found.received
    return f"{came} and {rest:,} not due" if rest else came
