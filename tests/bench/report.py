"""One report stored durably, against the bare disk and against plain sqlite-utils calls.

Every contender is a process of its own that stores the same reports of the same patients, day after day: all seven
side effects asked, so 1 report, 7 score and 7 course rows each. Ours also checks the report, keeps the standing, the
treatment's version and the trail, and asks who may send it. The peers' rows are made beforehand, outside what is timed.
Every contender waits for the disk as long: synchronous=FULL, in ours (WAL) and in both of the peer's journal modes.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from recovery.domain.access import Role
from recovery.domain.report import Draft
from recovery.services.demonstrating import fill_demo
from recovery.services.entry import signing_in
from recovery.services.office import Office
from recovery.services.recoveries import reporting
from recovery.store.database import Database
from tests.bench.diaries import draft
from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.machine import sync_times
from tests.bench.practice import Enrolled, enrol, office_at
from tests.bench.rounds import alternate, in_own_process, results_folder

PATIENTS = 60
DAYS = 15
QUICK_DAYS = 5
ROUNDS = 7

WRITES_A_REPORT = 5
"""How many bare writes are timed for each report, so that both see as much of what else the disk does."""

AREA = "face"

Rows = tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]
"""A report's own row, its scores and its courses, as sqlite-utils takes them."""


def measure(*, quick: bool) -> Result:
    days, rounds = (QUICK_DAYS, 3) if quick else (DAYS, ROUNDS)
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder:

        def contender(name: str) -> float:
            return float(in_own_process("tests.bench.report", name, "--folder", folder, "--days", str(days)))

        names = ("ours", "disk", "delete", "wal")
        found = alternate({name: lambda name=name: contender(name) for name in names}, rounds=rounds, each="µs")  # type: ignore[misc]
    ours, disk, delete, wal = (Sample(found[name], "µs") for name in names)
    return Result(
        [
            Comparison(
                "one report stored durably", ours, disk, "one 4 KiB write + fdatasync", Aim(2, of_ratio=True)
            ),
            Comparison(
                "one report stored durably", ours, delete, "three sqlite-utils calls, its default journal",
                Aim(5, of_ratio=True, at_least=True), as_speedup=True,
            ),
            Comparison(
                "one report stored durably", ours, wal, "three sqlite-utils calls, WAL",
                Aim(5, of_ratio=True, at_least=True), as_speedup=True,
            ),
        ],
        [f"{PATIENTS} treatments, {days} days: {PATIENTS * days} reports a round, {rounds} rounds."],
    )  # fmt: skip


def ours(office: Office, patients: list[Enrolled], *, days: int, now: datetime) -> list[float]:
    """Seconds of each report through services.reporting.submit."""
    taken = []
    for patient, entered, moment in diary(patients, days=days, now=now):
        started = time.perf_counter()
        reporting.submit(
            office, patient.visitor, treatment_id=patient.treatment.treatment_id, draft=entered, now=moment
        )
        taken.append(time.perf_counter() - started)
    return taken


def plain(
    folder: Path, office: Office, patients: list[Enrolled], *, days: int, now: datetime, wal: bool
) -> list[float]:
    """Seconds of each report through three calls on an ordinary sqlite-utils database."""
    prepared = list(rows(office, patients, days=days, now=now))
    db = Database(folder / "plain.db")
    if wal:
        db.enable_wal()
    assert db.conn.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL, as it opens
    taken = []
    for report, scores, courses in prepared:
        started = time.perf_counter()
        db["report"].insert(report, pk=("clinic_id", "treatment_id", "day"))
        db["score"].insert_all(scores, pk=("clinic_id", "treatment_id", "day", "side_effect"))
        db["course"].upsert_all(courses, pk=("clinic_id", "treatment_id", "side_effect"))
        taken.append(time.perf_counter() - started)
    db.close()
    return taken


def diary(patients: list[Enrolled], *, days: int, now: datetime) -> Iterator[tuple[Enrolled, Draft, datetime]]:
    """Every patient's report of day 0, then of day 1, and so on; each sent on its day."""
    for day in range(days):
        for number, patient in enumerate(patients):
            yield patient, draft(day, area=AREA, lag=number % 3), now - timedelta(days=days - 1 - day)


def rows(office: Office, patients: list[Enrolled], *, days: int, now: datetime) -> Iterator[Rows]:
    """The rows of each report as ours stores them, read back from a database of ours."""
    for patient, entered, moment in diary(patients, days=days, now=now):
        key = [patient.visitor.clinic_id, patient.treatment.treatment_id]
        reporting.submit(office, patient.visitor, treatment_id=key[1], draft=entered, now=moment)
        treatment = "clinic_id = ? AND treatment_id = ?"
        of_day, its_day = f"{treatment} AND day = ?", [*key, entered.day]
        with office.store.reading() as db:
            report = next(db["report"].rows_where(of_day, its_day))
            scores = list(db["score"].rows_where(of_day, its_day))
            courses = list(db["course"].rows_where(treatment, key))
        yield report, scores, courses


def main() -> None:
    """One contender in its own process: prints the median microseconds of a report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("contender", choices=("ours", "disk", "delete", "wal"))
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--days", type=int, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as own:
        print(json.dumps(median(_taken(options.contender, Path(own), days=options.days)) * 1e6))


def _taken(contender: str, folder: Path, *, days: int) -> list[float]:
    if contender == "disk":
        return sync_times(folder, count=PATIENTS * days * WRITES_A_REPORT)
    now = datetime.now(UTC)
    with office_at(folder / "ours.db") as office:
        fill_demo(office, patients=1, seed=1, now=now)
        _, staff = signing_in.sign_in_to_demo(office, role=Role.CLINICIAN, now=now)
        patients = [enrol(office, staff, days_ago=days - 1, now=now) for _ in range(PATIENTS)]
        if contender == "ours":
            return ours(office, patients, days=days, now=now)
        return plain(folder, office, patients, days=days, now=now, wal=contender == "wal")


if __name__ == "__main__":
    main()
