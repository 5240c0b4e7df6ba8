"""Imports point one way, and one place owns each thing (docs/design.md, "Layers"; CONTRIBUTING.md, "Style")."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

OUTER = {"ui", "web", "cli", "pages", "dashboard"}

MAY_IMPORT = {
    # layer: the other layers of ours that it may import
    "errors": set(),
    "settings": {"errors"},
    "domain": {"errors"},
    "charts": {"errors", "domain"},
    "store": {"errors", "domain"},
    "services": {"errors", "domain", "store", "settings"},
    "web": {"errors", "domain", "store", "services", "settings", "charts"},  # pictures of the printed summary
    "ui": {"errors", "domain", "store", "services", "settings", "charts", "web"},
    "cli": {"errors", "domain", "store", "services", "settings"},
    "__main__": {"cli"},
    "pages": {"errors", "domain", "store", "services", "charts", "ui"},
    "dashboard": {"errors", "domain", "store", "services", "settings", "ui", "web"},
}

OWNERS = {
    # what: the layers or files that may import or use it
    "streamlit": {"ui", "pages", "dashboard"},
    "streamlit.file_util": {"web"},  # where its built page lies, to send it with our headers
    "sqlite3": {"store"},
    "pysqlite3": {"store"},
    "sqlite_utils": {"store"},
    "starlette": {"web", "dashboard"},
    "recovery.settings": {
        "services/office.py",
        "services/doctor.py",
        "services/alerts/posting.py",
        "services/entry/local_sign_in.py",
        "services/entry/provider.py",
        "services/entry/asking_provider.py",
        "ui",
        "web",
        "cli",
        "dashboard",
    },
    "os.environ": {"settings"},
    "os.getenv": {"settings"},
    "st.session_state": {"ui/session.py"},
    "datetime.now": OUTER - {"pages"},
    "datetime.utcnow": set(),
    "datetime.today": set(),
    "date.today": set(),
    "time.time": OUTER - {"pages"},
}


def places():
    files = [*ROOT.glob("recovery/**/*.py"), *ROOT.glob("pages/*.py"), *ROOT.glob("dashboard.py")]
    return [file.relative_to(ROOT) for file in sorted(files) if file.name != "__init__.py"]


def where(place):
    """A file's layer, and its path inside the package: ("ui", "ui/session.py")."""
    parts = place.with_suffix("").parts
    inside = parts[1:] if parts[0] == "recovery" else parts
    return inside[0], "/".join(place.parts[1:] if parts[0] == "recovery" else place.parts)


def nodes(place):
    return ast.walk(ast.parse((ROOT / place).read_text(encoding="utf-8")))


def imported(place):
    """Every module that a file imports, and every name that it imports from one."""
    for node in nodes(place):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place}:{node.lineno} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def used(place):
    """What a file imports, and every `name.attribute` in it."""
    yield from imported(place)
    yield from (ast.unparse(node) for node in nodes(place) if isinstance(node, ast.Attribute))


@pytest.mark.parametrize("place", places(), ids=str)
def test_imports_point_one_way(place):
    layer, _ = where(place)
    ours = {name.split(".")[1] for name in imported(place) if name.startswith("recovery.")}
    assert ours - {layer, "__version__"} <= MAY_IMPORT[layer]


@pytest.mark.parametrize(("what", "owners"), OWNERS.items(), ids=OWNERS)
def test_each_thing_has_its_owners(what, owners):
    users = {where(place) for place in places() if what in owned_in(place)}
    assert {file for layer, file in users if layer not in owners and file not in owners} == set()


@cache
def owned_in(place):
    """The entries of the table that a file uses."""
    return {owned(name) for name in used(place)}


def owned(name):
    """The longest entry of the table that this name is, or lies in."""
    fits = [what for what in OWNERS if f".{name}.".endswith(f".{what}.") or f"{name}.".startswith(f"{what}.")]
    return max(fits, key=len, default=None)


def test_there_is_something_to_look_at():
    assert {"domain", "store", "services"} <= {where(place)[0] for place in places()}
