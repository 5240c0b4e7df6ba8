"""What alerts cost: those of one report, judged and reconciled, and all of a practice judged again.

One report's alerts are pure: a whole history of thirty days and seven side effects is judged, and the alerts that it
has are reconciled with that. Judging all again reads everything from a copy of a large demo, so that nothing is
written to the one that is kept; nearly nothing changes, as when a scheduler runs. Each round has a process of its own,
whose peak of memory says whether it grows with the practice.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

from recovery.domain.filing import Watch, alerts_of
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.judging import Today
from recovery.domain.report import check_draft
from recovery.services.alerts.evaluating import evaluate
from recovery.settings import ROOT
from recovery.store.driver import sqlite3
from recovery.store.guide_files import read_guide
from tests.bench.diaries import draft
from tests.bench.figures import Aim, Comparison, Result, Sample, short
from tests.bench.growth import demo
from tests.bench.practice import office_at
from tests.bench.rounds import alternate, in_own_process, results_folder

METHOD = "derma_roller"
DAYS = 30
REPEATS = 2_000
ROUNDS = 5
SIZES = (10_000, 100_000)
QUICK_SIZES = (1_000, 10_000)

MOST_TREATMENTS = 100_000
"""The aim is for so many; a demo has some more, so its seconds are brought down to them."""


def measure(*, quick: bool) -> Result:
    rounds, sizes = (2, QUICK_SIZES) if quick else (ROUNDS, SIZES)
    pure = alternate({"one report": lambda: _in_own_process("report")["µs"]}, rounds=rounds, each="µs")["one report"]
    found = {size: _all_again(demo(size), rounds=min(rounds, 3)) for size in sizes}
    largest = found[sizes[-1]]
    per_treatments = f"{MOST_TREATMENTS:,} treatments judged again"
    return Result(
        [
            Comparison("one report's alerts", Sample(pure, "µs"), aim=Aim(1_000, of_ratio=False, unit="µs")),
            Comparison(per_treatments, _sample(largest, "s for 100,000", "s"), aim=Aim(60, of_ratio=False, unit="s")),
            Comparison("the open ones alone", _sample(largest, "s open", "s")),
        ],
        [
            f"{size:,} patients, {rounds[0]['treatments']:,} treatments ({rounds[0]['open']:,} of them open or with an "
            f"open alert): peak {short(max(one['MB'] for one in rounds))} MB, "
            f"{short(median(one['CPU s'] for one in rounds))} s of one core for all."
            for size, rounds in found.items()
        ],
    )


def _in_own_process(*arguments: str) -> Mapping[str, float]:
    answer: Mapping[str, float] = in_own_process("tests.bench.alerts", *arguments)
    return answer


def _sample(rounds: list[Mapping[str, float]], figure: str, unit: str) -> Sample:
    return Sample(tuple(one[figure] for one in rounds), unit)


def _all_again(practice: Path, *, rounds: int) -> list[Mapping[str, float]]:
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder:
        copy = Path(folder) / "copy.db"
        with closing(sqlite3.connect(practice)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        _in_own_process("everything", "--database", str(copy))  # what is due since the demo was made
        return [_in_own_process("everything", "--database", str(copy)) for _ in range(rounds)]


def everything(database: Path) -> dict[str, float]:
    """Judge all again, then the open ones as the app does."""
    now = datetime.now(UTC)
    with office_at(database) as office:
        started, worked = time.perf_counter(), time.process_time()
        judged = evaluate(office, now=now, everything=True)
        then, worked = time.perf_counter(), time.process_time() - worked
        opened = evaluate(office, now=now)
        ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return {
        "treatments": judged.treatments,
        "open": opened.treatments,
        "s for 100,000": (then - started) / judged.treatments * MOST_TREATMENTS,
        "s open": ended - then,
        "CPU s": worked,
        "MB": peak,
    }


def report() -> dict[str, float]:
    """The median microseconds of judging thirty days and reconciling the alerts that they have."""
    guide = read_guide(ROOT / "data")
    history, watch = _whole(guide)
    opened = alerts_of(history, guide=guide, method=METHOD, watch=watch)
    known = Watch(1, [change.alert for change in opened], watch.today, watch.opens_from, watch.new_id, watch.now)
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        alerts_of(history, guide=guide, method=METHOD, watch=known)
        taken.append(time.perf_counter() - started)
    return {"µs": median(taken) * 1e6, "alerts": len(opened)}


def _whole(guide: Guide) -> tuple[History, Watch]:
    now = datetime(2026, 7, 15, 15, tzinfo=UTC)
    procedure, history = (now - timedelta(days=DAYS - 1)).date(), History()
    for day in range(DAYS):
        sent = now - timedelta(days=DAYS - 1 - day)
        entered = check_draft(
            draft(day, area="face"), catalogue=guide.catalogue, areas=("face",), procedure=procedure,
            today=sent.date(), now=sent, by="patient:1",
        )  # fmt: skip
        history = history.with_report(entered)
    ids = count(1)
    return history, Watch(1, (), Today(day=DAYS - 1, due=range(DAYS - 1)), 0, lambda: next(ids), now)


def main() -> None:
    """One contender in its own process: prints its figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("contender", choices=("report", "everything"))
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    print(json.dumps(report() if options.contender == "report" else everything(options.database)))


if __name__ == "__main__":
    main()
