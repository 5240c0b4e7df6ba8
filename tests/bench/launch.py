"""Starts a Streamlit server as its own command does, watched or altered for a benchmark.

`python -m tests.bench.launch [--time-runs FILE] [--plain-delivery] script.py --server.port 8501 …`
"""

import argparse
import gc
import sys
import time
from functools import wraps
from typing import Any, TextIO

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web import cli


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--time-runs", metavar="FILE", help="write the milliseconds of each script run into it")
    parser.add_argument("--plain-delivery", action="store_true", help="without gzip of our own and without prefetch")
    options, rest = parser.parse_known_args()
    if options.time_runs:
        time_runs(open(options.time_runs, "w", encoding="ascii", buffering=1))  # noqa: PTH123, SIM115 - open to the end
    if options.plain_delivery:
        deliver_plainly()
    sys.argv = ["streamlit", "run", *rest]
    cli.main(prog_name="streamlit")


def time_runs(file: TextIO) -> None:
    """Write for each script run two figures: all of it, and what Streamlit's garbage collection at its end took.

    A run is all of ScriptRunner._run_script: from the moment that the session's thread takes the request up, over
    every line of the script, to the end of that collection.
    """
    run_script, collect = ScriptRunner._run_script, gc.collect
    collected = 0.0

    def timed_collect(generation: int = 2) -> int:
        nonlocal collected
        started = time.perf_counter()
        found = collect(generation)
        collected += time.perf_counter() - started
        return found

    @wraps(run_script)
    def timed(self: ScriptRunner, *arguments: Any) -> None:
        nonlocal collected
        collected, started = 0.0, time.perf_counter()
        run_script(self, *arguments)
        took = time.perf_counter() - started
        file.write(f"{took * 1000:.3f} {collected * 1000:.3f}\n")

    gc.collect = timed_collect
    ScriptRunner._run_script = timed  # type: ignore[method-assign]


def deliver_plainly() -> None:
    """Leave out our gzip and the sign-in page's prefetch: the front end as Streamlit alone delivers it."""
    # Imported only now: nothing of ours may be loaded before the script of a plain application.
    from recovery.web import routes, sign_in  # noqa: PLC0415
    from recovery.web.compression import StaticGzipMiddleware  # noqa: PLC0415

    with_gzip = routes.middleware
    routes.middleware = lambda *a, **k: [m for m in with_gzip(*a, **k) if m.cls is not StaticGzipMiddleware]
    sign_in.prefetch_links = lambda: ""


if __name__ == "__main__":
    main()
