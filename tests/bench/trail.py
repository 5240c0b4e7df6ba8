"""What the trail costs: verifying its chain, a week of it on a page, and taking it as CSV; on a trail of one size."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recovery.domain.access import Role, Visitor
from recovery.domain.trail import TrailFilters
from recovery.services.audit.auditing import verify_trail
from recovery.services.audit.trail import take_trail, trail
from recovery.services.demonstrating import fill_demo
from recovery.services.entry import signing_in
from recovery.services.office import Office
from recovery.store import audit
from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.practice import office_at
from tests.bench.rounds import results_folder

ROWS, QUICK_ROWS = 1_000_000, 100_000
ROUNDS = 5
EVERY = timedelta(minutes=1)
"""Between two rows: a million are about two years of a busy practice."""

WEEK = timedelta(days=7)


def measure(*, quick: bool) -> Result:
    """Rows verified a second, and how soon a page and a file of them are there."""
    rows, rounds = (QUICK_ROWS, 2) if quick else (ROWS, ROUNDS)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder, office_at(Path(folder) / "trail.db") as office:
        fill_demo(office, patients=1, now=now)
        _, manager = signing_in.sign_in_to_demo(office, role=Role.MANAGER, now=now)
        _grow(office, rows, now)
        verified = [_seconds(lambda: verify_trail(office.store, now=now)) for _ in range(rounds)]
        page = [_seconds(lambda: _week(office, manager, now)) for _ in range(rounds)]
        taken = [_seconds(lambda: _taken(office, manager, now)) for _ in range(2)]
    return Result(
        [
            Comparison(
                "trail verified",
                Sample(tuple(rows / each for each in verified), "rows/s"),
                aim=Aim(100_000, of_ratio=False, at_least=True, unit="rows/s"),
            ),
            Comparison("a page of the trail's last week", Sample(tuple(1000 * each for each in page), "ms")),
            Comparison("the trail taken as CSV", Sample(tuple(rows / each for each in taken), "rows/s")),
        ],
        [f"{rows:,} rows, {rounds} rounds."],
    )


def _grow(office: Office, rows: int, now: datetime) -> None:
    with office.store.writing() as db:
        for number in range(rows):
            who, when = audit.Actor(f"staff:{number % 7}", "abcdef012345"), now - EVERY * (rows - number)
            subject = f"patient:{number % 5_000}"
            audit.add(db, clinic_id=1, now=when, actor=who, action="opened a patient", subject=subject)


def _week(office: Office, manager: Visitor, now: datetime) -> None:
    trail(office, manager, filters=TrailFilters(since=(now - WEEK).date()))


def _taken(office: Office, manager: Visitor, now: datetime) -> None:
    for _ in take_trail(office, manager, filters=TrailFilters(), now=now):
        pass


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
