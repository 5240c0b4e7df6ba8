"""The application: `streamlit run dashboard.py`, `python dashboard.py` and `uvicorn dashboard:app` all start it."""

import gc
import importlib
import logging
import pkgutil
import sys
import threading
from argparse import ArgumentParser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st

from recovery.errors import RecoveryError
from recovery.services.chores import doing_chores
from recovery.services.office import Office, the_office
from recovery.services.setting_up import new_set_up_code
from recovery.services.unexpected import without_words
from recovery.settings import ROOT, read_settings
from recovery.store.driver import has_safe_wal, sqlite_version
from recovery.store.scratch import sweep_scratch
from recovery.ui import refusal
from recovery.ui.collecting import collect_seldom
from recovery.ui.navigation import SCREENS
from recovery.web.front_page import front_page_routes
from recovery.web.headers import FAILURE_TEXT
from recovery.web.routes import clock, keep_secrets_out_of_the_log, middleware, routes

LOADED_AHEAD = ("pandas", "plotly.graph_objects")
LOADED_AHEAD_WITH_ALL_INSIDE = ("recovery.charts", "recovery.ui")
"""What the first page would otherwise wait for."""

SCRIPT = "recovery.ui.shell"
"""The script behind every page: run by Streamlit, never imported."""

LOAD_AHEAD_AFTER_S = 0.5
"""Seconds: the server answers first; loading at once doubled the time from the start to /healthz."""

_LOG = logging.getLogger("recovery")


def open_office() -> Office:
    """The installation that this process serves, the pages' own."""
    return the_office(read_settings(), now=clock())


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Say how to begin, load what pages need once the server answers, and do the chores while it runs."""
    office = open_office()
    sweep_scratch()
    code = new_set_up_code(office, now=clock())
    if code is not None:
        address = office.settings.address or f"http://localhost:{port()}"
        tell(f"\n  No clinic is set up yet. Open this address, once:\n\n  {address}/auth/set-up?code={code}\n")
    if not has_safe_wal(sqlite_version()):
        version = ".".join(map(str, sqlite_version()))
        tell(f"\n  SQLite {version} can, rarely, damage a database in use: see docs/going-live.md.\n")
    loading = threading.Timer(LOAD_AHEAD_AFTER_S, load_ahead)
    loading.daemon = True
    loading.start()
    with doing_chores(open_office, clock=clock):
        yield


def load_ahead() -> None:
    """Import what pages need, keep all that is loaded out of garbage collection, and let that happen seldom.

    Streamlit collects after every run: about 40 ms with the interpreter locked, most of it in what never goes, and more
    with every session.
    """
    for name in LOADED_AHEAD:
        importlib.import_module(name)
    for name in LOADED_AHEAD_WITH_ALL_INSIDE:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, prefix=f"{name}."):
            if module.name != SCRIPT:
                importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    collect_seldom()


def port() -> int:
    """The port that we are asked at: uvicorn's own option, or Streamlit's."""
    if "uvicorn" not in sys.argv[0]:
        return int(st.get_option("server.port"))
    options = ArgumentParser(add_help=False)
    options.add_argument("--port", type=int, default=8000)
    return int(options.parse_known_args()[0].port)


def tell(text: str) -> None:
    """Write to the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def on_script_error(error: Exception) -> bool:
    """Show plain words in place of a traceback, which may quote what a patient wrote."""
    if isinstance(error, RecoveryError):
        refusal.show(error)
    else:
        _LOG.error("A page failed: %s", without_words(error))
        st.error(FAILURE_TEXT, icon=":material/error:")
    return True


keep_secrets_out_of_the_log()
app = st.App(
    ROOT.joinpath(*SCRIPT.split(".")).with_suffix(".py"),
    routes=[*routes(open_office), *front_page_routes(screen.name for screen in SCREENS)],
    middleware=middleware(open_office),
    lifespan=lifespan,
    on_script_error=on_script_error,
)

if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        app.run()
