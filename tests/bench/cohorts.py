"""Figures of a whole practice from counts, against counting its scores; estimates, recounting, and what counts cost.

Every contender is a process of its own, and its answer is compared with ours before anything is timed. The practices
are demos of 1,000, 10,000 and 100,000 patients, kept between runs (tests/bench/growth.py).
"""

import argparse
import json
import resource
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from recovery.domain.access import Role
from recovery.domain.cohort import expected_course
from recovery.domain.estimating.resampling import DRAWS, resampled
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.domain.resolution import estimate
from recovery.services.demonstrating import fill_demo
from recovery.services.entry import signing_in
from recovery.services.office import Office
from recovery.store import counts, group_courses, recounting
from tests.bench import report
from tests.bench.environments import PEERS, python_with
from tests.bench.figures import Aim, Comparison, Result, Sample, short, table
from tests.bench.growth import QUICK_SIZES, SIZES, demo
from tests.bench.practice import enrol, office_at
from tests.bench.rounds import alternate, environment, in_own_process, results_folder

ALL = Group(Month(2000, 1), Month(2100, 12))
LIMIT = 11
REPEATS = 7
REPORT_DAYS = 10

Answer = list[list[int]]


def measure(*, quick: bool, database: Path | None = None) -> Result:
    sizes = QUICK_SIZES if quick else SIZES
    paths = {size: database if database and size == sizes[-1] else demo(size) for size in sizes}
    largest, rounds = paths[sizes[-1]], 2 if quick else 3
    _compare_answers(largest, quick=quick)
    figures = [_figures(largest, rounds=rounds, quick=quick), *_flat(paths[sizes[-2]], largest, rounds=rounds)]
    return Result(
        [*figures[0], *figures[1:], *_estimates(largest, rounds=rounds), *_recounting(largest), *_price(rounds=rounds)],
        [f"Practices of {', '.join(f'{size:,}' for size in sizes)} patients.", _growth(paths)],
    )


def peers(*, quick: bool) -> tuple[str, ...]:
    """Who counts beside us; pandas needs nearly 2 GB for it."""
    return ("sql", "attached", "native") if quick else ("sql", "pandas", "attached", "native")


def _compare_answers(database: Path, *, quick: bool) -> None:
    right = in_own_process("tests.bench.cohorts", "answer", "--database", str(database))
    for name in peers(quick=quick):
        if _peer(name, database)["answer"] != right:
            raise SystemExit(f"{name} counts {database} otherwise than ours: nothing was timed.")


