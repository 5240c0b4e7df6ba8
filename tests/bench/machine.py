"""The machine in words: ratios travel between machines, absolute figures do not."""

import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

from recovery.store.driver import sqlite3

BLOCK = os.urandom(4096)

BLOCKS = 1_024
"""Written in place over and over, as SQLite's log is once it has grown to its usual thousand pages."""


def sync_times(folder: Path, *, count: int) -> list[float]:
    """Seconds of each of `count` times one 4 KiB write with fdatasync, into a file that has its size already."""
    path = folder / "sync-times"
    file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600)
    try:
        os.write(file, BLOCK * BLOCKS)
        os.fsync(file)
        return [_one(file, number % BLOCKS) for number in range(count)]
    finally:
        os.close(file)
        path.unlink()


def _one(file: int, block: int) -> float:
    started = time.perf_counter()
    os.pwrite(file, BLOCK, block * len(BLOCK))
    getattr(os, "fdatasync", os.fsync)(file)
    return time.perf_counter() - started


def describe(folder: Path) -> str:
    """One line: cores, what else they do, how long a durable write takes, and the releases."""
    sync = median(sync_times(folder, count=500)) * 1e6
    releases = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "plotly", "pandas", "sqlite-utils"))
    return (
        f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()}{load()}), 4 KiB write + fdatasync "
        f"{sync:,.0f} µs, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, {releases}"
    )


def load() -> str:
    """How many tasks wanted a core in the last minute, ours included: more than there are cores spoils a figure."""
    return f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
