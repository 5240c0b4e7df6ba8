"""pandas over raw rows: what became of each side effect by method; run by an environment of its own.

`summarising.py DATABASE` reads the last days of the bands as JSON on standard input, [method, side effect, day] each.
It prints JSON: the answer as [method, side effect, treatments reporting, ever, peak's quartiles, evaluable, clear] in
order, the seconds it took and the most memory used in MB. Nothing of ours is imported.
"""

import json
import resource
import sqlite3
import sys
import time

import numpy as np
import pandas as pd

SCORES = """
SELECT t.method, s.treatment_id, s.side_effect, s.day, s.severity
FROM score AS s JOIN treatment AS t ON t.clinic_id = s.clinic_id AND t.treatment_id = s.treatment_id
"""


def summarise(database, ends):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    scores = pd.read_sql_query(SCORES, connection)
    present = scores[scores.severity > 0]
    of = ["treatment_id", "side_effect"]
    courses = scores.groupby(of).agg(method=("method", "first"), peak=("severity", "max"))
    courses = courses.join(present.groupby(of).day.max().rename("last_present"))
    later = scores.merge(courses.last_present.dropna().reset_index(), on=of)
    courses = courses.join(later[later.day > later.last_present].groupby(of).day.min().rename("clear"))
    return [row_of(*group, ends) for group in courses.reset_index().groupby(["method", "side_effect"])]


def row_of(key, courses, ends):
    end, ever = ends[key], courses[courses.last_present.notna()]
    clear, not_clear = ever.clear <= end, ever.last_present >= end
    quartiles = np.quantile(ever.peak, [0.25, 0.5, 0.75], method="inverted_cdf").tolist()
    return [*key, len(courses), len(ever), quartiles, int((clear | not_clear).sum()), int(clear.sum())]


def main():
    ends = {(method, number): day for method, number, day in json.load(sys.stdin)}
    started = time.perf_counter()
    answer = summarise(sys.argv[1], ends)
    taken, most = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"answer": answer, "seconds": taken, "megabytes": most}, default=int))


if __name__ == "__main__":
    main()
