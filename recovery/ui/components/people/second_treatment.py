"""One more treatment beside one that is still open: what the patient will be asked for."""

from collections.abc import Sequence

import streamlit as st

from recovery.domain.clinic import Treatment
from recovery.domain.wording.following import asked_for_both
from recovery.ui.session import office
from recovery.ui.text import plain


def second_treatment(treatments: Sequence[Treatment]) -> None:
    """Say that the patient will be asked for each of them; nothing where none of theirs is open."""
    said = asked_for_both(treatments, office().guide.catalogue)
    if said:
        st.info(plain(said), icon=":material/stacks:")
