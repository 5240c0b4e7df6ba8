"""The first tables: people, access, reports, and what is derived from them."""

PEOPLE = """
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

ACCESS = """
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

REPORTS = """
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

DERIVED = """
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
