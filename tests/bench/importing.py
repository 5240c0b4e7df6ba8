"""A million rows, a score each, as this product exports them: tried out and added in a process with its own memory.

Nothing else does this work, so there is no peer: reading, checking, storing, counting and the trail are ours.
"""

import argparse
import json
import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from recovery.domain.access import Role
from recovery.services.imports.importing import Bringing, bring_in_here, try_out_here
from recovery.services.imports.mappings import mapping_named
from recovery.store import accounts, people
from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.practice import office_at
from tests.bench.rounds import in_own_process, results_folder
from tests.conftest import a_clinic, an_account

ROWS, QUICK_ROWS = 1_000_000, 50_000
ROUNDS, QUICK_ROUNDS = 2, 1
DAYS = 20
EFFECTS = ("redness", "bruising", "minor_bleeding", "scabbing", "numbness", "flaking", "itching")
HEAD = (
    "patient_code,patient_name,year_of_birth,skin_type,treatment,method,areas,clinician,procedure_date,closed_on,"
    "reports_due_from,day,wants_call,warning_signs,note,side_effect,severity,worst_area\n"
)
CLINICIAN = "Bench Clinician"
FIRST = date(2016, 1, 4)


def measure(*, quick: bool) -> Result:
    rows, rounds = (QUICK_ROWS, QUICK_ROUNDS) if quick else (ROWS, ROUNDS)
    done = []
    with TemporaryDirectory(dir=results_folder()) as folder:
        file = Path(folder) / "diary.csv"
        write(file, rows)
        for number in range(rounds):
            database = Path(folder) / f"{number}.db"
            done.append(in_own_process("tests.bench.importing", "--database", str(database), "--file", str(file)))
    what = f"import of {rows:,} rows"
    return Result(
        [
            Comparison(f"{what}: tried out", Sample(tuple(each["trial"] for each in done), "s")),
            Comparison(f"{what}: added", Sample(tuple(each["added"] for each in done), "s")),
            Comparison(f"{what}: processor, both", Sample(tuple(each["processor"] for each in done), "s")),
            Comparison(
                f"{what}: memory", Sample(tuple(each["megabytes"] for each in done), "MB"),
                aim=Aim(250, of_ratio=False, unit="MB"),
            ),
        ],
        [f"{done[0]['scores']:,} scores, {DAYS} days a patient, {rounds} rounds."],
    )  # fmt: skip


def write(file: Path, rows: int) -> None:
    """Rows of patient after patient, as the mapping `own-rows` reads them."""
    with file.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for number in range(rows // (DAYS * len(EFFECTS))):
            out.writelines(_of_patient(number))


def _of_patient(number: int) -> Iterator[str]:
    when = FIRST + timedelta(days=number % 3_000)
    person = f"B-{number},Ada Example {number},{1950 + number % 50},II,t{number},laser,face neck,{CLINICIAN}"
    for day in range(DAYS):
        worst = max(3 - (day + number % 3) // 3, 0)
        for place, effect in enumerate(EFFECTS):
            severity = max(worst - place % 3, 0)
            where = "face" if severity > 1 else "n/a"
            yield f"{person},{when},{when + timedelta(days=30)},{when},{day},0,,,{effect},{severity},{where}\n"


def main() -> None:
    """One import in its own process: prints seconds, seconds of processor and the most memory used as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--file", type=Path, required=True)
    options = parser.parse_args()
    now = datetime.now(UTC)
    with office_at(options.database) as office, options.file.open("rb") as file:
        with office.store.writing() as db:
            people.add_clinic(db, a_clinic(), now=now)
            accounts.add(db, an_account("x", "bench@example.com", CLINICIAN, Role.CLINICIAN), now=now)
        bringing = Bringing(file, mapping_named(office, "own-rows"))
        before, started = time.process_time(), time.perf_counter()
        try_out_here(office, bringing=bringing, now=now)
        tried = time.perf_counter()
        done = bring_in_here(office, bringing=bringing, now=now)
        added = time.perf_counter()
    print(
        json.dumps({
            "trial": tried - started, "added": added - tried, "processor": time.process_time() - before,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "scores": done.scores,
        })
    )  # fmt: skip


if __name__ == "__main__":
    main()
