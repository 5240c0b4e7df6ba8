"""`python -m tests.bench [names…] [--quick]`: measure speed against the aims, with the peers in the same run."""

import argparse
import importlib
import time
from pathlib import Path

from tests.bench.figures import HEADINGS, Result, table
from tests.bench.machine import describe, load
from tests.bench.rounds import results_folder

BENCHMARKS = (
    "report", "alerts", "patient_page", "reruns", "first_page", "start", "growth", "worklist", "load", "trail",
    "cohorts", "cohort_page", "summary", "rows", "importing",
)  # fmt: skip

WITH_DATABASE = ("growth", "worklist", "cohorts", "cohort_page", "summary", "rows")
"""Those that can be told of a large demo, so that they need not make one."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHMARKS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: a look, not a figure to quote")
    parser.add_argument("--database", type=Path, metavar="PATH", help="a large demo, only read")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; known are {', '.join(BENCHMARKS)}")
    print(f"Machine: {describe(results_folder())}\n", flush=True)
    show({name: run(name, options) for name in options.names or BENCHMARKS}, quick=options.quick)


def run(name: str, options: argparse.Namespace) -> Result:
    """One benchmark, told about while it runs."""
    print(f"{name} ...", flush=True)
    more = {"database": options.database} if name in WITH_DATABASE else {}
    started = time.perf_counter()
    result: Result = importlib.import_module(f"tests.bench.{name}").measure(quick=options.quick, **more)
    print(f"{name}: {time.perf_counter() - started:.0f} s{load()}\n", flush=True)
    return result


def show(results: dict[str, Result], *, quick: bool) -> None:
    """The table: each figure is the median of the rounds, their least and their most in brackets."""
    rows = [comparison.cells() for result in results.values() for comparison in result.comparisons]
    if rows:
        print(table(rows, headings=HEADINGS))
    for name, result in results.items():
        for remark in result.remarks:
            print(f"\n{name}: {remark}")
    if quick:
        print("\nQuick: fewer and shorter rounds. Run without --quick for figures to quote.")


if __name__ == "__main__":
    main()
