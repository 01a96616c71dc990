-- description: Service accounts; revocations that name roles and service accounts; indexes for the lists of administrators.
CREATE TABLE service_accounts (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT,
    permissions TEXT NOT NULL DEFAULT '[]',
    status      TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    owner_id    TEXT REFERENCES users (id) ON DELETE SET NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX service_accounts_by_owner ON service_accounts (owner_id) WHERE owner_id IS NOT NULL;

-- A CHECK can't be changed in place.
CREATE TABLE revocations_new (
    id           TEXT PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('user', 'session', 'token', 'role', 'service_account')),
    subject_id   TEXT NOT NULL,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;

INSERT INTO revocations_new SELECT id, subject_kind, subject_id, created_at FROM revocations;
DROP TABLE revocations;
ALTER TABLE revocations_new RENAME TO revocations;
CREATE INDEX revocations_by_time ON revocations (created_at);

CREATE INDEX users_by_status ON users (status, id);
CREATE INDEX users_by_creation ON users (created_at);
CREATE INDEX users_by_name ON users (lower(name)) WHERE name IS NOT NULL;
