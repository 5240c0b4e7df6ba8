"""Who may do what, as data: matrix.csv, a row a page, route and service call, a column a visitor."""

import csv
import importlib
import inspect
import pkgutil
from functools import cache
from pathlib import Path
from types import FunctionType, SimpleNamespace

from starlette.routing import BaseRoute, Mount, Route
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from recovery import services
from recovery.ui.navigation import SCREENS
from recovery.web.routes import ADDRESSES

FILE = Path(__file__).with_name("matrix.csv")

PATIENT, OTHER_PATIENT, CLINICIAN, MANAGER = "patient", "other patient", "clinician", "manager"
OTHER_CLINIC, SIGNED_OUT, DISABLED, EXPIRED = "other clinic", "signed out", "disabled", "expired"

VISITORS = (PATIENT, OTHER_PATIENT, CLINICIAN, MANAGER, OTHER_CLINIC, SIGNED_OUT, DISABLED, EXPIRED)
"""Other clinic: one account with both staff roles elsewhere. Disabled and expired: a clinician's session here."""

PAGE, ROUTE, STREAMLIT, SERVICE = "page", "route", "streamlit", "service"

Row = tuple[str, str]
"""What it is, and its name."""


@cache
def matrix() -> dict[Row, dict[str, str]]:
    """The answer that each visitor gets, by row."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return {(row["what"], row["name"]): {who: row[who] for who in VISITORS} for row in csv.DictReader(file)}


def rows_of(what: str) -> list[str]:
    """The names of the rows of one sort."""
    return [name for sort, name in matrix() if sort == what]


def in_the_code() -> set[Row]:
    """Every page, route with its method, Streamlit's own too, and service call for a visitor, as the code has them."""
    pages = {(PAGE, screen.name) for screen in SCREENS}
    routes = {(ROUTE, f"{method} {path}") for path, answers in ADDRESSES.items() for method in answers}
    platform = {(STREAMLIT, name) for route in streamlits_routes() for name in _names(route)}
    return (
        pages | routes | platform | {(SERVICE, name) for name, takes in service_calls().items() if "visitor" in takes}
    )


def streamlits_routes() -> list[BaseRoute]:
    """What Streamlit answers beside our own routes, as its pinned release has it."""
    managers = ("stats_mgr", "uploaded_file_mgr", "component_registry", "bidi_component_registry")
    runtime = SimpleNamespace(media_file_mgr=SimpleNamespace(_storage=None), **dict.fromkeys(managers))
    return create_streamlit_routes(runtime)  # type: ignore[arg-type]


def _names(route: BaseRoute) -> list[str]:
    if isinstance(route, Route):
        return [f"{method} {route.path}" for method in sorted(route.methods or ())]
    return [f"GET {route.path}/"] if isinstance(route, Mount) else []


def service_calls() -> dict[str, set[str]]:
    """The parameters of every public function of the services that opens a transaction of its own."""
    found = {}
    for module in pkgutil.walk_packages(services.__path__, "recovery.services."):
        for name, function in vars(importlib.import_module(module.name)).items():
            own = isinstance(function, FunctionType) and function.__module__ == module.name
            if own and not name.startswith("_"):
                takes = set(inspect.signature(function).parameters)
                if takes & {"office", "store"} and "db" not in takes:
                    found[f"{module.name.rsplit('.', 1)[-1]}.{name}"] = takes
    return found
