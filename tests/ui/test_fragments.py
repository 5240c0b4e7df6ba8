"""What runs by itself meets the guard first: a session that was ended gets nothing more from it."""

import ast

from tests.conftest import ROOT

GUARDS = {"guard", "signed_in"}

WITHOUT = {
    "_go": "leads those out whose session has ended; it shows nothing",
    "_look in session_ending": "asks by itself when the session ends, and leads out",
    "_say_that_it_has_ended": "says that the session has ended, and nothing else",
}


def fragments():
    """Functions that Streamlit runs without the page: fragments and dialogs."""
    for folder in ("recovery/ui", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and any(
                    kind in ast.unparse(mark) for mark in node.decorator_list for kind in ("st.fragment", "st.dialog")
                ):
                    yield path.stem, node


def test_every_fragment_begins_with_the_guard():
    unguarded = []
    for file, function in fragments():
        body = [
            each for each in function.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        ]
        names = {node.id for node in ast.walk(body[0]) if isinstance(node, ast.Name)}
        if not names & GUARDS and not {function.name, f"{function.name} in {file}"} & set(WITHOUT):
            unguarded.append(f"{file}.{function.name}")
    assert unguarded == []


def test_there_are_fragments_to_look_at():
    assert {file for file, _ in fragments()} >= {"guard", "session_ending", "news"}
