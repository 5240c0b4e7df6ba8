"""The cohort page of a large practice: one script run in a real server, and the first figures after a report came.

The practice is the demo of 100,000 patients that `growth` keeps too, in a copy, since opening it brings it up to date.
A script run is timed as in `patient_page`: all of ScriptRunner._run_script, on an otherwise idle server, after warm-up,
when the figures are remembered. `anew` is what working them out takes, in one process, after a report has changed the
counts: all side effects at a glance, one with its 200 draws, the reports that came of those due, and a comparison.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from recovery.domain.access import Role, Visitor
from recovery.domain.cohort_choice import CohortChoice, ComparedBy, as_query
from recovery.domain.groups import Group
from recovery.services.entry import signing_in
from recovery.services.groups import cohorts
from recovery.services.office import Office
from recovery.store import counts
from tests.bench import servers
from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.growth import demo
from tests.bench.practice import office_at
from tests.bench.rounds import alternate, in_own_process, results_folder

PATIENTS, QUICK_PATIENTS = 100_000, 10_000
READS, RUNS, WARM_UP = 5, 40, 10
ROUNDS, QUICK_ROUNDS = 5, 3

EFFECT = "redness"
METHODS = CohortChoice(EFFECT, compare=ComparedBy.METHOD, among=("derma_roller", "rf_microneedling", "laser"))

PAGES = {
    "script run of /cohort": CohortChoice(EFFECT),
    "script run of /cohort, three methods compared": METHODS,
}


def measure(*, quick: bool, database: Path | None = None) -> Result:
    rounds, now = QUICK_ROUNDS if quick else ROUNDS, datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder:
        copy = Path(shutil.copy(database or demo(QUICK_PATIENTS if quick else PATIENTS), folder))
        with office_at(copy) as office:
            token, staff = signing_in.sign_in_to_demo(office, role=Role.MANAGER, now=now)
            everything = cohorts.everything(office, staff, now=now)
            reads = _anew(office, staff, everything, now)
            found = alternate(
                {what: _timed(office, staff, read) for what, read in reads.items()}, rounds=rounds, each="ms"
            )
            size = f"{cohorts.followed(office, staff, group=everything, now=now).treatments:,} treatments."
        for what, choice in PAGES.items():
            found[what] = _page_runs(copy, token, Path(folder), choice, rounds=rounds)
    compared = [
        Comparison(what, Sample(times, "ms"), aim=Aim(60, of_ratio=False, unit="ms") if what in PAGES else None)
        for what, times in found.items()
    ]
    return Result(compared, [f"{size} {READS} reads or {RUNS} runs a round, {rounds} rounds."])


def _anew(office: Office, staff: Visitor, everything: Group, now: datetime) -> Mapping[str, Callable[[], object]]:
    return {
        "anew: every side effect at a glance": lambda: cohorts.cohort(office, staff, group=everything),
        "anew: one side effect with 200 draws": lambda: cohorts.recovery_of_group(
            office, staff, group=everything, side_effect=EFFECT
        ),
        "anew: reports that came of those due": lambda: cohorts.followed(office, staff, group=everything, now=now),
        "anew: three methods compared": lambda: cohorts.compared(office, staff, choice=METHODS, now=now),
    }


def _timed(office: Office, staff: Visitor, read: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        with office.store.writing() as db:
            counts.touch(db, staff.clinic_id)
        started = time.perf_counter()
        read()
        return (time.perf_counter() - started) * 1000

    return lambda: median(once() for _ in range(READS))


def _page_runs(database: Path, token: str, folder: Path, choice: CohortChoice, *, rounds: int) -> tuple[float, ...]:
    times = folder / f"{choice.compare}.times"
    with servers.ours(database, "--time-runs", str(times)) as server:
        return tuple(_one_round(server.port, token, choice, times) for _ in range(rounds))


def _one_round(port: int, token: str, choice: CohortChoice, times: Path) -> float:
    query = "&".join(f"{name}={value}" for name, value in as_query(choice).items())
    in_own_process(
        "tests.bench.visitors", str(port), "--page", "cohort", "--query", query, "--token", token,
        "--warm-up", str(WARM_UP), "--runs", str(RUNS),
    )  # fmt: skip
    lines = times.read_text(encoding="ascii").splitlines()[-RUNS:]
    return median(float(line.split()[0]) for line in lines)
