# ruff: noqa: PLC0415 - each contender loads only what it uses
"""Peers that write a practice's reports row by row as CSV; run by an environment of their own.

`rows.py NAME DATABASE QUERY FILE` prints JSON: the seconds that it took, and the most memory used in MB.
"""

import json
import resource
import sqlite3
import sys
import time
from pathlib import Path

ROWS_AT_A_TIME = 100_000


def pandas(database, query, file):
    import pandas as pd

    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with Path(file).open("w", encoding="utf-8", newline="") as out:
        for number, some in enumerate(pd.read_sql_query(query, connection, chunksize=ROWS_AT_A_TIME)):
            some.to_csv(out, index=False, header=number == 0)


def duckdb(database, query, file):
    import duckdb as duck
    import duckdb_extension_sqlite_scanner as scanner

    (extension,) = Path(scanner.__file__).parent.glob("extensions/*/*.duckdb_extension")
    connection = duck.connect()
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH '{database}' AS clinic (TYPE sqlite, READ_ONLY)")
    connection.execute("USE clinic")
    connection.execute(f"COPY ({query}) TO '{file}' (FORMAT csv, HEADER)")


def main():
    name, database, query, file = sys.argv[1:]
    started = time.perf_counter()
    {"pandas": pandas, "duckdb": duckdb}[name](database, query, file)
    taken = time.perf_counter() - started
    print(json.dumps({"seconds": taken, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
