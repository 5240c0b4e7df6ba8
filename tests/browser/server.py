"""The real server in a process of its own, as `make run` starts it, and what it prints."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

ROOT = Path(__file__).resolve().parents[2]

STARTS_WITHIN_S = 60

_SET_UP_ADDRESS = re.compile(r"http://\S+/auth/set-up\?code=\S+")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Server:
    """One installation in a folder of its own: started, killed and started again on the same port."""

    folder: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "recovery.db"

    @property
    def printed(self) -> str:
        """All that the server has written to its terminal."""
        return (self.folder / "terminal.txt").read_text(encoding="utf-8", errors="replace")

    @property
    def set_up_address(self) -> str:
        """The address with the one-time code that was printed last."""
        return _SET_UP_ADDRESS.findall(self.printed)[-1]

    def start(self) -> "Server":
        """Start, and wait until the server answers."""
        keep = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "SYSTEMROOT", "TZ")
        environment = {name: os.environ[name] for name in keep if name in os.environ}
        environment |= {
            "HOME": str(self.folder), "RECOVERY_DATABASE": str(self.database), "PYTHONDONTWRITEBYTECODE": "1"
        } | self.settings  # fmt: skip
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(self.port)]
        with (self.folder / "terminal.txt").open("ab") as terminal:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal
            )
        self._wait()
        return self

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    def stop(self) -> None:
        """End it as Ctrl+C would."""
        self._end(signal.SIGTERM)

    def _end(self, how: int) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
        self._process = None

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                if httpx2.get(f"{self.address}/healthz", timeout=5).status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.05)
        raise RuntimeError(f"The server did not start:\n{self.printed}")
