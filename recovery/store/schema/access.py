"""Who gets in, and how: PINs, consent, invitations, second factors, entries in steps; patients who are put away."""

PEOPLE = """
ALTER TABLE patient ADD COLUMN contact_key TEXT NOT NULL DEFAULT '';

ALTER TABLE patient ADD COLUMN archived_at TEXT;

ALTER TABLE patient ADD COLUMN erased_at TEXT;

DROP INDEX patient_by_name;

CREATE INDEX patient_by_name ON patient (clinic_id, search_key, patient_id, code, archived_at, erased_at);

CREATE INDEX patient_by_contact ON patient (clinic_id, contact_key) WHERE contact_key <> '';

ALTER TABLE clinic ADD COLUMN kept_for_years INTEGER NOT NULL DEFAULT 10 CHECK (kept_for_years > 0);

ALTER TABLE clinic ADD COLUMN requires_code INTEGER NOT NULL DEFAULT 0 CHECK (requires_code IN (0, 1));

CREATE TABLE pin (
    clinic_id       INTEGER NOT NULL,
    patient_id      INTEGER NOT NULL,
    pin_sealed      TEXT NOT NULL,
    chosen_at       TEXT NOT NULL,
    failures        INTEGER NOT NULL DEFAULT 0,
    last_failed_at  TEXT,
    suspected_at    TEXT,
    PRIMARY KEY (clinic_id, patient_id),
    FOREIGN KEY (clinic_id, patient_id) REFERENCES patient
) STRICT;

CREATE INDEX pin_suspected ON pin (clinic_id, suspected_at) WHERE suspected_at IS NOT NULL;

CREATE TABLE consent (
    clinic_id   INTEGER NOT NULL,
    patient_id  INTEGER NOT NULL,
    agreed_at   TEXT NOT NULL,
    statement   TEXT NOT NULL,
    PRIMARY KEY (clinic_id, patient_id, agreed_at),
    FOREIGN KEY (clinic_id, patient_id) REFERENCES patient
) STRICT;
"""

STAFF = """
ALTER TABLE account ADD COLUMN code_sealed TEXT NOT NULL DEFAULT '';

ALTER TABLE account ADD COLUMN code_step INTEGER NOT NULL DEFAULT 0;

ALTER TABLE account ADD COLUMN sso_subject TEXT NOT NULL DEFAULT '';

ALTER TABLE account ADD COLUMN signed_in_at TEXT;

CREATE TABLE recovery_code (
    clinic_id   INTEGER NOT NULL,
    account_id  INTEGER NOT NULL,
    code_hash   TEXT NOT NULL,
    PRIMARY KEY (clinic_id, account_id, code_hash),
    FOREIGN KEY (clinic_id, account_id) REFERENCES account
) STRICT;

CREATE TABLE invitation (
    clinic_id   INTEGER NOT NULL,
    account_id  INTEGER NOT NULL,
    token_hash  TEXT NOT NULL UNIQUE,
    created_by  INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    PRIMARY KEY (clinic_id, account_id),
    FOREIGN KEY (clinic_id, account_id) REFERENCES account
) STRICT;

CREATE TABLE known_device (
    token_hash  TEXT NOT NULL PRIMARY KEY,
    clinic_id   INTEGER NOT NULL,
    account_id  INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    FOREIGN KEY (clinic_id, account_id) REFERENCES account
) STRICT;

CREATE TABLE kept_entry (
    clinic_id   INTEGER NOT NULL,
    account_id  INTEGER NOT NULL,
    screen      TEXT NOT NULL,
    content     TEXT NOT NULL,
    kept_at     TEXT NOT NULL,
    PRIMARY KEY (clinic_id, account_id, screen),
    FOREIGN KEY (clinic_id, account_id) REFERENCES account
) STRICT;
"""

SESSIONS = """
ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT 'password';

ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';

ALTER TABLE session ADD COLUMN lent INTEGER NOT NULL DEFAULT 0 CHECK (lent IN (0, 1));

UPDATE session SET way = 'personal link' WHERE patient_id IS NOT NULL;

CREATE INDEX session_by_account ON session (clinic_id, account_id);

CREATE TABLE entry_step (
    token_hash  TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    clinic_id   INTEGER NOT NULL,
    account_id  INTEGER,
    patient_id  INTEGER,
    wanted      TEXT NOT NULL,
    sealed      TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    FOREIGN KEY (clinic_id, account_id) REFERENCES account,
    FOREIGN KEY (clinic_id, patient_id) REFERENCES patient
) STRICT;

CREATE INDEX entry_step_by_end ON entry_step (expires_at);
"""
"""A step has neither account nor patient while somebody is away at a single sign-on provider."""
