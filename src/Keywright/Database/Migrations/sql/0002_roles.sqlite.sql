-- description: Roles with their permissions, and who has them.
CREATE TABLE roles (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT,
    permissions TEXT NOT NULL DEFAULT '[]',
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user_roles (
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role_id     TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    assigned_at TEXT NOT NULL,
    assigned_by TEXT,
    PRIMARY KEY (user_id, role_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_roles_by_role ON user_roles (role_id);

-- A fixed id each, so that every installation and every export agrees on them.
INSERT INTO roles (id, name, description, permissions, created_at, updated_at) VALUES
    ('01900000-0000-7000-8000-000000000001', 'admin', 'Everything.', '["keywright:*"]', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    ('01900000-0000-7000-8000-000000000002', 'moderator', 'Looks after users.', '["keywright:users:read", "keywright:users:lock", "keywright:users:suspend", "keywright:sessions:read", "keywright:audit:read"]', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    ('01900000-0000-7000-8000-000000000003', 'user', 'What everybody may do.', '[]', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
