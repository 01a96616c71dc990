-- description: Keys that tokens are signed with, and the keys of ASP.NET Core's data protection.
-- The private part is encrypted with the master key. kid: RFC 7638.
CREATE TABLE signing_keys (
    kid          TEXT PRIMARY KEY,
    algorithm    TEXT NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'PS256')),
    status       TEXT NOT NULL CHECK (status IN ('published', 'active', 'retired')),
    public_key   BLOB NOT NULL,
    private_key  BLOB NOT NULL,
    created_at   TEXT NOT NULL,
    activates_at TEXT NOT NULL,
    retired_at   TEXT,
    expires_at   TEXT
) STRICT, WITHOUT ROWID;

-- One signs and one waits, however many nodes rotate at once.
CREATE UNIQUE INDEX signing_keys_in_use ON signing_keys (status) WHERE status <> 'retired';

CREATE TABLE data_keys (
    id         TEXT PRIMARY KEY,
    xml        BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
