"""Environments of their own for peers whose packages would not live beside ours."""

import subprocess
import sys
from pathlib import Path

from tests.bench.rounds import results_folder

PEERS = Path(__file__).parent / "peers"


def python_with(requirements: str) -> Path:
    """The Python of an environment with these requirements, made unless it is there from an earlier run."""
    wanted = PEERS / f"requirements-{requirements}.txt"
    folder = results_folder() / f"venv-{requirements}"
    stamp, python = folder / "installed.txt", folder / "bin" / "python"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        print(f"  installing {wanted.name} ...", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(wanted)], check=True)
        stamp.write_bytes(wanted.read_bytes())
    return python
