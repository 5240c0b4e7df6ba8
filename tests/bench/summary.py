"""The summary of a whole practice as CSV, against pandas over its raw rows.

Ours is the file that a manager takes: figures with their intervals, adherence, alerts, and what is held back. pandas
makes the figures that need no estimate; they are compared with ours before anything is timed.
"""

import argparse
import csv
import io
import json
import subprocess
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.domain.summary.summing import Choice, Period
from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from recovery.services.files.taker import program
from recovery.services.files.taking import take
from recovery.services.groups.summarising import summary_file
from recovery.services.office import Office
from tests.bench.environments import PEERS, python_with
from tests.bench.figures import Aim, Comparison, Result, Sample, short, table
from tests.bench.growth import QUICK_SIZES, SIZES, demo
from tests.bench.practice import office_at
from tests.bench.rounds import alternate, environment, in_own_process

ALL = Group(Month(2000, 1), Month(2100, 12))


def measure(*, quick: bool, database: Path | None = None) -> Result:
    sizes = QUICK_SIZES if quick else SIZES
    paths = {size: database if database and size == sizes[-1] else demo(size) for size in sizes}
    largest = paths[sizes[-1]]
    ends = in_own_process("tests.bench.summary", "ends", "--database", str(largest))
    right = in_own_process("tests.bench.summary", "answer", "--database", str(largest))
    found = _pandas(largest, ends)
    if not _agree(right, found["answer"]):
        raise SystemExit(f"pandas summarises {largest} otherwise than ours: nothing was timed.")
    contenders = {"all": partial(_ours, "all", largest), "month": partial(_ours, "month", largest)}
    contenders["pandas"] = lambda: float(_pandas(largest, ends)["seconds"])
    taken = {
        name: Sample(each, "s") for name, each in alternate(contenders, rounds=2 if quick else 3, each="s").items()
    }
    memory = f"pandas, fewer figures, {found['megabytes']:,.0f} MB"
    return Result(
        [
            Comparison("summary export, chain-wide", taken["all"], aim=Aim(2, of_ratio=False, unit="s")),
            Comparison("summary export, chain-wide", taken["all"], taken["pandas"], memory, as_speedup=True),
            Comparison("summary export, chain-wide, by month", taken["month"]),
        ],
        ["How it grows:\n\n" + table(
            [[f"{size:,}", short(_ours("all", path)), short(_ours("month", path))] for size, path in paths.items()],
            headings=["patients", "all in one, s", "by month, s"],
        )],
    )  # fmt: skip


def _ours(what: str, database: Path) -> float:
    return float(in_own_process("tests.bench.summary", what, "--database", str(database)))


def _pandas(database: Path, ends: Any) -> Any:
    command = [str(python_with("counts")), str(PEERS / "summarising.py"), str(database)]
    done = subprocess.run(
        command, input=json.dumps(ends), env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """One contender in its own process: prints what it found as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("ends", "answer", "all", "month"))
    parser.add_argument("--database", type=Path, required=True)
    options = parser.parse_args()
    with office_at(options.database) as office:
        print(json.dumps(_TASKS[options.what](office)))


def _ends(office: Office) -> list[list[Any]]:
    catalogue = office.guide.catalogue
    return [
        [method.slug, effect.number, office.guide.band(method=method.slug, side_effect=effect.slug).to_day]
        for method in catalogue.methods
        for effect in catalogue.side_effects
    ]


def _answer(office: Office) -> list[list[Any]]:
    """What pandas gives too, read from the file that a manager takes."""
    catalogue = office.guide.catalogue
    numbers = {effect.slug: effect.number for effect in catalogue.side_effects}
    rows = csv.DictReader(io.StringIO(_file(office, Period.ALL).decode()))
    return sorted(_figures(row, row["method"], numbers[row["side_effect"]]) for row in rows)


def _figures(row: dict[str, str], method: str, number: int) -> list[Any]:
    quartiles = [float(row[f"peak_severity_{name}"]) for name in ("p25", "median", "p75")]
    counted = [int(row[name]) for name in ("treatments_reporting", "ever_reported")]
    ended = [_whole(row[name]) for name in ("evaluable_at_band_end", "clear_by_band_end")]
    return [method, number, *counted, quartiles, *ended]


def _whole(text: str) -> int | None:
    """A count; None where it is held back."""
    return int(text) if text.isdigit() else None


def _agree(ours: list[list[Any]], theirs: list[list[Any]]) -> bool:
    """Whether all that ours tells is the same there."""
    return [row[:5] for row in ours] == [row[:5] for row in theirs] and all(
        own in (None, other)
        for one, another in zip(ours, theirs, strict=True)
        for own, other in zip(one, another, strict=True)
    )


def _seconds(office: Office, period: Period) -> float:
    started = time.perf_counter()
    _file(office, period)
    return time.perf_counter() - started


def _file(office: Office, period: Period) -> bytes:
    now = datetime.now(UTC)
    who = program(office.the_clinic().clinic_id, Kind.SUMMARY)
    export = summary_file(office, who.visitor, choice=Choice(ALL, period), now=now)
    return b"".join(take(office, who, export, Format.CSV, now=now))


_TASKS = {
    "ends": _ends,
    "answer": _answer,
    "all": lambda office: _seconds(office, Period.ALL),
    "month": lambda office: _seconds(office, Period.MONTH),
}


if __name__ == "__main__":
    main()
