-- description: Personal access tokens of users and service accounts. The token itself is never stored.
CREATE TABLE personal_tokens (
    id           uuid PRIMARY KEY,
    owner_type   text NOT NULL CHECK (owner_type IN ('user', 'service_account')),
    owner_id     uuid NOT NULL,
    name         text NOT NULL,
    token_hash   bytea NOT NULL UNIQUE,
    abilities    jsonb NOT NULL DEFAULT '[]',
    last_used_at timestamptz,
    last_used_ip inet,
    expires_at   timestamptz,
    created_at   timestamptz NOT NULL,
    revoked_at   timestamptz
) WITH (fillfactor = 85);

CREATE INDEX personal_tokens_by_owner ON personal_tokens (owner_type, owner_id, id);
CREATE INDEX personal_tokens_by_expiry ON personal_tokens (expires_at) WHERE expires_at IS NOT NULL;
