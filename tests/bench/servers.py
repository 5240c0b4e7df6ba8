"""Servers to measure: the product's own, and plain Streamlit applications as its peers."""

import http.client
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recovery.settings import ROOT
from tests.bench.rounds import environment

PEERS = Path(__file__).parent / "peers"

SEEN_EVERY_S = 0.005
PATIENCE_S = 60

OURS_IS_UP = "/healthz"
STREAMLIT_IS_UP = "/_stcore/health"

PLAIN = ("--server.headless", "true", "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false")
"""What a plain application is told too, so that it has no more to do than ours: no watcher, no statistics."""


@dataclass(frozen=True)
class Server:
    """A running server, and how long it took from the start of the process to its first good answer."""

    port: int
    started_in_s: float
    process_id: int = 0

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"


@contextmanager
def ours(database: Path, *launch: str) -> Iterator[Server]:
    """The product over this database; `launch` are options of tests.bench.launch, else Streamlit starts it itself."""
    with _running(_start(launch), ROOT / "dashboard.py", cwd=ROOT, up=OURS_IS_UP, database=database) as server:
        yield server


@contextmanager
def peer(name: str, *launch: str, database: Path | None = None) -> Iterator[Server]:
    """A plain Streamlit application of peers/, with Streamlit's defaults but for PLAIN."""
    start = _start(launch)
    with _running(start, PEERS / name, *PLAIN, cwd=PEERS, up=STREAMLIT_IS_UP, database=database) as server:
        yield server


def _start(launch: Sequence[str]) -> list[str]:
    return ["-m", "tests.bench.launch", *launch] if launch else ["-m", "streamlit", "run"]


@contextmanager
def _running(
    start: Sequence[str], script: Path, *options: str, cwd: Path, up: str, database: Path | None
) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, *start, str(script), "--server.port", str(port), *options]
    settings = {"RECOVERY_DATABASE": str(database)} if database else {}
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=environment(**settings), stdout=said, stderr=said)
        try:
            _wait_until_up(process, port, up)
            yield Server(port, time.perf_counter() - begun, process.pid)
        except SystemExit:
            said.seek(0)
            print(said.read().decode(errors="replace"), file=sys.stderr)
            raise
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_up(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not _answers(port, path):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"the server at port {port} did not come up")
        time.sleep(SEEN_EVERY_S)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
