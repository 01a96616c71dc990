-- description: Accounts that users have at identity providers, sign-ins there that were completed, and their one-time exchanges.
CREATE TABLE external_accounts (
    id             TEXT PRIMARY KEY,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    provider       TEXT NOT NULL,
    email          TEXT,
    tokens         BLOB,
    last_login_at  TEXT,
    created_at     TEXT NOT NULL,
    UNIQUE (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX external_accounts_by_user ON external_accounts (user_id, id);

-- The state of a sign-in elsewhere is in the browser: only that it was used is kept.
CREATE TABLE used_external_states (
    state_hash BLOB PRIMARY KEY,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX used_external_states_by_expiry ON used_external_states (expires_at);

-- binding_hash: of what only the browser has that began.
CREATE TABLE external_exchanges (
    token_hash    BLOB PRIMARY KEY,
    user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    binding_hash  BLOB NOT NULL,
    mode          TEXT NOT NULL CHECK (mode IN ('token', 'cookie')),
    provider      TEXT NOT NULL,
    expires_at    TEXT NOT NULL,
    used_at       TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX external_exchanges_by_user ON external_exchanges (user_id);
CREATE INDEX external_exchanges_by_expiry ON external_exchanges (expires_at);
