"""Every widget has a key: without one it loses what it holds when its words change, and tests cannot name it."""

import ast

from tests.conftest import ROOT

WIDGETS = {
    "button", "checkbox", "date_input", "download_button", "expander", "form_submit_button", "link_button",
    "menu_button", "multiselect", "number_input", "pills", "popover", "radio", "segmented_control", "selectbox",
    "slider", "text_area", "text_input", "toggle",
}  # fmt: skip


def widgets():
    """The place of each widget, and the names of its keyword arguments; None for those that are handed on."""
    for folder in ("recovery/ui", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in WIDGETS:
                    yield f"{path.name}:{node.lineno} {node.func.attr}", {word.arg for word in node.keywords}


def test_every_widget_has_a_key():
    assert [place for place, names in widgets() if not names & {"key", None}] == []


def test_there_are_widgets_to_look_at():
    assert {place.split()[1] for place, _ in widgets()} >= {"button", "text_input", "popover"}
