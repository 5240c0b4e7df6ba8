"""Collecting garbage seldom: Streamlit asks for all of it after every run, with the interpreter locked."""

import gc
import time
from typing import Any

from streamlit.runtime.scriptrunner import script_runner

EVERY_S = 5.0
"""Seconds between two full collections: with 200 sessions one takes 0.1 s (docs/performance.md, "Load")."""


class SeldomCollector:
    """The standard library's `gc` as Streamlit's runs see it: asked for a collection more often, it does nothing."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def collect(self, generation: int = 2) -> int:
        """Collect, unless that was done a moment ago: what is left then waits for a later run."""
        now = time.monotonic()
        if now - self._last < EVERY_S:
            return 0
        self._last = now
        return gc.collect(generation)

    def __getattr__(self, name: str) -> Any:
        return getattr(gc, name)


def collect_seldom() -> None:
    """Let Streamlit's runs of this process collect seldom."""
    script_runner.gc = SeldomCollector()  # type: ignore[assignment, attr-defined]