def _peer(name: str, database: Path, *, repeats: int = 1) -> Any:
    command = [str(python_with("counts")), str(PEERS / "counting.py"), name, str(database), str(repeats)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _ours_ms(what: str, database: Path) -> float:
    return float(in_own_process("tests.bench.cohorts", what, "--database", str(database)))


def _figures(database: Path, *, rounds: int, quick: bool) -> list[Comparison]:
    def peer_ms(name: str) -> float:
        return median(_peer(name, database, repeats=2)["seconds"]) * 1000

    contenders: dict[str, Callable[[], float]] = {"ours": partial(_ours_ms, "figures", database)}
    contenders |= {name: partial(peer_ms, name) for name in peers(quick=quick)}
    found = {name: Sample(each, "ms") for name, each in alternate(contenders, rounds=rounds, each="ms").items()}
    names = {
        "sql": "raw SQL",
        "pandas": "pandas",
        "attached": "DuckDB, the file attached",
        "native": "DuckDB's own file",
    }
    what = "whole-chain cohort figures from counts"
    return [Comparison(what, found["ours"], aim=Aim(60, of_ratio=False, unit="ms"))] + [
        Comparison(what, found["ours"], found[name], names[name], as_speedup=True) for name in peers(quick=quick)
    ]


def _flat(smaller: Path, larger: Path, *, rounds: int) -> list[Comparison]:
    contenders = {path.name: partial(_ours_ms, "figures", path) for path in (larger, smaller)}
    found = alternate(contenders, rounds=rounds, each="ms")
    one, other = (Sample(found[path.name], "ms") for path in (larger, smaller))
    return [Comparison("the same at ten times the scores", one, other, "a tenth", Aim(1.5, of_ratio=True))]


def _estimates(database: Path, *, rounds: int) -> list[Comparison]:
    rows = in_own_process("tests.bench.cohorts", "rows", "--database", str(database))

    def lifelines() -> float:
        return float(_lifelines(rows)["seconds"]) * 1000

    own = partial(_ours_ms, "estimate", database)
    found = alternate({"ours": own, "one fit": partial(_ours_ms, "fit", database), "lifelines": lifelines},
                      rounds=rounds, each="ms")  # fmt: skip
    fitted = estimate(tuple(row) for row in rows)
    off = max(abs(fitted.survival(day) - still) for day, still in enumerate(_lifelines(rows)["survival"]))
    treatments = sum(row[2] for row in rows)
    return [
        Comparison(f"an estimate with {DRAWS} draws, {treatments:,} treatments", Sample(found["ours"], "ms"),
                   aim=Aim(1000, of_ratio=False, unit="ms")),
        Comparison("an estimate alone", Sample(found["one fit"], "ms"), Sample(found["lifelines"], "ms"),
                   f"lifelines, one fit, up to {off:.1%} off", as_speedup=True),
    ]  # fmt: skip


def _lifelines(rows: list[list[int | None]]) -> Any:
    command = [str(python_with("lifelines")), str(PEERS / "turnbull.py")]
    done = subprocess.run(
        command, input=json.dumps(rows), env=environment(), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _recounting(database: Path) -> list[Comparison]:
    seconds, megabytes = in_own_process("tests.bench.cohorts", "recount", "--database", str(database))
    what = "all counts made anew from the scores and compared"
    return [
        Comparison(what, Sample((seconds,), "s"), aim=Aim(60, of_ratio=False, unit="s")),
        Comparison(f"{what}: memory", Sample((megabytes,), "MB")),
    ]


def _price(*, rounds: int) -> list[Comparison]:
    own = {name: partial(_report_us, name) for name in ("counted", "uncounted")}
    found = alternate(own, rounds=rounds + 2, each="µs")
    with_counts, without = (Sample(found[name], "µs") for name in own)
    return [Comparison("one report with its counts", with_counts, without, "without them", Aim(1.5, of_ratio=True))]


def _report_us(name: str) -> float:
    return float(in_own_process("tests.bench.cohorts", name))


def _growth(paths: dict[int, Path]) -> str:
    rows = [
        [f"{size:,}", *(short(_ours_ms(what, path)) for what in ("figures", "estimate", "filtered"))]
        for size, path in paths.items()
    ]
    headings = ["patients", "figures from counts, ms", f"estimate with {DRAWS} draws, ms", "one area, from courses, ms"]
    return "How it grows with the practice:\n\n" + table(rows, headings=headings)


def main() -> None:
    """One contender in its own process: prints what it found as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=(*_TASKS, "counted", "uncounted"))
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    if options.database is None:
        print(json.dumps(_reports(counted=options.what == "counted")))
        return
    with office_at(options.database) as office:
        print(json.dumps(_TASKS[options.what](office)))


def _answer(office: Office) -> Answer:
    catalogue = office.guide.catalogue
    with office.store.reading() as db:
        found = counts.counts(db, 1, ALL, catalogue).severities
    numbers = {key: catalogue.side_effect(key.side_effect).number for key in found}
    return sorted([numbers[key], key.day, key.severity, n] for key, n in found.items())


def _repeated_ms(once: Callable[[], object]) -> float:
    once()
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        once()
        taken.append(time.perf_counter() - started)
    return median(taken) * 1000


def _cohort(office: Office) -> None:
    """What a whole practice's expected courses and times to resolution are made of."""
    with office.store.reading() as db:
        found = counts.counts(db, 1, ALL, office.guide.catalogue)
    for effect in office.guide.catalogue.side_effects:
        expected_course(found, effect.slug, limit=LIMIT)


def _filtered(office: Office) -> None:
    with office.store.reading() as db:
        group_courses.counts(db, 1, Group(ALL.since, ALL.until, area="face"), office.guide.catalogue)


def _rows(office: Office) -> list[list[int | None]]:
    """The ends of the courses of the side effect that most had."""
    with office.store.reading() as db:
        ends = counts.counts(db, 1, ALL, office.guide.catalogue).resolutions
    by_effect: dict[str, list[list[int | None]]] = {}
    for end, n in ends.items():
        by_effect.setdefault(end.side_effect, []).append([end.after, end.by, n])
    return max(by_effect.values(), key=lambda rows: sum(row[2] or 0 for row in rows))


def _estimate(office: Office, *, draws: bool = True) -> float:
    rows = [tuple(row) for row in _rows(office)]
    estimating = partial(resampled, rows, seed=1) if draws else partial(estimate, rows)
    return _repeated_ms(estimating)  # type: ignore[arg-type]


def _recount(office: Office) -> list[float]:
    started = time.perf_counter()
    with office.store.reading() as db:
        *_, (_, found) = recounting.recount(db)
        wrong = recounting.corrections(found.tables(), recounting.stored(db))
    if any(wrong.values()):
        raise SystemExit("The counts are not what the scores say.")
    return [time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]


_TASKS: dict[str, Callable[[Office], Any]] = {
    "answer": _answer,
    "figures": lambda office: _repeated_ms(partial(_cohort, office)),
    "filtered": lambda office: _repeated_ms(partial(_filtered, office)),
    "rows": _rows,
    "estimate": _estimate,
    "fit": partial(_estimate, draws=False),
    "recount": _recount,
}


def _reports(*, counted: bool) -> float:
    """Microseconds of a report, as in tests/bench/report.py; uncounted, nothing is added to the counts."""
    now = datetime.now(UTC)
    with TemporaryDirectory(dir=results_folder()) as folder, office_at(Path(folder) / "ours.db") as office:
        fill_demo(office, patients=1, seed=1, now=now)
        _, staff = signing_in.sign_in_to_demo(office, role=Role.CLINICIAN, now=now)
        patients = [enrol(office, staff, days_ago=REPORT_DAYS - 1, now=now) for _ in range(report.PATIENTS)]
        if counted:
            return median(report.ours(office, patients, days=REPORT_DAYS, now=now)) * 1e6
        with patch.object(counts, "add", lambda *_: None):
            return median(report.ours(office, patients, days=REPORT_DAYS, now=now)) * 1e6


if __name__ == "__main__":
    main()
