-- description: Accounts that users have at identity providers, sign-ins there that were completed, and their one-time exchanges.
CREATE TABLE external_accounts (
    id             uuid PRIMARY KEY,
    user_id        uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer         text NOT NULL,
    subject        text NOT NULL,
    provider       text NOT NULL,
    email          text,
    tokens         bytea,
    last_login_at  timestamptz,
    created_at     timestamptz NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE INDEX external_accounts_by_user ON external_accounts (user_id, id);

-- The state of a sign-in elsewhere is in the browser: only that it was used is kept.
CREATE TABLE used_external_states (
    state_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

CREATE INDEX used_external_states_by_expiry ON used_external_states (expires_at);

-- binding_hash: of what only the browser has that began.
CREATE TABLE external_exchanges (
    token_hash    bytea PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    binding_hash  bytea NOT NULL,
    mode          text NOT NULL CHECK (mode IN ('token', 'cookie')),
    provider      text NOT NULL,
    expires_at    timestamptz NOT NULL,
    used_at       timestamptz
);

CREATE INDEX external_exchanges_by_user ON external_exchanges (user_id);
CREATE INDEX external_exchanges_by_expiry ON external_exchanges (expires_at);
