"""The trail, chained; and what its verifications said."""

TRAIL = """
DROP TABLE audit;

CREATE TABLE audit (
    seq        INTEGER NOT NULL PRIMARY KEY,
    clinic_id  INTEGER NOT NULL,
    at         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    session    TEXT NOT NULL,
    action     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    details    TEXT NOT NULL,
    mac        TEXT NOT NULL
) STRICT;

CREATE TABLE audit_check (
    checked_at   TEXT NOT NULL PRIMARY KEY,
    rows         INTEGER NOT NULL,
    broken_seq   INTEGER,
    why          TEXT NOT NULL,
    last_mac     TEXT NOT NULL,
    mac          TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
