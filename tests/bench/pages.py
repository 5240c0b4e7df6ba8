"""The patient page of ours and of the plain application, each on a server of its own, and tabs that look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import servers
from tests.bench.diaries import COURSES
from tests.bench.practice import Prepared
from tests.bench.rounds import in_own_process
from tests.bench.servers import Server

FIGURES = 1 + len(COURSES)
"""On either page: the strip, and a course for each side effect."""


@dataclass(frozen=True)
class PatientPage:
    """A server with a patient page, and how a signed-in clinician's tab asks for it."""

    server: Server
    options: tuple[str, ...]
    times: Path

    def rerun(self, *, tabs: int = 1, **limits: float) -> dict[str, Any]:
        """What visitors.visit measured; SystemExit when the page did not show all of its figures."""
        more = [str(part) for name, value in limits.items() for part in (f"--{name.replace('_', '-')}", value)]
        found: dict[str, Any] = in_own_process(
            "tests.bench.visitors", str(self.server.port), *self.options, "--tabs", str(tabs), *more
        )
        if found["charts"] != FIGURES:
            raise SystemExit(f"the page of {self.options} showed {found['charts']} figures, not {FIGURES}")
        return found

    def last_runs(self, count: int) -> list[tuple[float, float]]:
        """Milliseconds of the last script runs: all, and the garbage collection in it."""
        lines = self.times.read_text(encoding="ascii").splitlines()[-count:]
        return [(float(all_of_it), float(collected)) for all_of_it, collected in (line.split() for line in lines)]


@contextmanager
def both(prepared: Prepared, folder: Path, *, timed: bool) -> Iterator[tuple[PatientPage, PatientPage]]:
    """Ours and the plain one, running side by side."""
    ours_at, plain_at = folder / "ours.times", folder / "plain.times"
    watch = (("--time-runs", str(ours_at)), ("--time-runs", str(plain_at))) if timed else ((), ())
    query = f"treatment={prepared.treatment}"
    plain_query = f"treatment={prepared.treatment_id}"
    with (
        servers.ours(prepared.database, *watch[0]) as ours,
        servers.peer("patient.py", *watch[1], database=prepared.database) as plain,
    ):
        yield (
            PatientPage(ours, ("--page", "patient", "--query", query, "--token", prepared.staff_token), ours_at),
            PatientPage(plain, ("--query", plain_query), plain_at),
        )
