"""Pages as a visitor meets them: the real shell over a real database, without a browser."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recovery.domain.identifiers import as_text
from recovery.store import database as store_database
from recovery.store.driver import sqlite3
from recovery.ui.navigation import SCREENS
from tests.conftest import ROOT, Enrolled, Practice

PAGES = tuple(screen.name for screen in SCREENS)

SHELL = ROOT / "recovery" / "ui" / "shell.py"

LONGEST_RUN_S = 20
"""Seconds: the machine may be busy with other things."""


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves."""
    return datetime.now(UTC)


@pytest.fixture
def patient(practice: Practice) -> Enrolled:
    """Someone on day 3, treated in two places."""
    return practice.enrol(days_ago=3, areas=("face", "neck"), entered_days_ago=3)


@pytest.fixture
def locked(database: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[None]]:
    """A context in which another program holds the database, and nobody waits long for it."""
    monkeypatch.setattr(store_database, "BUSY_TIMEOUT_MS", 10)

    @contextmanager
    def hold() -> Iterator[None]:
        holder = sqlite3.connect(database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.close()

    return hold


def open_page(session: str | None, page: str, /, **query: str) -> AppTest:
    """A new browser tab with this session's hash, on a page and its query."""
    return open_script(SHELL, session, page, **query)


def open_alone(session: str | None, page: str, /, **query: str) -> AppTest:
    """The page's script by itself, as a server would run it that did not know the shell."""
    return open_script(file_of(page), session, **query)


def open_script(script: Path, session: str | None, page: str | None = None, /, **query: str) -> AppTest:
    """What this script shows to the holder of a session; the first page of their menu when none is named."""
    tab = AppTest.from_file(str(script), default_timeout=LONGEST_RUN_S)
    tab.user = {"session": session} if session is not None else {}
    for name, value in query.items():
        tab.query_params[name] = value
    if page is not None:
        tab.switch_page(str(file_of(page)))
    return tab.run()


def file_of(page: str) -> Path:
    """The script of a page."""
    return ROOT / "pages" / f"{page}.py"


def of_treatment(patient: Enrolled) -> dict[str, str]:
    """The query that names a patient's treatment."""
    return {"treatment": as_text(patient.treatment_id)}


def of_person(patient: Enrolled) -> dict[str, str]:
    """The query that names a patient."""
    return {"patient": as_text(patient.patient.patient_id)}


def said(tab: AppTest) -> str:
    """Everything that stands on a screen, top to bottom."""
    texts = []
    for element in tab.main:
        title = getattr(getattr(element, "proto", None), "title", "")
        texts += [str(text) for text in (title, getattr(element, "label", ""), getattr(element, "value", ""))]
    return "\n".join(filter(None, texts))


def labels(tab: AppTest) -> list[str]:
    """What the links on a screen say."""
    return [link.value for link in tab.get("page_link")]


def keys(tab: AppTest) -> set[str]:
    """The widgets that a screen has, by key."""
    return {element.key for element in tab.main if getattr(element, "key", None)}
