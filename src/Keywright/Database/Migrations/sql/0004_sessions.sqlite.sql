-- description: Sessions. One row is one refresh-token family; the columns that change at each use are not indexed.
CREATE TABLE sessions (
    id                         TEXT PRIMARY KEY,
    user_id                    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device_id                  TEXT,
    mode                       TEXT NOT NULL CHECK (mode IN ('token', 'cookie')),
    status                     TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'expired', 'revoked', 'suspicious')),
    access_hash                BLOB,
    access_expires_at          TEXT,
    previous_access_hash       BLOB,
    previous_access_expires_at TEXT,
    cookie_hash                BLOB UNIQUE,
    refresh_hash               BLOB,
    previous_refresh_hash      BLOB,
    generation                 INTEGER NOT NULL DEFAULT 0,
    rotated_at                 TEXT,
    previous_rotated_at        TEXT,
    successor                  BLOB,
    lifetime_seconds           INTEGER NOT NULL,
    is_remembered              INTEGER NOT NULL DEFAULT 0 CHECK (is_remembered IN (0, 1)),
    login_method               TEXT NOT NULL,
    device_type                TEXT,
    device_name                TEXT,
    user_agent                 TEXT,
    ip_address                 TEXT,
    location_country           TEXT,
    location_city              TEXT,
    trusted_at                 TEXT,
    suspicious_at              TEXT,
    risk_score                 INTEGER NOT NULL DEFAULT 0 CHECK (risk_score BETWEEN 0 AND 100),
    risk_reasons               TEXT NOT NULL DEFAULT '[]',
    password_confirmed_at      TEXT,
    last_activity              TEXT NOT NULL,
    expires_at                 TEXT NOT NULL,
    absolute_expires_at        TEXT NOT NULL,
    created_at                 TEXT NOT NULL,
    revoked_at                 TEXT,
    revoked_by                 TEXT CHECK (revoked_by IN ('user', 'admin', 'system', 'security'))
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX sessions_by_absolute_expiry ON sessions (absolute_expires_at);
-- The successor of a rotated refresh token is kept, encrypted, for the seconds of the grace only.
CREATE INDEX sessions_with_successor ON sessions (rotated_at) WHERE successor IS NOT NULL;

-- Activity is written at most once a minute a session, whoever writes it.
CREATE TRIGGER sessions_activity BEFORE UPDATE OF last_activity ON sessions
WHEN NEW.last_activity > OLD.last_activity
     AND julianday(NEW.last_activity) - julianday(OLD.last_activity) < 59.999 / 86400.0
     AND NEW.refresh_hash IS OLD.refresh_hash
BEGIN
    SELECT RAISE(IGNORE);
END;
