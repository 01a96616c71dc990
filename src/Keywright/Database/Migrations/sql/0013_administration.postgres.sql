-- description: Service accounts; revocations that name roles and service accounts; indexes for the lists of administrators.
CREATE TABLE service_accounts (
    id          uuid PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    description text,
    permissions jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(permissions) = 'array'),
    status      text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    owner_id    uuid REFERENCES users (id) ON DELETE SET NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

CREATE INDEX service_accounts_by_owner ON service_accounts (owner_id) WHERE owner_id IS NOT NULL;

ALTER TABLE revocations DROP CONSTRAINT revocations_subject_kind_check;
ALTER TABLE revocations ADD CONSTRAINT revocations_subject_kind_check
    CHECK (subject_kind IN ('user', 'session', 'token', 'role', 'service_account'));

-- In the order of the list of a role's users, which SQLite's primary key gives already.
DROP INDEX user_roles_by_role;
CREATE INDEX user_roles_by_role ON user_roles (role_id, user_id);

-- text_pattern_ops compares bytes, so a prefix is a range whatever the database's collation.
CREATE INDEX users_by_status ON users (status, id);
CREATE INDEX users_by_creation ON users (created_at);
CREATE INDEX users_by_email_prefix ON users (email_normal text_pattern_ops);
CREATE INDEX users_by_username_prefix ON users (username_normal text_pattern_ops) WHERE username_normal IS NOT NULL;
CREATE INDEX users_by_name ON users (lower(name) text_pattern_ops) WHERE name IS NOT NULL;
