-- description: Roles with their permissions, and who has them.
CREATE TABLE roles (
    id          uuid PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    description text,
    permissions jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(permissions) = 'array'),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

CREATE TABLE user_roles (
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role_id     uuid NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    assigned_at timestamptz NOT NULL,
    assigned_by uuid,
    PRIMARY KEY (user_id, role_id)
);

CREATE INDEX user_roles_by_role ON user_roles (role_id);

-- A fixed id each, so that every installation and every export agrees on them.
INSERT INTO roles (id, name, description, permissions, created_at, updated_at) VALUES
    ('01900000-0000-7000-8000-000000000001', 'admin', 'Everything.', '["keywright:*"]', date_trunc('milliseconds', now()), date_trunc('milliseconds', now())),
    ('01900000-0000-7000-8000-000000000002', 'moderator', 'Looks after users.', '["keywright:users:read", "keywright:users:lock", "keywright:users:suspend", "keywright:sessions:read", "keywright:audit:read"]', date_trunc('milliseconds', now()), date_trunc('milliseconds', now())),
    ('01900000-0000-7000-8000-000000000003', 'user', 'What everybody may do.', '[]', date_trunc('milliseconds', now()), date_trunc('milliseconds', now()));
