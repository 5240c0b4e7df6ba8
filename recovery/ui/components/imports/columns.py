"""Choosing which column holds what; the headings that could be told are chosen already."""

from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.importing.guessing import OF_REDCAP, boxes, date_orders, guessed
from recovery.domain.importing.mapping import ColumnMapping, DateFormat, check_mapping
from recovery.domain.wording.english import joined
from recovery.services.imports.importing import Preview

_LONG, _WIDE, _NONE = "One side effect on one day", "One day, a column a side effect", "A treatment, without reports"

NEEDED = ("patient", "procedure_date")
_TREATMENT = (*NEEDED, "method", "areas", "clinician", "treatment", "closed_on", "due_from")
_PATIENT = ("name", "contact", "year_of_birth", "date_of_birth", "skin_type")

LABELS = {
    "patient": "Patient's code or number", "name": "Name", "contact": "Contact", "year_of_birth": "Year of birth",
    "date_of_birth": "Date of birth", "skin_type": "Skin type", "procedure_date": "Date of the procedure",
    "treatment": "What tells treatments apart", "method": "Method", "areas": "Areas treated",
    "clinician": "Clinician", "closed_on": "Closed on",
    "due_from": "Reports were asked for from",
    "day": "Day since the procedure", "date": "Date of the report", "side_effect": "Side effect",
    "severity": "Severity", "area": "Where it was worst", "note": "Note",
}  # fmt: skip

_ORDERS = {
    DateFormat.ISO: "Year first: 2026-12-31",
    DateFormat.DAY_FIRST: "Day first: 31.12.2026 or 31/12/2026",
    DateFormat.MONTH_FIRST: "Month first: 12/31/2026",
}


def choose_columns(shown: Preview, catalogue: Catalogue) -> ColumnMapping | None:
    """The mapping that the choices make; None, and all that is missing in words, until it is complete."""
    guess = guessed(shown.columns, catalogue)
    if OF_REDCAP in shown.columns:
        st.caption(
            "This is an export of REDCap. Rows of one record belong together, and those that hold nothing of the "
            "columns chosen are left alone. What its codes 1, 2, 3 stand for is asked after the first trial. Where a "
            "record has several treatments, the event tells them apart."
        )
    columns = _Columns(tuple(name for name in shown.columns if name), guess)
    kind = st.segmented_control(
        "A row is", [_LONG, _WIDE, _NONE], default=_kind(guess), required=True, key="import_row",
    )  # fmt: skip
    said = columns.of_row(kind)
    effects = columns.of_effects(catalogue) if kind == _WIDE else {}
    of_all = _for_all(said, catalogue, boxes(shown.columns))
    dates, why = _date_order(said, shown)
    missing = _missing(said, of_all) + ([] if dates else ["how dates are written"])
    if missing or dates is None:
        st.caption(f"Choose {joined(missing)} to go on{why}.")
        return None
    return check_mapping(
        ColumnMapping(
            title="Columns chosen on the page", columns=said, side_effects=effects, method=of_all.method,
            areas=of_all.areas, area_columns=of_all.area_columns, dates=dates, separator=shown.separator,
            leave_open=of_all.leave_open,
        ),
        catalogue=catalogue,
    )  # fmt: skip


def _missing(said: dict[str, str], of_all: "_ForAll") -> list[str]:
    has_areas = "areas" in said or of_all.areas or of_all.area_columns
    return [
        *([] if "patient" in said else ["the column of the patient"]),
        *([] if "procedure_date" in said else ["the column of the procedure's date"]),
        *([] if "method" in said or of_all.method else ["the method"]),
        *([] if has_areas else ["the areas"]),
    ]


