"""The schema, one step a function; steps are only ever added."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("recovery")

APPLICATION_ID = 0x52454344
"""Marks the file as this product's ("RECD"), so that another program's database is never taken for ours."""

_PEOPLE = """
CREATE TABLE clinic (
    clinic_id         INTEGER NOT NULL PRIMARY KEY CHECK (clinic_id > 0),
    name              TEXT NOT NULL CHECK (name <> ''),
    time_zone         TEXT NOT NULL,
    phone             TEXT NOT NULL,
    emergency_number  TEXT NOT NULL,
    language          TEXT NOT NULL DEFAULT 'en',
    watched           INTEGER NOT NULL CHECK (watched IN (0, 1)),
    watched_when      TEXT NOT NULL,
    demo              INTEGER NOT NULL CHECK (demo IN (0, 1)),
    created_at        TEXT NOT NULL
) STRICT;

CREATE TABLE account (
    clinic_id      INTEGER NOT NULL REFERENCES clinic,
    account_id     INTEGER NOT NULL,
    login          TEXT NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    password_hash  TEXT NOT NULL,
    is_clinician   INTEGER NOT NULL CHECK (is_clinician IN (0, 1)),
    is_manager     INTEGER NOT NULL CHECK (is_manager IN (0, 1)),
    disabled       INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created_at     TEXT NOT NULL,
    PRIMARY KEY (clinic_id, account_id),
    CHECK (is_clinician + is_manager > 0)
) STRICT;

CREATE TABLE patient (
    clinic_id      INTEGER NOT NULL REFERENCES clinic,
    patient_id     INTEGER NOT NULL,
    code           TEXT NOT NULL,
    name           TEXT NOT NULL CHECK (name <> ''),
    search_key     TEXT NOT NULL,
    contact        TEXT NOT NULL,
    year_of_birth  INTEGER,
    skin_type      TEXT,
    created_at     TEXT NOT NULL,
    PRIMARY KEY (clinic_id, patient_id),
    UNIQUE (clinic_id, code)
) STRICT;

CREATE INDEX patient_by_name ON patient (clinic_id, search_key);

CREATE TABLE treatment (
    clinic_id       INTEGER NOT NULL,
    treatment_id    INTEGER NOT NULL,
    patient_id      INTEGER NOT NULL,
    method          TEXT NOT NULL,
    areas           TEXT NOT NULL CHECK (areas <> ''),
    procedure_date  TEXT NOT NULL,
    clinician_id    INTEGER NOT NULL,
    closed_on       TEXT,
    version         INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT NOT NULL,
    PRIMARY KEY (clinic_id, treatment_id),
    FOREIGN KEY (clinic_id, patient_id) REFERENCES patient,
    FOREIGN KEY (clinic_id, clinician_id) REFERENCES account
) STRICT;

