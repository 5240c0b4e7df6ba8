"""What 200 signed-in sessions cost one server, and what many who sign in at once do to everybody else.

The people are real web sockets and HTTP connections of other processes (crowd.py), each session with a cookie of its
own and the worklist of a small practice open. "Quiet" tabs ask for nothing more; "looking" ones run their fragments by
the clock as the front end does in a window that is in sight: a look for news and one at the session's end. Memory is
what the server's process has resident (Linux), before and while they are there. A click is a whole rerun of the
worklist by one more person, from its sending to the last message. Those who sign in all press the button at the same
moment, each with an account of their own and the right password.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from recovery.domain.access import Role
from recovery.domain.identifiers import new_id
from recovery.services.entry import signing_in
from recovery.services.entry.passwords import hash_password
from recovery.settings import ROOT
from recovery.store import accounts
from recovery.store.accounts import Account
from tests.bench import servers
from tests.bench.figures import Comparison, Result, Sample
from tests.bench.practice import office_at, prepare
from tests.bench.rounds import environment, in_own_process, results_folder
from tests.bench.servers import Server

SESSIONS, QUICK_SESSIONS = 200, 50
SIGN_INS, QUICK_SIGN_INS = 100, 30
CLICKS, WARM_UP = 60, 15
ROUNDS, QUICK_ROUNDS = 3, 2

PASSWORD = "seven clinicians at one desk"


@dataclass(frozen=True)
class Crowd:
    """A database, and files that name who holds a session in it, who clicks, and who will sign in."""

    database: Path
    holders: Path
    clicker: Path
    newcomers: Path
    sessions: int
    sign_ins: int


def measure(*, quick: bool) -> Result:
    sessions, sign_ins = (QUICK_SESSIONS, QUICK_SIGN_INS) if quick else (SESSIONS, SIGN_INS)
    figures: dict[str, list[float]] = {}
    for number in range(1, (rounds := QUICK_ROUNDS if quick else ROUNDS) + 1):
        with tempfile.TemporaryDirectory(dir=results_folder()) as folder:
            found = _one_round(_crowd(Path(folder), sessions, sign_ins))
        for name, value in found.items():
            figures.setdefault(name, []).append(value)
        shown = ", ".join(f"{name} {value:,.3g}" for name, value in found.items())
        print(f"  round {number} of {rounds}: {shown}", file=sys.stderr, flush=True)
    return Result(
        _compared(figures, sessions, sign_ins), [f"{CLICKS} clicks each, {rounds} rounds, a new server each."]
    )


def _crowd(folder: Path, sessions: int, sign_ins: int) -> Crowd:
    prepared, now = prepare(folder), datetime.now(UTC)
    with office_at(prepared.database) as office:
        tokens = [signing_in.sign_in_to_demo(office, role=Role.CLINICIAN, now=now)[0] for _ in range(sessions + 1)]
        logins, password_hash = [f"newcomer{number}@example.com" for number in range(sign_ins)], hash_password(PASSWORD)
        clinic_id = office.the_clinic().clinic_id
        with office.store.writing() as db:
            for login in logins:
                roles = frozenset({Role.CLINICIAN})
                accounts.add(db, Account(clinic_id, new_id(), login, "Newcomer", password_hash, roles), now=now)
    files = {"holders": tokens[1:], "clicker": tokens[:1], "newcomers": logins}
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines), encoding="ascii")
    return Crowd(prepared.database, *(folder / name for name in files), sessions, sign_ins)


def _one_round(crowd: Crowd) -> dict[str, float]:
    with servers.ours(crowd.database) as server:
        _clicks(server, crowd)  # what the first clicks load stays, whoever comes
        before = _resident_kib(server)
        found = {"alone": median(_clicks(server, crowd))}
        with _beside("hold", server, crowd.holders):
            found["KiB"] = (_resident_kib(server) - before) / crowd.sessions
            found["quiet"] = median(_clicks(server, crowd))
        with _beside("hold", server, crowd.holders, "--timers"):
            found["looking"] = median(_clicks(server, crowd))
    with servers.ours(crowd.database) as server:
        return found | _signing_in(server, crowd)


def _signing_in(server: Server, crowd: Crowd) -> dict[str, float]:
    """How fast all are in, and how long a look at /healthz and a click take before that and meanwhile."""
    _clicks(server, crowd)
    with _beside("ask", server) as asked_before:
        clicked_before = _clicks(server, crowd)
    with _beside("ask", server) as asked, _beside("click", server, crowd.clicker) as clicked:
        who = ("--who", str(crowd.newcomers), "--password", PASSWORD)
        done = in_own_process("tests.bench.crowd", "sign-in", str(server.port), *who)
    return {
        "a second": crowd.sign_ins / done["seconds"],
        "slowest": max(done["times"]) / 1000,
        **_spread("health before", asked_before),
        **_spread("health", asked),
        **_spread("click before", clicked_before),
        **_spread("click", clicked),
    }


def _clicks(server: Server, crowd: Crowd) -> list[float]:
    more = ("--who", str(crowd.clicker), "--runs", str(CLICKS), "--warm-up", str(WARM_UP))
    found: list[float] = in_own_process("tests.bench.crowd", "click", str(server.port), *more)
    return found


@contextmanager
def _beside(what: str, server: Server, who: Path | None = None, *options: str) -> Iterator[list[float]]:
    """People who go on with something until the end of the block; then the list holds what they measured."""
    more = ["--who", str(who)] if who else []
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.crowd", what, str(server.port), *more, *options], cwd=ROOT,
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    found: list[float] = []
    try:
        if what == "hold":  # they say so when all are there
            process.stdout.readline()
        yield found
    finally:
        process.stdin.close()
        said = process.stdout.read()
        process.wait()
    if process.returncode:
        raise SystemExit(f"those who {what} broke off")
    found.extend(json.loads(said) if said else [])


def _resident_kib(server: Server) -> int:
    """What the server's process has in memory."""
    status = Path(f"/proc/{server.process_id}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))


def _spread(name: str, times: Sequence[float]) -> dict[str, float]:
    return {f"{name} p50": median(times), f"{name} p95": quantiles(times, n=20)[-1]}


def _compared(found: Mapping[str, Sequence[float]], sessions: int, sign_ins: int) -> list[Comparison]:
    def sample(name: str, unit: str) -> Sample:
        return Sample(tuple(found[name]), unit)

    def beside(what: str, name: str, before: str, peer: str) -> Comparison:
        return Comparison(what, sample(name, "ms"), sample(before, "ms"), peer)

    meanwhile = f"while {sign_ins} sign in at once"
    return [
        Comparison(f"memory of one of {sessions} sessions", sample("KiB", "KiB")),
        beside(f"a click on the worklist, {sessions} quiet tabs", "quiet", "alone", "no other tab"),
        beside(f"a click on the worklist, {sessions} tabs looking for news", "looking", "alone", "no other tab"),
        Comparison(f"{sign_ins} sign-ins at once", sample("a second", "/s")),
        Comparison("the slowest of them", sample("slowest", "s")),
        *(
            beside(f"{what} {meanwhile}, {part}", f"{name} {part}", f"{name} before {part}", "before")
            for what, name in (("/healthz", "health"), ("a click", "click"))
            for part in ("p50", "p95")
        ),
    ]
