"""The worklist of a large practice: its first rows from the store, and one script run of the page in a real server.

The practice is the demo of 100,000 patients that `growth` keeps too, in a copy, since the server's own chores judge it
anew. Reads go through the services, one after the other in one process with a warm cache. A script run is timed as in
`patient_page`: all of ScriptRunner._run_script, on an otherwise idle server, after warm-up.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from recovery.domain.access import Role, Visitor
from recovery.domain.worklist import Choice, View
from recovery.services.alerts import triaging
from recovery.services.alerts.evaluating import evaluate
from recovery.services.entry import signing_in
from recovery.services.office import Office
from tests.bench import servers
from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.growth import demo
from tests.bench.practice import office_at
from tests.bench.rounds import alternate, in_own_process, results_folder

PATIENTS, QUICK_PATIENTS = 100_000, 10_000
READS, RUNS, WARM_UP = 15, 40, 10
ROUNDS, QUICK_ROUNDS = 5, 3


def measure(*, quick: bool, database: Path | None = None) -> Result:
    rounds, now = QUICK_ROUNDS if quick else ROUNDS, datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder:
        copy = Path(shutil.copy(database or demo(QUICK_PATIENTS if quick else PATIENTS), folder))
        with office_at(copy) as office:
            evaluate(office, now=now)
            token, staff = signing_in.sign_in_to_demo(office, role=Role.CLINICIAN, now=now)
            reads = _reads(office, staff, now)
            found = alternate({what: _timed(read) for what, read in reads.items()}, rounds=rounds, each="ms")
            size = _size(office, staff, now)
        found["script run of /worklist"] = _page_runs(copy, token, Path(folder), rounds=rounds)
    aims = {next(iter(reads)): 100, "script run of /worklist": 50}
    compared = [
        Comparison(what, Sample(times, "ms"), aim=Aim(aims[what], of_ratio=False, unit="ms") if what in aims else None)
        for what, times in found.items()
    ]
    return Result(compared, [f"{size} {READS} reads or {RUNS} runs a round, {rounds} rounds."])


def _reads(office: Office, staff: Visitor, now: datetime) -> Mapping[str, Callable[[], object]]:
    def page(choice: Choice, number: int = 1) -> Callable[[], object]:
        return lambda: triaging.worklist(office, staff, choice=choice, page=number, now=now)

    return {
        "worklist, first rows with every filter's count": page(Choice()),
        "worklist, mine": page(Choice(mine=True)),
        "worklist, page 5": page(Choice(), 5),
        "worklist, a look for news": lambda: triaging.marks(office, staff, choice=Choice(), page=1, now=now),
        "worklist, its whole order": lambda: triaging.order(office, staff, choice=Choice(), now=now),
        "how long each list is": lambda: triaging.lists(office, staff, now=now),
    }


def _timed(read: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        started = time.perf_counter()
        read()
        return (time.perf_counter() - started) * 1000

    return lambda: median(once() for _ in range(READS))


def _page_runs(database: Path, token: str, folder: Path, *, rounds: int) -> tuple[float, ...]:
    times = folder / "runs.times"
    with servers.ours(database, "--time-runs", str(times)) as server:
        return tuple(_one_round(server.port, token, times) for _ in range(rounds))


def _one_round(port: int, token: str, times: Path) -> float:
    in_own_process(
        "tests.bench.visitors", str(port), "--page", "worklist", "--token", token, "--warm-up", str(WARM_UP),
        "--runs", str(RUNS),
    )  # fmt: skip
    lines = times.read_text(encoding="ascii").splitlines()[-RUNS:]
    return median(float(line.split()[0]) for line in lines)


def _size(office: Office, staff: Visitor, now: datetime) -> str:
    counts = triaging.lists(office, staff, now=now).counts
    with office.store.reading() as db:
        patients, scores = db["patient"].count, db["score"].count
        waiting = db.conn.execute("SELECT count(*) FROM alert WHERE state <> 'closed'").fetchone()[0]
    return (
        f"{patients:,} patients, {scores:,} scores; {counts[View.ALL]:,} open recoveries, {counts[View.NEEDS]:,} "
        f"of them on the worklist, {waiting:,} open alerts."
    )
