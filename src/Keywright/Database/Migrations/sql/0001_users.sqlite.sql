-- description: People who can sign in. A deleted user keeps a row without personal data, so that ids in the audit stay meaningful.
CREATE TABLE users (
    id                    TEXT PRIMARY KEY,
    email                 TEXT,
    email_normal          TEXT UNIQUE,
    email_verified_at     TEXT,
    username              TEXT,
    username_normal       TEXT UNIQUE,
    name                  TEXT,
    first_name            TEXT,
    last_name             TEXT,
    password_hash         TEXT,
    status                TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'suspended', 'banned', 'deleted')),
    failed_login_attempts INTEGER NOT NULL DEFAULT 0,
    locked_until          TEXT,
    locked_by             TEXT CHECK (locked_by IN ('attempts', 'admin')),
    lock_reason           TEXT,
    last_login_at         TEXT,
    user_metadata         TEXT NOT NULL DEFAULT '{}',
    app_metadata          TEXT NOT NULL DEFAULT '{}',
    created_at            TEXT NOT NULL,
    updated_at            TEXT NOT NULL,
    CHECK (status = 'deleted' OR email_normal IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- Not of what every sign-in writes: an update is somebody's change to the user.
CREATE TRIGGER users_updated_at AFTER UPDATE OF email, email_verified_at, username, name, first_name, last_name, password_hash, status,
    lock_reason, user_metadata, app_metadata ON users
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE users SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = NEW.id AND updated_at = OLD.updated_at;
END;
