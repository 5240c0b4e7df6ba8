"""From the start of the process to the first 200: ours at /healthz, an empty Streamlit application at its own health.

Both are started by `python -m streamlit run`, asked every 5 ms, and started once beforehand so that compiled code and
files are at hand. Ours opens a practice's database and the guide before it answers.
"""

import tempfile
from pathlib import Path

from tests.bench import servers
from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.practice import prepare
from tests.bench.rounds import alternate, results_folder

ROUNDS = 9
QUICK_ROUNDS = 3


def measure(*, quick: bool) -> Result:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder:
        database = prepare(Path(folder)).database

        def ours() -> float:
            with servers.ours(database) as server:
                return server.started_in_s

        def empty() -> float:
            with servers.peer("empty.py") as server:
                return server.started_in_s

        ours(), empty()
        found = alternate({"ours": ours, "empty": empty}, rounds=rounds, each="s")
    comparison = Comparison(
        "start to /healthz", Sample(found["ours"], "s"), Sample(found["empty"], "s"), "an empty Streamlit app",
        Aim(1.5, of_ratio=True),
    )  # fmt: skip
    return Result([comparison], [f"{rounds} rounds."])
