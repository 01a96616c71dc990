-- description: Second factors: authenticator apps, recovery codes, and the challenges of sign-ins that wait for one.
CREATE TABLE totp (
    user_id            uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret             bytea,
    confirmed_at       timestamptz,
    last_step          bigint NOT NULL DEFAULT 0,
    pending_secret     bytea,
    pending_expires_at timestamptz
);

CREATE TABLE recovery_codes (
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash  bytea NOT NULL,
    used_at    timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE sign_in_challenges (
    token_hash    bytea PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device_id     uuid,
    mode          text NOT NULL CHECK (mode IN ('token', 'cookie')),
    is_remembered integer NOT NULL CHECK (is_remembered IN (0, 1)),
    device_name   text,
    login_method  text NOT NULL,
    attempts      integer NOT NULL DEFAULT 0,
    expires_at    timestamptz NOT NULL,
    used_at       timestamptz,
    created_at    timestamptz NOT NULL
);

CREATE INDEX sign_in_challenges_by_user ON sign_in_challenges (user_id);
CREATE INDEX sign_in_challenges_by_expiry ON sign_in_challenges (expires_at);

-- Since when a password alone does not sign in. Every sign-in reads it, so it stands with the user.
ALTER TABLE users ADD COLUMN two_factor_at timestamptz;
