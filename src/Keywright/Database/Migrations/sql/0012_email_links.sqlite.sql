-- description: Links that were mailed to a user: one live link of each kind, a newer one replaces it. The tokens are never stored.
CREATE TABLE email_verifications (
    user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose      TEXT NOT NULL CHECK (purpose IN ('verify', 'change')),
    token_hash   BLOB NOT NULL UNIQUE,
    email        TEXT NOT NULL,
    email_normal TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    used_at      TEXT,
    PRIMARY KEY (user_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_verifications_by_expiry ON email_verifications (expires_at);

CREATE TABLE password_resets (
    user_id      TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token_hash   BLOB NOT NULL UNIQUE,
    email_normal TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    used_at      TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX password_resets_by_expiry ON password_resets (expires_at);
