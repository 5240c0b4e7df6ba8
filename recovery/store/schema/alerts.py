"""Alerts, guidance by version, clinicians' notes and mail; what is due from when; urgency leaves the standing."""

ALERTS = """
CREATE TABLE alert (
    clinic_id        INTEGER NOT NULL,
    alert_id         INTEGER NOT NULL,
    treatment_id     INTEGER NOT NULL,
    rule             TEXT NOT NULL,
    side_effect      INTEGER NOT NULL,
    level            INTEGER NOT NULL CHECK (level BETWEEN 1 AND 4),
    severity         INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 4),
    evidence         TEXT NOT NULL,
    guidance_version INTEGER NOT NULL,
    opened_at        TEXT NOT NULL,
    heard_at         TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN
                         ('open', 'acknowledged', 'contacted', 'no action needed', 'escalated', 'closed')),
    account_id       INTEGER,
    snoozed_until    TEXT,
    acknowledged_at  TEXT,
    closed_at        TEXT,
    version          INTEGER NOT NULL,
    PRIMARY KEY (clinic_id, alert_id),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment,
    FOREIGN KEY (clinic_id, account_id) REFERENCES account
) STRICT;

CREATE INDEX alert_by_treatment ON alert (clinic_id, treatment_id);
CREATE UNIQUE INDEX alert_one_open ON alert (clinic_id, treatment_id, rule, side_effect) WHERE state <> 'closed';
CREATE INDEX alert_waiting ON alert
    (clinic_id, treatment_id, level, severity, opened_at, snoozed_until, account_id, state, rule, side_effect)
    WHERE state <> 'closed';

CREATE TABLE alert_event (
    clinic_id   INTEGER NOT NULL,
    alert_id    INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    at          TEXT NOT NULL,
    account_id  INTEGER,
    step        TEXT NOT NULL,
    how         TEXT NOT NULL,
    note        TEXT NOT NULL,
    to_account  INTEGER,
    before      TEXT NOT NULL,
    version     INTEGER NOT NULL,
    PRIMARY KEY (clinic_id, alert_id, n),
    FOREIGN KEY (clinic_id, alert_id) REFERENCES alert,
    FOREIGN KEY (clinic_id, account_id) REFERENCES account,
    FOREIGN KEY (clinic_id, to_account) REFERENCES account
) STRICT, WITHOUT ROWID;

CREATE TABLE clinician_note (
    clinic_id     INTEGER NOT NULL,
    note_id       INTEGER NOT NULL,
    treatment_id  INTEGER NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('note', 'call', 'visit')),
    day           INTEGER NOT NULL,
    text          TEXT NOT NULL,
    side_effect   INTEGER,
    severity      INTEGER CHECK (severity BETWEEN 0 AND 4),
    written_by    INTEGER NOT NULL,
    written_at    TEXT NOT NULL,
    PRIMARY KEY (clinic_id, note_id),
    CHECK ((side_effect IS NULL) = (severity IS NULL)),
    FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment,
    FOREIGN KEY (clinic_id, written_by) REFERENCES account
) STRICT;

CREATE INDEX clinician_note_by_treatment ON clinician_note (clinic_id, treatment_id);

CREATE TABLE look (
    clinic_id     INTEGER NOT NULL,
    account_id    INTEGER NOT NULL,
    treatment_id  INTEGER NOT NULL,
    looked_at     TEXT NOT NULL,
    PRIMARY KEY (clinic_id, account_id, treatment_id),
    FOREIGN KEY (clinic_id, account_id) REFERENCES account,
    FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment
) STRICT, WITHOUT ROWID;
"""

GUIDANCE = """
CREATE TABLE guidance (
    version        INTEGER NOT NULL PRIMARY KEY CHECK (version > 0),
    in_force_from  TEXT NOT NULL,
    set_by         INTEGER,
    reason         TEXT NOT NULL CHECK (reason <> ''),
    own            TEXT NOT NULL
) STRICT;

INSERT INTO guidance (version, in_force_from, set_by, reason, own)
SELECT DISTINCT version, in_force_from, NULL, 'as the files of the guide had it', '{}' FROM band;

CREATE TABLE rule_setting (
    version  INTEGER NOT NULL,
    rule     TEXT NOT NULL,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    source   TEXT NOT NULL,
    PRIMARY KEY (version, rule, name),
    FOREIGN KEY (version) REFERENCES guidance
) STRICT, WITHOUT ROWID;
"""

NOTIFYING = """
CREATE TABLE outbox (
    clinic_id    INTEGER NOT NULL,
    mail_id      INTEGER NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('alert', 'digest', 'test')),
    about        TEXT NOT NULL,
    account_id   INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    attempts     INTEGER NOT NULL,
    next_try_at  TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    settled_at   TEXT,
    failure      TEXT NOT NULL,
    PRIMARY KEY (clinic_id, mail_id),
    UNIQUE (clinic_id, kind, about),
    FOREIGN KEY (clinic_id, account_id) REFERENCES account
) STRICT;

CREATE INDEX outbox_waiting ON outbox (clinic_id, next_try_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_by_time ON outbox (clinic_id, created_at, mail_id);

CREATE TABLE chore (
    name           TEXT NOT NULL PRIMARY KEY,
    claimed_until  TEXT NOT NULL,
    done_at        TEXT
) STRICT, WITHOUT ROWID;

ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT '';

ALTER TABLE clinic ADD COLUMN on_duty INTEGER;

ALTER TABLE clinic ADD COLUMN watched_since TEXT;
"""

DUE_FROM = """
ALTER TABLE treatment ADD COLUMN due_from TEXT;

UPDATE treatment SET due_from = substr(created_at, 1, 10);
"""
"""Of what was entered before, the date by universal time: at most a day beside the clinic's own."""

STANDING_WITHOUT_URGENCY = """
DROP TABLE standing;

CREATE TABLE standing (
    clinic_id          INTEGER NOT NULL,
    treatment_id       INTEGER NOT NULL,
    last_day           INTEGER NOT NULL,
    last_at            TEXT NOT NULL,
    worst              INTEGER NOT NULL CHECK (worst BETWEEN 0 AND 4),
    worst_side_effect  INTEGER,
    present            INTEGER NOT NULL,
    past_band          INTEGER NOT NULL,
    PRIMARY KEY (clinic_id, treatment_id),
    FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment
) STRICT;
"""
