"""A sign that figures are being worked out, where that can take long enough to be noticed."""

from contextlib import AbstractContextManager, nullcontext

import streamlit as st

from recovery.domain.groups import Group


def working_out(*groups: Group) -> AbstractContextManager[None]:
    """The sign, for groups that are counted from their own courses; the others take some tens of milliseconds."""
    is_quick = all(group.is_counted for group in groups)
    return nullcontext() if is_quick else st.spinner("Working out the figures of this group …")
