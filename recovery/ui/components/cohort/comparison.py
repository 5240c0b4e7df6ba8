"""Two to four groups beside each other: methods, clinicians, or periods that follow each other."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from recovery.charts.contrast import Compared as Labelled
from recovery.charts.contrast import contrast_alt, contrast_figure
from recovery.charts.differences import Difference, differences_alt, differences_figure
from recovery.charts.points import points_alt, points_figure
from recovery.domain.access import Visitor
from recovery.domain.catalogue import Catalogue
from recovery.domain.cohort_bands import GroupBand
from recovery.domain.cohort_choice import LEAST_GROUPS, MOST_GROUPS, PERIODS, CohortChoice, ComparedBy
from recovery.domain.groups import Group
from recovery.domain.identifiers import as_text
from recovery.domain.wording.cohort import GROUPS_DIFFER, group_name, too_few_to_compare
from recovery.services.groups.cohorts import Compared, compared
from recovery.ui.components.cohort.address import change_choice
from recovery.ui.components.cohort.parts import COMPARE
from recovery.ui.components.cohort.pictures import Around, picture, say_borrowed
from recovery.ui.components.cohort.wait import working_out
from recovery.ui.session import get, now, office, put
from recovery.ui.text import plain
from recovery.ui.theme import is_dark

_BY = {ComparedBy.METHOD: "Methods", ComparedBy.CLINICIAN: "Clinicians", ComparedBy.PERIOD: "Periods"}

_PERIODS = {
    "half_years": "The last half year and the one before",
    "quarters": "The last four three-month periods",
    "years": "The last year and the one before",
}
"""Up to the last month chosen, counted back from it."""


def comparison(visitor: Visitor, around: Around, *, catalogue: Catalogue, staff: Mapping[int, str]) -> None:
    """What to compare, and once there are two groups, their pictures with the warning that groups differ."""
    choice = around.choice
    st.header("Compare groups", anchor=COMPARE)
    st.caption("Everything else that is chosen above holds for each group.")
    _choose(choice, catalogue, staff)
    with working_out(*choice.compared(around.everything)):
        found = compared(office(), visitor, choice=choice, now=now())
    if found.band is not None and choice.compare is not None:
        name = catalogue.side_effect(choice.side_effect).name
        if sum(bool(recovered.curve) for _, recovered in found.groups) < LEAST_GROUPS:
            limit = office().settings.small_cell_limit
            st.info(plain(too_few_to_compare(name, limit=limit)), icon=":material/group_off:")
        else:
            _show(found, found.band, around, _namer(choice.compare, catalogue, staff), name=name)
    elif choice.compare is not None:
        st.caption(f"Choose {LEAST_GROUPS} to {MOST_GROUPS} of them.")


def _choose(choice: CohortChoice, catalogue: Catalogue, staff: Mapping[int, str]) -> None:
    put("cohort_by", choice.compare)
    st.segmented_control(
        "Compare",
        list(_BY),
        format_func=_BY.__getitem__,
        key="cohort_by",
        label_visibility="collapsed",
        on_change=_take_by,
        args=([method.slug for method in catalogue.methods], [as_text(who) for who in staff]),
    )
    if choice.compare is ComparedBy.PERIOD:
        _choose_periods(choice)
    elif choice.compare is not None:
        _choose_groups(choice, _options(choice.compare, catalogue, staff))


def _take_by(methods: Sequence[str], clinicians: Sequence[str]) -> None:
    """Begin with groups that can be compared at once: the first ones of the list."""
    first = {ComparedBy.METHOD: methods, ComparedBy.CLINICIAN: clinicians, ComparedBy.PERIOD: list(PERIODS)[:1]}
    by = get("cohort_by")
    change_choice(compare=by, among=tuple(first[by][:LEAST_GROUPS]) if by else ())


def _options(by: ComparedBy, catalogue: Catalogue, staff: Mapping[int, str]) -> dict[str, str]:
    if by is ComparedBy.METHOD:
        return {method.slug: method.name for method in catalogue.methods}
    return {as_text(who): name for who, name in staff.items()}


def _choose_groups(choice: CohortChoice, options: Mapping[str, str]) -> None:
    put("cohort_among", [each for each in choice.among if each in options])
    st.multiselect(
        f"{LEAST_GROUPS} to {MOST_GROUPS} groups",
        list(options),
        format_func=options.__getitem__,
        max_selections=MOST_GROUPS,
        select_all=False,
        placeholder="Choose groups",
        key="cohort_among",
        label_visibility="collapsed",
        on_change=_take_groups,
    )


def _take_groups() -> None:
    change_choice(among=tuple(get("cohort_among")))


def _choose_periods(choice: CohortChoice) -> None:
    put("cohort_periods", choice.among[0] if choice.among else next(iter(_PERIODS)))
    st.selectbox(
        "Periods",
        list(_PERIODS),
        format_func=_PERIODS.__getitem__,
        key="cohort_periods",
        label_visibility="collapsed",
        on_change=_take_periods,
    )


def _take_periods() -> None:
    change_choice(among=(get("cohort_periods"),))


def _namer(by: ComparedBy, catalogue: Catalogue, staff: Mapping[int, str]) -> Callable[[Group], str]:
    return lambda group: group_name(group, by, catalogue, staff)


def labelled(found: Compared, choice: CohortChoice, name_of: Callable[[Group], str]) -> list[Labelled]:
    """The groups under their names; methods in their own places, and marked where their band is another's."""
    if choice.compare is not ComparedBy.METHOD or found.band is None:
        return [Labelled(name_of(group), recovered) for group, recovered in found.groups]
    places = {method.slug: place for place, method in enumerate(office().guide.catalogue.methods)}
    return [
        Labelled(name_of(group), recovered, places[group.method], borrowed=group.method in found.band.borrowed)
        for group, recovered in found.groups
        if group.method is not None
    ]


def against_first(found: Compared, groups: Sequence[Labelled]) -> list[Difference]:
    """What separates each other group from the first."""
    told = [contrast for one, _, contrast in found.contrasts if one == found.groups[0][0]]
    return [Difference(*each) for each in zip(groups[1:], told, strict=True)]


def _show(found: Compared, against: GroupBand, around: Around, name_of: Callable[[Group], str], *, name: str) -> None:
    groups = labelled(found, around.choice, name_of)
    differences = against_first(found, groups)
    band, dark = against.band, is_dark()
    st.warning(GROUPS_DIFFER, icon=":material/balance:")
    if against.others:
        st.caption(f"Their bands differ: all are held against day {band.to_day}, where the last of them ends.")
    say_borrowed(against)
    curves = contrast_figure(groups, band, span=around.span, dark=dark)
    picture("contrast", curves, contrast_alt(groups, band, name=name), around)
    with st.grid(2, min_column_width=420, gap="medium"):
        with st.container(gap="small"):
            st.subheader("Each with its interval", anchor=False)
            picture("points", points_figure(groups, dark=dark), points_alt(groups, name=name), around)
        with st.container(gap="small"):
            st.subheader("What separates them", anchor=False)
            alt = differences_alt(groups[0], differences, name=name)
            picture("differences", differences_figure(groups[0], differences, dark=dark), alt, around)
