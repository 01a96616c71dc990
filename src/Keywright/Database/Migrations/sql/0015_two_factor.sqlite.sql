-- description: Second factors: authenticator apps, recovery codes, and the challenges of sign-ins that wait for one.
CREATE TABLE totp (
    user_id            TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret             BLOB,
    confirmed_at       TEXT,
    last_step          INTEGER NOT NULL DEFAULT 0,
    pending_secret     BLOB,
    pending_expires_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash  BLOB NOT NULL,
    used_at    TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_challenges (
    token_hash    BLOB PRIMARY KEY,
    user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device_id     TEXT,
    mode          TEXT NOT NULL CHECK (mode IN ('token', 'cookie')),
    is_remembered INTEGER NOT NULL CHECK (is_remembered IN (0, 1)),
    device_name   TEXT,
    login_method  TEXT NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    expires_at    TEXT NOT NULL,
    used_at       TEXT,
    created_at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_challenges_by_user ON sign_in_challenges (user_id);
CREATE INDEX sign_in_challenges_by_expiry ON sign_in_challenges (expires_at);

-- Since when a password alone does not sign in. Every sign-in reads it, so it stands with the user.
ALTER TABLE users ADD COLUMN two_factor_at TEXT;
