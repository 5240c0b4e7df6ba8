"""De-identified rows as CSV, against sqlite3's own shell, DuckDB and pandas, which write the same reports with a join.

Every contender is a process of its own that writes a file. Before anything is timed, each file is read back: it must
have as many rows of each side effect, day and severity as ours. The peers neither hold traits back nor draw keys.
"""

import argparse
import csv
import json
import resource
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recovery.domain.deidentified import over_before, told_before
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.services.files.csv_table import csv_pieces
from recovery.services.office import Office
from recovery.services.rows.deidentified_rows import deidentified_rows
from tests.bench.environments import PEERS, python_with
from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.growth import demo
from tests.bench.practice import office_at
from tests.bench.rounds import alternate, environment, in_own_process, results_folder

PATIENTS, QUICK_PATIENTS = 100_000, 10_000
ROUNDS, QUICK_ROUNDS = 3, 2
EVER = Group(Month(2000, 1), Month(2100, 12))
SHELL = "sqlite3 -csv"
NAMES = {SHELL: "sqlite3's own -csv", "duckdb": "DuckDB, the file attached", "pandas": "pandas, in pieces"}

QUERY = """
SELECT t.treatment_id, t.method, substr(t.procedure_date, 1, 4) AS procedure_year, t.areas, p.year_of_birth,
       p.skin_type, s.day, c.slug AS side_effect, s.severity, s.area
FROM treatment AS t
JOIN patient AS p ON p.clinic_id = t.clinic_id AND p.patient_id = t.patient_id
JOIN score AS s ON s.clinic_id = t.clinic_id AND s.treatment_id = t.treatment_id
JOIN catalogue_entry AS c ON c.kind = 'side effect' AND c.number = s.side_effect
WHERE t.clinic_id = 1
  AND t.procedure_date < '{told_before}'
  AND (t.closed_on IS NOT NULL OR (t.procedure_date < '{over_before}' AND s.day <= {last_day}))
"""

SCORES = "SELECT * FROM score"
"""What the shell writes fastest: one table as it lies."""


def measure(*, quick: bool, database: Path | None = None) -> Result:
    database, rounds = database or demo(QUICK_PATIENTS if quick else PATIENTS), QUICK_ROUNDS if quick else ROUNDS
    with TemporaryDirectory(dir=results_folder()) as folder:
        file = Path(folder) / "rows.csv"
        with office_at(database) as office:
            query = _query(office)
        peers = {name: partial(_peer, name, database, query, file) for name in _peers(quick=quick)}
        rows = _compare(database, file, peers)
        contenders = {"ours": partial(_ours, database, file), **peers}
        if SHELL in peers:
            contenders["scores"] = partial(_peer, SHELL, database, SCORES, file)
        memory: dict[str, float] = {}
        timed = {name: partial(_seconds, name, write, memory) for name, write in contenders.items()}
        found = {name: Sample(each, "s") for name, each in alternate(timed, rounds=rounds, each="s").items()}
    return Result(_comparisons(found, memory, rows), [f"{rows:,} rows of {database.name}, {rounds} rounds."])


def _comparisons(found: dict[str, Sample], memory: dict[str, float], rows: int) -> list[Comparison]:
    what, ours, aim = f"de-identified rows, CSV ({rows:,})", found["ours"], Aim(3, of_ratio=True)
    return [
        *(Comparison(what, ours, found[name], NAMES[name], aim if name == SHELL else None) for name in NAMES
          if name in found),
        *(Comparison(what, ours, found[name], "the shell on the scores alone", aim) for name in ("scores",)
          if name in found),
        Comparison(f"{what}: memory", Sample((memory["ours"],), "MB"), aim=Aim(100, of_ratio=False, unit="MB")),
        *(Comparison(f"{what}: memory", Sample((memory["ours"],), "MB"), Sample((memory[name],), "MB"), NAMES[name])
          for name in ("duckdb", "pandas") if name in memory),
    ]  # fmt: skip


def _peers(*, quick: bool) -> list[str]:
    shell = [SHELL] if shutil.which("sqlite3") else []
    return [*shell, "duckdb"] if quick else [*shell, "duckdb", "pandas"]


def _query(office: Office) -> str:
    today, last_day = _today(), office.guide.last_band_day
    dates = {"over_before": over_before(today, last_due=last_day), "told_before": told_before(today)}
    return QUERY.format(**dates, last_day=last_day)


def _today() -> date:
    return datetime.now(UTC).date()


def _seconds(name: str, write: Callable[[], dict[str, float]], memory: dict[str, float]) -> float:
    done = write()
    memory[name] = max(memory.get(name, 0), done["megabytes"])
    return done["seconds"]


def _ours(database: Path, file: Path) -> dict[str, float]:
    done: dict[str, float] = in_own_process("tests.bench.rows", "--database", str(database), "--file", str(file))
    return done


def _peer(name: str, database: Path, query: str, file: Path) -> dict[str, float]:
    if name == SHELL:
        started = time.perf_counter()
        with file.open("wb") as out:
            subprocess.run(["sqlite3", "-readonly", "-csv", "-header", str(database), query], stdout=out, check=True)
        return {"seconds": time.perf_counter() - started, "megabytes": 0}
    command = [str(python_with("counts")), str(PEERS / "rows.py"), name, str(database), query, str(file)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[1]} {name} failed:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _compare(database: Path, file: Path, peers: dict[str, Callable[[], Any]]) -> int:
    _ours(database, file)
    right = _counted(file)
    for name, write in peers.items():
        write()
        if _counted(file) != right:
            raise SystemExit(f"{name} writes other rows than ours: nothing was timed.")
    return sum(right.values())


def _counted(file: Path) -> Counter[tuple[str, ...]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return Counter((row["side_effect"], row["day"], row["severity"]) for row in csv.DictReader(lines))


def main() -> None:
    """Ours in its own process: prints the seconds and the most memory used as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--file", type=Path, required=True)
    options = parser.parse_args()
    with office_at(options.database) as office, options.file.open("wb") as out:
        started = time.perf_counter()
        for piece in csv_pieces(deidentified_rows(office, 1, group=EVER, today=_today()).tables[0]):
            out.write(piece.text.encode())
        taken = time.perf_counter() - started
    print(json.dumps({"seconds": taken, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
