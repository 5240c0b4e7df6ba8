# ruff: noqa: PLC0415 - each contender loads only what it uses
"""Peers that count the severities of a whole practice from its raw scores; run by an environment of their own.

`counting.py NAME DATABASE [REPEATS]` prints JSON: the answer as [side effect, day, severity, n] in order, the seconds
of each repeat, and the most memory used in MB. Nothing of ours is imported.
"""

import json
import resource
import sqlite3
import sys
import time
from pathlib import Path

QUERY = "SELECT side_effect, day, severity, count(*) AS n FROM {score} GROUP BY ALL ORDER BY ALL"
PLAIN = (
    "SELECT side_effect, day, severity, count(*) FROM score GROUP BY side_effect, day, severity "
    "ORDER BY side_effect, day, severity"
)


def sql(database):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    return lambda: connection.execute(PLAIN).fetchall()


def pandas(database):
    import pandas as pd

    def count():
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        scores = pd.read_sql_query("SELECT side_effect, day, severity FROM score", connection)
        return scores.groupby(["side_effect", "day", "severity"]).size().reset_index().to_numpy().tolist()

    return count


def duckdb_attached(database):
    duck = connected()
    duck.execute(f"ATTACH '{database}' AS clinic (TYPE sqlite, READ_ONLY)")
    return lambda: duck.execute(QUERY.format(score="clinic.score")).fetchall()


def duckdb_native(database):
    native = Path(database).with_suffix(".duckdb")
    if not native.exists():
        duck = connected()
        duck.execute(f"ATTACH '{database}' AS clinic (TYPE sqlite, READ_ONLY)")
        duck.execute(f"ATTACH '{native}' AS own")
        duck.execute("CREATE TABLE own.score AS FROM clinic.score")
        duck.close()
    import duckdb

    duck = duckdb.connect(str(native), read_only=True)
    return lambda: duck.execute(QUERY.format(score="score")).fetchall()


def connected():
    import duckdb
    import duckdb_extension_sqlite_scanner as scanner

    (extension,) = Path(scanner.__file__).parent.glob("extensions/*/*.duckdb_extension")
    duck = duckdb.connect()
    duck.execute(f"LOAD '{extension}'")
    return duck


def main():
    name, database, repeats = sys.argv[1], sys.argv[2], int((*sys.argv[3:], 1)[0])
    count = {"sql": sql, "pandas": pandas, "attached": duckdb_attached, "native": duckdb_native}[name](database)
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        answer = count()
        taken.append(time.perf_counter() - started)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"answer": [list(map(int, row)) for row in answer], "seconds": taken, "megabytes": most}))


if __name__ == "__main__":
    main()
