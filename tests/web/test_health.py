"""Whether the installation can do its work, and what the real application does when it starts."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
import streamlit as st
from starlette.testclient import TestClient

from recovery import __version__
from recovery.errors import DatabaseBusy, InvalidDataFile
from recovery.services.office import Office
from recovery.store.migrations import schema_version
from recovery.web.routes import middleware, routes, without_secrets
from tests.conftest import ROOT
from tests.web.conftest import HERE, Clock, Site

PATIENCE_S = 60
"""Seconds that a start may take on a machine that is busy with other things."""


def test_all_is_well(site: Site) -> None:
    answer = site.browser().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": __version__, "schema_version": schema_version()}


def test_it_is_well_before_the_clinic_is_set_up(new_site: Site) -> None:
    assert new_site.browser().get("/healthz").status_code == 200


@pytest.mark.parametrize("error", [DatabaseBusy("locked"), InvalidDataFile("bands.toml: …")])
def test_trouble_is_said_without_details(clock: Clock, error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> Office:
        raise error

    answer = Site(fail, clock).browser().get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert str(error) not in answer.text
    assert str(error) in caplog.text


def test_a_database_that_is_gone_is_noticed(site: Site, database: Path) -> None:
    database.rename(database.with_suffix(".moved"))
    assert site.browser().get("/healthz").status_code == 503


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/p/secret", "/p/…"),
        ("/p/secret/x", "/p/…"),
        ("/auth/set-up?code=secret", "/auth/set-up…"),
        ("/auth/invitation/secret", "/auth/invitation/…"),
        ("/report", "/report"),
        ("/static/p/a.js", "/static/p/a.js"),
    ],
)
def test_no_secret_of_an_address_is_logged(address: str, kept: str) -> None:
    args = ("127.0.0.1:5", "GET", address, "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', args, None)
    assert without_secrets(record)
    assert record.getMessage() == f'127.0.0.1:5 - "GET {kept} HTTP/1.1" 200'


def test_streamlits_own_app_serves_our_addresses(site: Site) -> None:
    app = st.App(
        ROOT / "recovery" / "ui" / "shell.py",
        routes=routes(site.open_office, now=site.clock),
        middleware=middleware(site.open_office, now=site.clock),
    )
    with TestClient(app, base_url=HERE, follow_redirects=False, headers={"accept": "text/html"}) as browser:
        assert browser.get("/healthz").json()["status"] == "ok"
        assert "Corner Skin" in browser.get("/auth/login").text
        assert browser.get("/auth/logout").headers["location"] == "/auth/login?said=signed-out"
        assert browser.get("/report").headers["location"] == "/auth/login?next=/report"
        assert browser.get("/_stcore/health").status_code == 200
        assert browser.delete("/auth/login").status_code == 405
        assert browser.get("/auth/nowhere").status_code == 404


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


WAYS = [
    pytest.param(["-m", "streamlit", "run", "dashboard.py", "--server.port", "{port}"], id="streamlit run"),
    pytest.param(["dashboard.py"], id="python"),  # takes 8501, or the next port that is free
    pytest.param(["-m", "uvicorn", "dashboard:app", "--port", "{port}"], id="uvicorn"),
]


@contextmanager
def started(way: list[str], *, port: int, log: Path, database: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The application as a process of its own, its terminal in `log`."""
    with log.open("wb") as terminal:
        command = [sys.executable, *(part.format(port=port) for part in way)]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"RECOVERY_DATABASE": str(database)},
            stdout=terminal,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def printed_address(process: subprocess.Popen[bytes], log: Path) -> re.Match[str]:
    """The set-up address, once the terminal shows it: its host and port, and its code."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"(http://localhost:\d+)/auth/set-up\?code=(\S+)\n", log.read_text())
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(f"The application did not start: {log.read_text()}")


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_starting_prints_the_address_and_logs_no_secret(way: list[str], tmp_path: Path, port: int) -> None:
    log = tmp_path / "log"
    with started(way, port=port, log=log, database=tmp_path / "recovery.db") as process:
        printed = printed_address(process, log)
        transport = httpx2.HTTPTransport(retries=5)  # the address is printed a moment before it answers
        with httpx2.Client(base_url=printed[1], transport=transport, follow_redirects=True) as browser:
            assert browser.get("/healthz").json()["status"] == "ok"
            assert "Set up your clinic" in browser.get(printed[0].strip()).text
            assert browser.get("/p/a-personal-token").status_code == 404
            assert browser.get("/_stcore/health").status_code == 200
    terminal = log.read_text()
    assert terminal.count(printed[2]) == 1
    assert "a-personal-token" not in terminal
    assert "Traceback" not in terminal


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_starting_refuses_a_broken_file_in_one_line(way: list[str], tmp_path: Path, port: int) -> None:
    log, database = tmp_path / "log", tmp_path / "recovery.db"
    database.write_text("Dear diary, this is no database, and nobody should start over it.")
    with started(way, port=port, log=log, database=database) as process:
        assert process.wait(timeout=PATIENCE_S) == 3
    terminal = log.read_text()
    assert "is no database" in terminal
    assert "Traceback" not in terminal
    assert database.read_text().startswith("Dear diary")


@pytest.mark.slow
def test_what_is_loaded_ahead_is_there() -> None:
    script = "import dashboard, gc; dashboard.load_ahead(); assert gc.get_freeze_count()"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (loaded.returncode, loaded.stderr) == (0, "")


@pytest.mark.slow
def test_no_error_of_a_page_is_logged_with_words_that_may_be_a_patients() -> None:
    script = """
import logging, dashboard
from streamlit.error_util import handle_user_script_exception
try:
    {}["Vera Secretname"]
except KeyError as error:
    handle_user_script_exception(error, dashboard.on_script_error)
    logging.getLogger("uvicorn.error").error("%s failed", "Something", exc_info=error)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    for said in ("Uncaught app execution", "A page failed:", "Something failed"):
        assert f"{said} KeyError at <string>:5" in done.stderr
    assert "Secretname" not in done.stdout + done.stderr
