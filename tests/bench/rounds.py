"""Contenders in turn, A B A B, so that whatever else the machine does meets all of them alike."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from recovery.settings import ROOT

RESULTS = ROOT / "tests" / "bench" / "results"
"""Databases and tables that benchmarks leave behind; git leaves them out."""


def alternate(contenders: Mapping[str, Callable[[], float]], *, rounds: int, each: str) -> dict[str, tuple[float, ...]]:
    """One figure a round of every contender; `each` says what a figure is, for those who watch."""
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(1, rounds + 1):
        for name, measure in contenders.items():
            figures[name].append(measure())
        shown = ", ".join(f"{name} {values[-1]:,.4g}" for name, values in figures.items())
        print(f"  round {number} of {rounds} ({each}): {shown}", file=sys.stderr, flush=True)
    return {name: tuple(values) for name, values in figures.items()}


def in_own_process(module: str, *arguments: str) -> Any:
    """What `python -m module arguments` prints as JSON on its last line."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def environment(**more: str) -> dict[str, str]:
    """The environment of a contender: this one without the product's and Streamlit's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RECOVERY_", "STREAMLIT_"))}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def results_folder() -> Path:
    """The folder for what benchmarks leave behind, made if need be; on the same disk as data/."""
    RESULTS.mkdir(exist_ok=True)
    if RESULTS.stat().st_dev != (ROOT / "data").stat().st_dev:
        raise SystemExit(f"{RESULTS} lies on another disk than data/: what is measured there says nothing of data/.")
    return RESULTS
