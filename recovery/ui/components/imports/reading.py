"""How a file is to be read: by a mapping that is ready, by columns chosen here, or by a mapping pasted in."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.importing.mapping import MAPPING_LIMIT, ColumnMapping, read_mapping
from recovery.domain.importing.writing import as_toml
from recovery.errors import RecoveryError
from recovery.services.imports.importing import Bringing, clinicians
from recovery.services.imports.mappings import mappings
from recovery.ui import refusal
from recovery.ui.components.imports.columns import choose_columns
from recovery.ui.components.imports.file import Chosen
from recovery.ui.components.imports.words import explain_words
from recovery.ui.session import office

_COLUMNS, _READY, _PASTED = "Choose columns", "A mapping that is ready", "Paste a mapping"


def choose_reading(visitor: Visitor, chosen: Chosen) -> Bringing | None:
    """The file with its mapping and the clinician for treatments that name none; None while that is not complete."""
    st.header("How to read it", anchor=False)
    way = st.segmented_control(
        "How to read it", [_COLUMNS, _READY, _PASTED], default=_READY if chosen.shown.fits else _COLUMNS,
        required=True, label_visibility="collapsed", key="import_way",
    )  # fmt: skip
    try:
        read = _mapping(visitor, chosen, way)
    except RecoveryError as error:
        refusal.show(error)
        return None
    if read is None:
        return None
    mapping = explain_words(chosen.file, read, office().guide.catalogue, staff=clinicians(office(), visitor))
    if way == _COLUMNS or mapping != read:
        with st.expander("Keep this mapping for the next file", key="import_keep"):
            st.write("Save it as a text file; paste it here next time, or give it to `python -m recovery import`.")
            st.code(as_toml(mapping), language="toml")
    needed = not mapping.names_clinicians
    clinician = _clinician(visitor, needed=needed)
    if needed and not clinician:
        st.caption("Choose who did the treatments to go on.")
        return None
    return Bringing(chosen.file, mapping, clinician)


def _mapping(visitor: Visitor, chosen: Chosen, way: str) -> ColumnMapping | None:
    catalogue = office().guide.catalogue
    if way == _COLUMNS:
        return choose_columns(chosen.shown, catalogue)
    if way == _READY:
        ready = mappings(office(), visitor)
        fits = chosen.shown.fits
        if fits:
            st.caption("This file has all the columns of this mapping. Choose columns yourself where it is wrong.")
        name = st.selectbox(
            "Mapping", list(ready), index=list(ready).index(fits) if fits else None, key="import_ready",
            format_func=lambda each: ready[each][0], placeholder="Choose one",
        )  # fmt: skip
        return read_mapping(ready[name][1], catalogue=catalogue) if name else None
    text = st.text_area(
        "Mapping, as TOML", key="import_pasted", height=240, max_chars=MAPPING_LIMIT,
        help="Those in data/imports are examples, with a line on each part.",
    )  # fmt: skip
    return read_mapping(text, catalogue=catalogue) if text.strip() else None


def _clinician(visitor: Visitor, *, needed: bool) -> str:
    known = clinicians(office(), visitor)
    chosen = st.selectbox(
        "Clinician who did the treatments" if needed else "Clinician of treatments that name none", list(known),
        index=0 if len(known) == 1 else None, key="import_clinician", format_func=lambda login: known[login].name,
        placeholder="Choose one",
    )  # fmt: skip
    return chosen or ""
