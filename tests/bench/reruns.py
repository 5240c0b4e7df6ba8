"""Reruns a second with ten sessions of the patient page, against a plain Streamlit page of the same patient.

Ten web sockets of one separate process each ask for the next rerun as soon as the last one's messages have all come,
so the server always has ten sessions waiting and one interpreter to serve them.
"""

import tempfile
from pathlib import Path

from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.pages import PatientPage, both
from tests.bench.practice import prepare
from tests.bench.rounds import alternate, results_folder

TABS = 10
SECONDS = 6
QUICK_SECONDS = 3
WARM_UP = 2
ROUNDS = 5


def measure(*, quick: bool) -> Result:
    seconds, rounds = (QUICK_SECONDS, 3) if quick else (SECONDS, ROUNDS)

    def rate(page: PatientPage) -> float:
        return float(page.rerun(tabs=TABS, warm_up=WARM_UP, seconds=seconds)["a_second"])

    with (
        tempfile.TemporaryDirectory(dir=results_folder()) as folder,
        both(prepare(Path(folder)), Path(folder), timed=False) as (ours, plain),
    ):
        contenders = {"ours": lambda: rate(ours), "plain": lambda: rate(plain)}
        found = alternate(contenders, rounds=rounds, each="reruns/s")
    comparison = Comparison(
        f"reruns a second with {TABS} sessions", Sample(found["ours"], "/s"), Sample(found["plain"], "/s"),
        "a plain Streamlit page", Aim(4, of_ratio=True, at_least=True),
    )  # fmt: skip
    return Result([comparison], [f"{seconds} s a round, {rounds} rounds."])
