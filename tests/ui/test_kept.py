"""What survives signing in again: the one list of fields, against every field that there is."""

import ast

import pytest

from recovery.ui.kept import KEPT
from recovery.ui.navigation import SCREENS
from tests.conftest import ROOT

SPELT = {"note_key": "attending_note_", "REASON": "guidance_reason", "_ENTRY": "clinic_entry_", "key": "erase_code_"}
"""Keys that a function or a name gives."""

NOT_KEPT = {
    "find_note_": "a search",
    "search": "a search",
    "trail_": "filters of the trail",
    "duty_email": "filled in already with the own address",
    "test_email": "filled in already with the own address",
    "erase_code_": "typed to be sure, at that moment",
    "import_pasted": "goes with the file, which the browser holds; the mapping is kept by whoever pastes it",
}
"""Fields of staff that are not kept, by how their keys begin, with the reason."""


def fields():
    """The file and the beginning of the key of each field that somebody types into."""
    for folder in ("recovery/ui", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("text_area", "text_input"):
                    key = next(word.value for word in node.keywords if word.arg == "key")
                    yield path.stem, beginning(key)


def beginning(key):
    if isinstance(key, ast.Constant):
        return key.value
    if isinstance(key, ast.JoinedStr):
        first = key.values[0]
        return beginning(first.value if isinstance(first, ast.FormattedValue) else first)
    return SPELT.get(getattr(getattr(key, "func", key), "id", ""), ast.unparse(key))


def test_every_field_is_kept_or_has_a_reason_not_to_be():
    kept = {name for each in KEPT.values() for name in each.typed}
    unknown = [
        f"{file}: {key}" for file, key in fields() if key not in kept and not key.startswith(tuple(NOT_KEPT))
    ]  # fmt: skip
    assert unknown == []


def test_no_password_or_code_is_asked_for_on_a_screen():
    asked = [
        ast.unparse(node)
        for path in (ROOT / "recovery/ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "type" and getattr(node.value, "value", "") == "password"
    ]
    assert asked == []


@pytest.mark.parametrize("screen", KEPT)
def test_the_screens_are_there(screen):
    assert screen in {each.name for each in SCREENS}


@pytest.mark.parametrize(
    ("key", "is_kept"),
    [
        ("note_0123456789abc", True),
        ("note", True),
        ("notes", False),
        ("note_written", True),
        ("noticed", True),
        ("noticed_by", False),
        ("severity_redness", True),
        ("write_note", False),
        ("closing_note_0123456789abc", True),
        ("find_note_0123456789abc", False),
    ],
)
def test_keys_are_taken_whole_or_by_their_beginning(key, is_kept):
    assert KEPT["patient"].has(key) is is_kept