def _date_order(said: dict[str, str], shown: Preview) -> tuple[DateFormat | None, str]:
    """How dates are written, and where nobody says so, why it is asked."""
    places = [shown.columns.index(said[field]) for field in ("procedure_date", "date") if field in said]
    orders: list[DateFormat] = list(DateFormat)
    fit = date_orders(row[place] for row in shown.rows for place in places)
    chosen = st.selectbox(
        "Dates are written", orders, index=orders.index(fit[0]) if len(fit) == 1 else None, key="import_dates",
        format_func=_ORDERS.__getitem__, placeholder="Choose one",
    )  # fmt: skip
    if chosen or not places:
        return chosen, ""
    return None, f": the dates of the first rows can be read in {'more than one way' if fit else 'none of these ways'}"


def _kind(guess: dict[str, str]) -> str:
    if {"side_effect", "severity"} <= set(guess):
        return _LONG
    return _WIDE if any(field.startswith("severity ") for field in guess) else _NONE


class _Columns:
    """The headings to choose from, and what was guessed of them."""

    def __init__(self, names: tuple[str, ...], guess: dict[str, str]) -> None:
        self.names, self.guess = names, guess

    def of_row(self, kind: str) -> dict[str, str]:
        said = self._choose("Who and what", _TREATMENT) | self._choose("More of the patient", _PATIENT, folded=True)
        if kind == _NONE:
            return said
        score = ("side_effect", "severity", "area") if kind == _LONG else ()
        return said | self._choose("The report", ("day", "date", *score, "note"))

    def of_effects(self, catalogue: Catalogue) -> dict[str, str]:
        with st.expander("Side effects", expanded=True, key="import_part_effects"), st.grid(3, min_column_width=220):
            chosen = {each.slug: self._one(f"severity {each.slug}", each.name) for each in catalogue.side_effects}
        return {slug: name for slug, name in chosen.items() if name}

    def _choose(self, title: str, fields: Iterable[str], *, folded: bool = False) -> dict[str, str]:
        part = title.replace(" ", "_").lower()
        with st.expander(title, expanded=not folded, key=f"import_part_{part}"), st.grid(3, min_column_width=220):
            chosen = {field: self._one(field, LABELS[field]) for field in fields}
        return {field: name for field, name in chosen.items() if name}

    def _one(self, field: str, label: str) -> str | None:
        guess = self.guess.get(field)
        return st.selectbox(
            label, self.names, index=self.names.index(guess) if guess else None, placeholder="Choose a column",
            key=f"import_column_{field.replace(' ', '_')}",
        )  # fmt: skip


class _ForAll(NamedTuple):
    """What holds for all treatments, where no column says it."""

    method: str
    areas: tuple[str, ...]
    area_columns: dict[str, str]
    leave_open: bool


def _for_all(said: dict[str, str], catalogue: Catalogue, boxes: tuple[str, ...]) -> _ForAll:
    method, areas = "", tuple[str, ...]()
    if "method" not in said:
        method = st.selectbox(
            "Method of all treatments", [each.slug for each in catalogue.methods], index=None, key="import_method",
            format_func=lambda slug: catalogue.method(slug).name, placeholder="Choose one",
        ) or ""  # fmt: skip
    ticked = _ticked(catalogue, boxes) if "areas" not in said and boxes else {}
    if "areas" not in said and not ticked:
        areas = tuple(
            st.pills(
                "Areas of all treatments", [each.slug for each in catalogue.areas], selection_mode="multi",
                format_func=lambda slug: catalogue.area(slug).name, key="import_areas",
            )
        )  # fmt: skip
    closing = st.toggle(
        "Recoveries without a closing date are still followed", key="import_leave_open",
        help="Otherwise they come in closed today: history, for which nobody is called.",
    )  # fmt: skip
    return _ForAll(method, areas, ticked, closing)


def _ticked(catalogue: Catalogue, boxes: tuple[str, ...]) -> dict[str, str]:
    """The columns that are ticked for an area each, where there are such."""
    st.caption("The areas treated, where each has a box of its own (REDCap's checkboxes):")
    with st.grid(3, min_column_width=220):
        chosen = {
            area.slug: st.selectbox(
                area.name, boxes, index=None, placeholder="Choose a column", key=f"import_box_{area.slug}"
            )
            for area in catalogue.areas
        }
    return {slug: name for slug, name in chosen.items() if name}
