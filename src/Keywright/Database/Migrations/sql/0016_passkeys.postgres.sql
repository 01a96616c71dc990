-- description: Passkeys: public keys of authenticators, and the ceremonies that were completed, so that none is completed twice.
CREATE TABLE passkeys (
    id              uuid PRIMARY KEY,
    user_id         uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id   bytea NOT NULL UNIQUE,
    public_key      bytea NOT NULL,
    name            text NOT NULL,
    sign_count      bigint NOT NULL,
    transports      text NOT NULL,
    backup_eligible integer NOT NULL CHECK (backup_eligible IN (0, 1)),
    backed_up       integer NOT NULL CHECK (backed_up IN (0, 1)),
    last_used_at    timestamptz,
    created_at      timestamptz NOT NULL
);

CREATE INDEX passkeys_by_user ON passkeys (user_id, id);

CREATE TABLE used_passkey_states (
    state_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

CREATE INDEX used_passkey_states_by_expiry ON used_passkey_states (expires_at);
