"""Errors as a visitor reads them."""

import pytest
from streamlit.testing.v1 import AppTest

from recovery.ui.text import plain

SCRIPT = """
from recovery.errors import Conflict
from recovery.services.staff.account_changes import LAST_MANAGER
from recovery.ui import refusal

refusal.show(Conflict(LAST_MANAGER.format(name={name!r})), before="Not saved.")
"""


@pytest.mark.parametrize("name", ["[Bea](https://evil.example)", "**Bea**", "![x](https://evil.example/x.png)", "$x$"])
def test_what_was_entered_is_shown_in_a_refusal_as_it_was_entered(name):
    tab = AppTest.from_string(SCRIPT.format(name=name), default_timeout=30).run()
    assert not tab.exception
    (error,) = tab.error
    assert error.value.startswith("Not saved. ")
    assert plain(name) in error.value
    assert name not in error.value