CREATE INDEX treatment_by_patient ON treatment (clinic_id, patient_id);
CREATE INDEX treatment_open ON treatment (clinic_id, treatment_id) WHERE closed_on IS NULL;
CREATE INDEX treatment_by_date ON treatment (clinic_id, procedure_date);
"""

_ACCESS = """
CREATE TABLE session (
    token_hash    TEXT NOT NULL PRIMARY KEY,
    clinic_id     INTEGER NOT NULL,
    account_id    INTEGER,
    patient_id    INTEGER,
    created_at    TEXT NOT NULL,
    last_seen_at  TEXT NOT NULL,
    expires_at    TEXT NOT NULL,
    CHECK ((account_id IS NULL) <> (patient_id IS NULL)),
    FOREIGN KEY (clinic_id, account_id) REFERENCES account,
    FOREIGN KEY (clinic_id, patient_id) REFERENCES patient
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_patient ON session (clinic_id, patient_id);

CREATE TABLE personal_link (
    clinic_id      INTEGER NOT NULL,
    patient_id     INTEGER NOT NULL,
    token_hash     TEXT NOT NULL UNIQUE,
    created_by     INTEGER NOT NULL,
    created_at     TEXT NOT NULL,
    expires_at     TEXT NOT NULL,
    first_used_at  TEXT,
    PRIMARY KEY (clinic_id, patient_id),
    FOREIGN KEY (clinic_id, patient_id) REFERENCES patient,
    FOREIGN KEY (clinic_id, created_by) REFERENCES account
) STRICT;

CREATE TABLE set_up_code (
    code_hash   TEXT NOT NULL PRIMARY KEY,
    created_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_attempt (
    login_hash      TEXT NOT NULL,
    address_hash    TEXT NOT NULL,
    failures        INTEGER NOT NULL,
    last_failed_at  TEXT NOT NULL,
    PRIMARY KEY (login_hash, address_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    seq        INTEGER NOT NULL PRIMARY KEY,
    clinic_id  INTEGER NOT NULL,
    at         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    action     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    details    TEXT NOT NULL
) STRICT;
"""

_REPORTS = """
CREATE TABLE report (
    clinic_id     INTEGER NOT NULL,
    treatment_id  INTEGER NOT NULL,
    day           INTEGER NOT NULL CHECK (day >= 0),
    revision      INTEGER NOT NULL CHECK (revision >= 1),
    reported_at   TEXT NOT NULL,
    reported_by   TEXT NOT NULL,
    note          TEXT NOT NULL,
    red_flags     TEXT NOT NULL,
    wants_call    INTEGER NOT NULL CHECK (wants_call IN (0, 1)),
    PRIMARY KEY (clinic_id, treatment_id, day),
    FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment
) STRICT, WITHOUT ROWID;

CREATE TABLE report_revision (
    clinic_id     INTEGER NOT NULL,
    treatment_id  INTEGER NOT NULL,
    day           INTEGER NOT NULL,
    revision      INTEGER NOT NULL,
    reported_at   TEXT NOT NULL,
    reported_by   TEXT NOT NULL,
    note          TEXT NOT NULL,
    red_flags     TEXT NOT NULL,
    wants_call    INTEGER NOT NULL,
    scores        TEXT NOT NULL,
    PRIMARY KEY (clinic_id, treatment_id, day, revision),
    FOREIGN KEY (clinic_id, treatment_id, day) REFERENCES report
) STRICT, WITHOUT ROWID;

CREATE TABLE score (
    clinic_id     INTEGER NOT NULL,
    treatment_id  INTEGER NOT NULL,
    day           INTEGER NOT NULL,
    side_effect   INTEGER NOT NULL,
    severity      INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 4),
    area          TEXT,
    PRIMARY KEY (clinic_id, treatment_id, day, side_effect),
    FOREIGN KEY (clinic_id, treatment_id, day) REFERENCES report
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    clinic_id     INTEGER NOT NULL,
    treatment_id  INTEGER NOT NULL,
    day           INTEGER NOT NULL,
    content       TEXT NOT NULL,
    saved_at      TEXT NOT NULL,
    PRIMARY KEY (clinic_id, treatment_id, day),
    FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment
) STRICT;
"""

_DERIVED = """
CREATE TABLE course (
    clinic_id      INTEGER NOT NULL,
    treatment_id   INTEGER NOT NULL,
    side_effect    INTEGER NOT NULL,
    first_present  INTEGER,
    last_present   INTEGER,
    clear_since    INTEGER,
    peak           INTEGER NOT NULL CHECK (peak BETWEEN 0 AND 4),
    last_day       INTEGER NOT NULL,
    last_severity  INTEGER NOT NULL CHECK (last_severity BETWEEN 0 AND 4),
    PRIMARY KEY (clinic_id, treatment_id, side_effect),
    FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment
) STRICT, WITHOUT ROWID;

CREATE TABLE standing (
    clinic_id          INTEGER NOT NULL,
    treatment_id       INTEGER NOT NULL,
    last_day           INTEGER NOT NULL,
    last_at            TEXT NOT NULL,
    worst              INTEGER NOT NULL CHECK (worst BETWEEN 0 AND 4),
    worst_side_effect  INTEGER,
    present            INTEGER NOT NULL,
    past_band          INTEGER NOT NULL,
    red_flag_day       INTEGER,
    call_day           INTEGER,
    level              INTEGER NOT NULL CHECK (level BETWEEN 0 AND 4),
    PRIMARY KEY (clinic_id, treatment_id),
    FOREIGN KEY (clinic_id, treatment_id) REFERENCES treatment
) STRICT;

CREATE TABLE catalogue_entry (
    kind    TEXT NOT NULL,
    slug    TEXT NOT NULL,
    number  INTEGER,
    PRIMARY KEY (kind, slug),
    UNIQUE (kind, number)
) STRICT;

CREATE TABLE band (
    version      INTEGER NOT NULL,
    method       TEXT NOT NULL,
    side_effect  TEXT NOT NULL,
    from_day     INTEGER NOT NULL,
    to_day       INTEGER NOT NULL,
    from_basis   TEXT NOT NULL,
    to_basis     TEXT NOT NULL,
    borrowed     INTEGER NOT NULL CHECK (borrowed IN (0, 1)),
    says         TEXT NOT NULL,
    source       TEXT NOT NULL,
    name         TEXT NOT NULL,
    in_force_from TEXT NOT NULL,
    PRIMARY KEY (version, method, side_effect)
) STRICT;
"""

_ALERTS = """
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
CREATE INDEX alert_by_time ON alert (clinic_id, opened_at);

CREATE TABLE alert_event (
    clinic_id   INTEGER NOT NULL,
    alert_id    INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    at          TEXT NOT NULL,
    account_id  INTEGER,
    step        TEXT NOT NULL,
    how         TEXT NOT NULL,
    note        TEXT NOT NULL,
    before      TEXT NOT NULL,
    PRIMARY KEY (clinic_id, alert_id, n),
    FOREIGN KEY (clinic_id, alert_id) REFERENCES alert,
    FOREIGN KEY (clinic_id, account_id) REFERENCES account
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

_GUIDANCE = """
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

_NOTIFYING = """
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

CREATE TABLE chore (
    name           TEXT NOT NULL PRIMARY KEY,
    claimed_until  TEXT NOT NULL,
    done_at        TEXT
) STRICT, WITHOUT ROWID;

ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT '';

ALTER TABLE clinic ADD COLUMN on_duty INTEGER;

ALTER TABLE clinic ADD COLUMN watched_since TEXT;
"""

_STANDING_WITHOUT_URGENCY = """
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


@migrations()
def m001_people_reports_and_what_follows(db: Database) -> None:
    """The tables of docs/design.md that a report's way needs; counts and alerts come with their own steps."""
    _run(db, _PEOPLE, _ACCESS, _REPORTS, _DERIVED)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@migrations()
def m002_alerts_and_guidance(db: Database) -> None:
    """Alerts with their life cycle, guidance by version, clinicians' notes, and mail; urgency leaves the standing."""
    _run(db, _ALERTS, _GUIDANCE, _NOTIFYING, _STANDING_WITHOUT_URGENCY)


def _run(db: Database, *parts: str) -> None:
    for part in parts:
        for statement in part.split(";\n"):
            if statement.strip():
                db.conn.execute(statement)


def schema_version() -> int:
    """How many steps this version of the product knows."""
    return len(migrations._migrations)  # noqa: SLF001 - the library has no public count
