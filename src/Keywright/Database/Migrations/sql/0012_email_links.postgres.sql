-- description: Links that were mailed to a user: one live link of each kind, a newer one replaces it. The tokens are never stored.
CREATE TABLE email_verifications (
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose      text NOT NULL CHECK (purpose IN ('verify', 'change')),
    token_hash   bytea NOT NULL UNIQUE,
    email        text NOT NULL,
    email_normal text NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    PRIMARY KEY (user_id, purpose)
);

CREATE INDEX email_verifications_by_expiry ON email_verifications (expires_at);

CREATE TABLE password_resets (
    user_id      uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    token_hash   bytea NOT NULL UNIQUE,
    email_normal text NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);

CREATE INDEX password_resets_by_expiry ON password_resets (expires_at);
