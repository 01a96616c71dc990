-- description: Personal access tokens of users and service accounts. The token itself is never stored.
CREATE TABLE personal_tokens (
    id           TEXT PRIMARY KEY,
    owner_type   TEXT NOT NULL CHECK (owner_type IN ('user', 'service_account')),
    owner_id     TEXT NOT NULL,
    name         TEXT NOT NULL,
    token_hash   BLOB NOT NULL UNIQUE,
    abilities    TEXT NOT NULL DEFAULT '[]',
    last_used_at TEXT,
    last_used_ip TEXT,
    expires_at   TEXT,
    created_at   TEXT NOT NULL,
    revoked_at   TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX personal_tokens_by_owner ON personal_tokens (owner_type, owner_id, id);
CREATE INDEX personal_tokens_by_expiry ON personal_tokens (expires_at) WHERE expires_at IS NOT NULL;
