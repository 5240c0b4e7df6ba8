from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain import kept
from recovery.domain.access import Role
from recovery.domain.catalogue import Severity
from recovery.domain.notes import NoteKind

ONE = st.one_of(
    st.text(), st.integers(), st.booleans(), st.none(), st.dates(),
    st.sampled_from(Severity), st.sampled_from(NoteKind), st.sampled_from(Role),
)  # fmt: skip


@given(st.dictionaries(st.text(min_size=1), st.one_of(ONE, st.lists(ONE)), min_size=1))
def test_fields_come_back_as_they_were(fields):
    back = kept.from_text(kept.as_text(fields))
    assert back == fields
    assert {key: type(value) for key, value in back.items()} == {key: type(value) for key, value in fields.items()}


@pytest.mark.parametrize(
    "value",
    [object(), {"a": 1}, b"bytes", [["nested"]], lambda: None, date],
    ids=["an object", "a mapping", "bytes", "lists in lists", "a function", "a class"],
)
def test_what_is_no_field_is_left_out(value):
    assert kept.from_text(kept.as_text({"note": "kept", "other": value})) == {"note": "kept"}
    assert kept.as_text({"other": value}) == ""


def test_what_could_fill_a_disk_is_not_kept():
    assert kept.as_text({"note": "x" * kept.LONGEST}) == ""
    assert kept.as_text({"note": "x" * (kept.LONGEST - 100)})
