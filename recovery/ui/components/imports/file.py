"""The file that somebody brings, and its first rows."""

from dataclasses import dataclass
from typing import BinaryIO

import pandas as pd
import streamlit as st

from recovery.domain.access import Visitor
from recovery.errors import RecoveryError
from recovery.services.imports.importing import Preview, preview
from recovery.ui import refusal
from recovery.ui.components.imports.first_file import explain_files
from recovery.ui.session import get, office

LARGEST_MB = 50
"""As server.maxUploadSize in .streamlit/config.toml, which the server keeps to."""

SHOWN_COLUMNS = 30
"""Of a preview: more are not read, and slow the page."""

TURN = "import_turn"
"""Counts files brought in, so that the next one starts with an empty field."""


@dataclass(frozen=True)
class Chosen:
    """A file that is a table, and its beginning."""

    file: BinaryIO
    shown: Preview


def choose_file(visitor: Visitor) -> Chosen | None:
    """The file, once there is one that can be read; its first rows are shown."""
    file = st.file_uploader(
        "CSV file in UTF-8, or a zip with one",
        type=["csv", "zip"],
        key=f"import_file_{get(TURN, 0)}",
        max_upload_size=LARGEST_MB,
        help=f"A file above {LARGEST_MB} MB goes in as a zip, or at the server by `python -m recovery import`.",
    )
    if file is None:
        st.caption(
            "Its first line holds the headings, every other line a patient's treatment, day, or side effect of a day. "
            "From a spreadsheet: save it as “CSV UTF-8”. From REDCap: export “CSV / Microsoft Excel (raw data)”. Rows "
            "with names from another practice with this program: the zip as it was downloaded, which alone has the "
            "treatments without a report."
        )
        explain_files(office().guide.catalogue)
        return None
    try:
        shown = preview(office(), visitor, file=file)
    except RecoveryError as error:
        refusal.show(error, before="This file cannot be read.")
        return None
    _first_rows(shown)
    return Chosen(file, shown)


def _first_rows(shown: Preview) -> None:
    named = [(place, name) for place, name in enumerate(shown.columns) if name][:SHOWN_COLUMNS]
    st.caption(f"The first rows, of {len(shown.columns):,} columns:")
    st.dataframe(
        pd.DataFrame([[row[place] for place, _ in named] for row in shown.rows], columns=[name for _, name in named]),
        hide_index=True,
        key="import_first_rows",
        alt="The first rows of the file as they are read",
    )
