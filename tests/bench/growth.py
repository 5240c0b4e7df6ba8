"""How the cost of the usual reads, and of a report, grows with the practice: 1,000, 10,000 and 100,000 patients.

The practices are demos made by `python -m recovery demo`, kept between runs. Reads go through the services, one after
the other in one process with a warm cache; a report is stored in a copy, so that the practice stays as it is.
"""

import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from recovery.domain.access import Role, Visitor
from recovery.domain.lookalikes import looks_of
from recovery.domain.summary.summing import Choice
from recovery.services.groups import summarising
from recovery.services.groups.cohorts import everything
from recovery.services.office import Office
from recovery.services.people import enrolling, lookalikes
from recovery.services.recoveries import reporting, reviewing
from recovery.settings import ROOT
from recovery.store import accounts, migrations, open_list, reports
from recovery.store.driver import sqlite3
from tests.bench.diaries import draft
from tests.bench.figures import Result, short, table
from tests.bench.practice import enrol, office_at
from tests.bench.rounds import environment, results_folder

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (1_000, 10_000)

REPEATS = 15
AT_MOST_S = 3.0
"""What takes long is repeated less often, but at least three times."""

REPORTING_PATIENTS = 50


def measure(*, quick: bool, database: Path | None = None) -> Result:
    paths = [demo(size) for size in (QUICK_SIZES if quick else SIZES) if database is None or size < SIZES[-1]]
    columns = [_measure(path) for path in (*paths, *([database] if database else []))]
    rows = [[what, *(column[what] for column in columns)] for what in columns[0]]
    return Result([], ["\n\n" + table(rows[1:], headings=rows[0])])


def demo(patients: int) -> Path:
    """A demo of this size, made unless it is there from an earlier run with the same schema."""
    schema = hashlib.sha256(Path(migrations.__file__).read_bytes()).hexdigest()[:8]
    path = results_folder() / f"demo-{patients}-{schema}.db"
    if not path.exists():
        command = [sys.executable, "-m", "recovery", "demo", "--database", str(path), "--patients", str(patients)]
        subprocess.run(command, cwd=ROOT, env=environment(), check=True)
    return path


def _measure(path: Path) -> dict[str, str]:
    now = datetime.now(UTC)
    with office_at(path) as office:
        found = {"patients": _size(office)}
        staff = _clinician(office)
        for what, read in _reads(office, staff, now).items():
            found[what] = f"{short(_median_ms(read))} ms"
    found["one report stored durably"] = f"{short(_report_ms(path, now))} ms"
    return found


def _reads(office: Office, staff: Visitor, now: datetime) -> Mapping[str, Callable[[], object]]:
    """What the usual screens read, by name; the patient looked at is the one in the middle of the list."""
    with office.store.reading() as db:
        ids = open_list.open_ids(db, staff.clinic_id)
        chosen = next(one for one in ids[len(ids) // 2 :] if reports.reported_days(db, staff.clinic_id, one))
    manager = Visitor("", staff.clinic_id, staff.subject_id, staff.name, frozenset({Role.MANAGER}))
    split = Choice(everything(office, manager, now=now))
    name = reviewing.recovery(office, staff, treatment_id=chosen, now=now).patient
    search = partial(enrolling.search, office, staff, page=1)
    looks = looks_of(name=name.name, contact=name.contact, year_of_birth=name.year_of_birth)
    return {
        "patients list, first page": lambda: reviewing.patients_list(office, staff, page=1, now=now),
        "patients list, page 20": lambda: reviewing.patients_list(office, staff, page=20, now=now),
        "patient page: the treatment": lambda: reviewing.recovery(office, staff, treatment_id=chosen, now=now),
        "patient page: its neighbours": lambda: reviewing.neighbours(office, staff, treatment_id=chosen),
        "search by a whole name": lambda: search(words=name.name),
        "search by two letters": lambda: search(words="an"),
        "search by code": lambda: search(words=name.code),
        "who is enrolled already": lambda: lookalikes.alike(office, staff, looks=looks),
        "summary of everything": lambda: list(
            summarising.summary_file(office, manager, choice=split, now=now).tables[0].rows
        ),
    }


def _size(office: Office) -> str:
    with office.store.reading() as db:
        count = {name: db[name].count for name in ("patient", "report")}
        still_open = len(open_list.open_ids(db, office.the_clinic().clinic_id))
    megabytes = office.store.path.stat().st_size / 1e6
    return f"{count['patient']:,} ({still_open:,} open, {count['report']:,} reports, {megabytes:,.0f} MB)"


def _clinician(office: Office) -> Visitor:
    with office.store.reading() as db:
        account = accounts.first_with(db, Role.CLINICIAN)
    if account is None:
        raise SystemExit(f"{office.store.path} holds no demo: it has no clinician.")
    return Visitor("", account.clinic_id, account.account_id, account.name, account.roles)


def _median_ms(read: Callable[[], object]) -> float:
    taken: list[float] = []
    read()
    while len(taken) < 3 or (len(taken) < REPEATS and sum(taken) < AT_MOST_S):
        started = time.perf_counter()
        read()
        taken.append(time.perf_counter() - started)
    return median(taken) * 1000


def _report_ms(path: Path, now: datetime) -> float:
    """Milliseconds of a report, in a copy beside: two days of fifty new patients, the second one timed."""
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder:
        copy = Path(folder) / "copy.db"
        source, target = sqlite3.connect(path), sqlite3.connect(copy)
        source.backup(target)
        source.close(), target.close()
        with office_at(copy) as office:
            staff = _clinician(office)
            patients = [enrol(office, staff, days_ago=1, now=now) for _ in range(REPORTING_PATIENTS)]
            return median(
                [_submit_s(office, patient.visitor, patient.treatment.treatment_id, day, now)
                 for day in (0, 1) for patient in patients][REPORTING_PATIENTS:]
            ) * 1000  # fmt: skip


def _submit_s(office: Office, visitor: Visitor, treatment_id: int, day: int, now: datetime) -> float:
    started = time.perf_counter()
    reporting.submit(office, visitor, treatment_id=treatment_id, draft=draft(day, area="face"), now=now)
    return time.perf_counter() - started
