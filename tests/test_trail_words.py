"""Every action that the program writes to the trail has words: read from the code itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from recovery.domain.alerts import Step
from recovery.domain.wording.trail import ACTIONS
from recovery.services.files.export import BROKEN_OFF, FINISHED, Kind
from tests.conftest import ROOT

SPELT_OUT = {"alert: {}": tuple(step.value for step in Step)}
"""Actions that are put together from parts, and the parts that there are."""

OF_FILES = {FINISHED, BROKEN_OFF} | {kind.taken for kind in Kind}
"""What files.taking writes, by names that files.history reads."""

BY_DEFAULT = "signed in"
"""What visiting.open_session writes where nobody says otherwise."""

TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "recovery").rglob("*.py"))}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def key_of(call: ast.Call, path: Path) -> tuple[Path | None, str]:
    """What a call calls: private names are a file's own."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return (path if name.startswith("_") else None), name


def parameters(function: ast.FunctionDef) -> list[str]:
    return [each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def carriers() -> dict[tuple[Path | None, str], tuple[str, int]]:
    """Functions that hand one of their parameters on as an action: with that parameter and its place."""
    found = {(None, "add"): ("action", 99)}
    while True:
        more = dict(found)
        for path, tree in TREES.items():
            for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
                for call in calls(function):
                    handed = argument(call, *found.get(key_of(call, path), ("", 99)))
                    if isinstance(handed, ast.Name) and handed.id in parameters(function):
                        key = (path if function.name.startswith("_") else None, function.name)
                        more[key] = (handed.id, parameters(function).index(handed.id))
        if more == found:
            return found
        found = more


def argument(call: ast.Call, name: str, place: int) -> ast.expr | None:
    by_name = next((word.value for word in call.keywords if word.arg == name), None)
    return by_name or (call.args[place] if place < len(call.args) else None)


def texts(handed: ast.expr | None, tree: ast.Module) -> list[str]:
    if isinstance(handed, ast.Constant) and isinstance(handed.value, str):
        return [handed.value]
    if isinstance(handed, ast.IfExp):
        return [*texts(handed.body, tree), *texts(handed.orelse, tree)]
    if isinstance(handed, ast.JoinedStr):
        pattern = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in handed.values)
        return [pattern.format(each) for each in SPELT_OUT[pattern]]
    if isinstance(handed, ast.Name):
        given = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))
        return [text for node in given if getattr(node.targets[0], "id", "") == handed.id
                for text in texts(node.value, tree)]  # fmt: skip
    return []


@cache
def written() -> set[str]:
    known = carriers()
    by_default = {BY_DEFAULT} if (None, "open_session") in known else set()
    return (
        OF_FILES
        | by_default
        | {
            text
            for path, tree in TREES.items()
            for call in calls(tree)
            if key_of(call, path) in known
            for text in texts(argument(call, *known[key_of(call, path)]), tree)
        }
    )


def test_every_action_in_the_code_has_words():
    assert sorted(written() - set(ACTIONS)) == []


def test_the_reading_of_the_code_finds_what_is_there():
    assert {"opened a patient", "was refused", "took the trail", "alert: closed", "signed out"} <= written()


def test_no_words_are_kept_for_an_action_that_nothing_writes():
    assert sorted(set(ACTIONS) - written()) == []
