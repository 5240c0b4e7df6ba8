"""One script run of the patient page with thirty reports, inside a real server, after warm-up.

A web socket asks for reruns, one after the other, on an otherwise idle server. What is timed is all of Streamlit's
ScriptRunner._run_script: the shell with the session looked up in the database, the page with its own reads, eight
figures, the table, every message made, and the garbage collection that Streamlit does at the end. Sending the messages
happens after that and is not in it. The peer is a plain Streamlit page of the same patient (peers/patient.py).
"""

import tempfile
from pathlib import Path
from statistics import median

from tests.bench.figures import Aim, Comparison, Result, Sample
from tests.bench.pages import PatientPage, both
from tests.bench.practice import prepare
from tests.bench.rounds import alternate, results_folder

RUNS = 60
QUICK_RUNS = 30
WARM_UP = 10
ROUNDS = 5


def measure(*, quick: bool) -> Result:
    runs, rounds = (QUICK_RUNS, 3) if quick else (RUNS, ROUNDS)
    with tempfile.TemporaryDirectory(dir=results_folder()) as folder:
        prepared = prepare(Path(folder))
        with both(prepared, Path(folder), timed=True) as (ours, plain):
            collecting: dict[str, list[float]] = {"ours": [], "plain": []}

            def run(name: str, page: PatientPage) -> float:
                page.rerun(warm_up=WARM_UP, runs=runs)
                times = page.last_runs(runs)
                collecting[name].append(median(collected for _, collected in times))
                return median(took for took, _ in times)

            found = alternate(
                {"ours": lambda: run("ours", ours), "plain": lambda: run("plain", plain)}, rounds=rounds, each="ms"
            )
    comparison = Comparison(
        "script run of /patient with 30 reports", Sample(found["ours"], "ms"), Sample(found["plain"], "ms"),
        "a plain Streamlit page", Aim(15, of_ratio=False, unit="ms"),
    )  # fmt: skip
    shares = " and ".join(f"{median(times):.1f} ms ({name})" for name, times in collecting.items())
    return Result([comparison], [f"{runs} runs a round, {rounds} rounds; of a run, garbage collection took {shares}."])
