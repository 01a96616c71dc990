-- description: The OAuth server: clients, what users allowed them, and everything short-lived. Secrets and codes are kept as hashes only.
-- A client of RFC 7591. Its client_id is an id of ours, or the https URL of its metadata document.
CREATE TABLE oauth_clients (
    id                                  uuid PRIMARY KEY,
    client_id                           text NOT NULL UNIQUE,
    registration                        text NOT NULL DEFAULT 'manual' CHECK (registration IN ('manual', 'dynamic', 'document')),
    status                              text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
    client_name                         text NOT NULL,
    client_uri                          text,
    logo_uri                            text,
    policy_uri                          text,
    tos_uri                             text,
    contacts                            jsonb NOT NULL DEFAULT '[]',
    application_type                    text NOT NULL DEFAULT 'web' CHECK (application_type IN ('web', 'native')),
    token_endpoint_auth_method          text NOT NULL CHECK (token_endpoint_auth_method IN ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt')),
    -- SHA-256 of 256 random bits. One that was imported may be weak, so it is a password hash.
    secret_hash                         bytea,
    secret_expires_at                   timestamptz,
    previous_secret_hash                bytea,
    previous_secret_expires_at          timestamptz,
    imported_secret_hash                text,
    registration_token_hash             bytea UNIQUE,
    jwks                                jsonb,
    jwks_uri                            text,
    -- What was fetched last from jwks_uri or as the metadata document, and until when it may be used.
    fetched                             jsonb,
    fetched_at                          timestamptz,
    fetched_until                       timestamptz,
    redirect_uris                       jsonb NOT NULL DEFAULT '[]',
    post_logout_redirect_uris           jsonb NOT NULL DEFAULT '[]',
    grant_types                         jsonb NOT NULL DEFAULT '["authorization_code"]',
    response_types                      jsonb NOT NULL DEFAULT '["code"]',
    scopes                              jsonb NOT NULL DEFAULT '[]',
    resources                           jsonb NOT NULL DEFAULT '[]',
    subject_type                        text NOT NULL DEFAULT 'public' CHECK (subject_type IN ('public', 'pairwise')),
    sector_identifier_uri               text,
    id_token_signed_response_alg        text,
    access_token_format                 text NOT NULL DEFAULT 'jwt' CHECK (access_token_format IN ('jwt', 'opaque')),
    access_token_lifetime_seconds       integer CHECK (access_token_lifetime_seconds > 0),
    refresh_token_lifetime_seconds      integer CHECK (refresh_token_lifetime_seconds > 0),
    authorization_code_lifetime_seconds integer CHECK (authorization_code_lifetime_seconds > 0),
    default_max_age_seconds             integer CHECK (default_max_age_seconds >= 0),
    require_auth_time                   integer NOT NULL DEFAULT 0 CHECK (require_auth_time IN (0, 1)),
    require_pkce                        integer NOT NULL DEFAULT 1 CHECK (require_pkce IN (0, 1)),
    require_pushed_requests             integer NOT NULL DEFAULT 0 CHECK (require_pushed_requests IN (0, 1)),
    dpop_bound_access_tokens            integer NOT NULL DEFAULT 0 CHECK (dpop_bound_access_tokens IN (0, 1)),
    profile                             text CHECK (profile IN ('fapi2')),
    consent                             text NOT NULL DEFAULT 'required' CHECK (consent IN ('required', 'implied')),
    backchannel_logout_uri              text,
    backchannel_logout_session_required integer NOT NULL DEFAULT 0 CHECK (backchannel_logout_session_required IN (0, 1)),
    created_by                          uuid,
    last_used_at                        timestamptz,
    created_at                          timestamptz NOT NULL,
    updated_at                          timestamptz NOT NULL,
    -- RFC 7591 §2: a client that says nothing of itself has nothing to prove it with.
    CHECK (token_endpoint_auth_method <> 'none' OR (secret_hash IS NULL AND imported_secret_hash IS NULL))
) WITH (fillfactor = 85);

-- What a user allowed a client, or what it allowed itself: one row is one family of refresh tokens, as a session is.
CREATE TABLE oauth_grants (
    id                    uuid PRIMARY KEY,
    client_id             uuid NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id               uuid REFERENCES users (id) ON DELETE CASCADE,
    session_id            uuid,
    grant_type            text NOT NULL,
    status                text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'expired', 'revoked', 'suspicious')),
    scopes                jsonb NOT NULL DEFAULT '[]',
    resources             jsonb NOT NULL DEFAULT '[]',
    claims                jsonb,
    actor                 jsonb,
    dpop_jkt              text,
    auth_time             timestamptz,
    acr                   text,
    amr                   jsonb,
    refresh_hash          bytea,
    previous_refresh_hash bytea,
    generation            integer NOT NULL DEFAULT 0,
    rotated_at            timestamptz,
    previous_rotated_at   timestamptz,
    successor             bytea,
    suspicious_at         timestamptz,
    last_used_at          timestamptz,
    expires_at            timestamptz NOT NULL,
    absolute_expires_at   timestamptz NOT NULL,
    created_at            timestamptz NOT NULL,
    revoked_at            timestamptz,
    revoked_by            text CHECK (revoked_by IN ('user', 'client', 'admin', 'system', 'security'))
) WITH (fillfactor = 80);

CREATE INDEX oauth_grants_by_user ON oauth_grants (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX oauth_grants_by_client ON oauth_grants (client_id, id);
CREATE INDEX oauth_grants_by_session ON oauth_grants (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX oauth_grants_by_expiry ON oauth_grants (expires_at);
CREATE INDEX oauth_grants_with_successor ON oauth_grants (rotated_at) WHERE successor IS NOT NULL;

-- grant_id is what the code was redeemed for: who shows it a second time ends that (RFC 6749 §4.1.2).
CREATE TABLE oauth_codes (
    code_hash      bytea PRIMARY KEY,
    client_id      uuid NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id        uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id     uuid NOT NULL,
    redirect_uri   text NOT NULL,
    code_challenge text,
    scopes         jsonb NOT NULL DEFAULT '[]',
    resources      jsonb NOT NULL DEFAULT '[]',
    claims         jsonb,
    nonce          text,
    dpop_jkt       text,
    auth_time      timestamptz NOT NULL,
    acr            text,
    amr            jsonb,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    used_at        timestamptz,
    grant_id       uuid,
    -- There is something to end exactly where there was a first time.
    CHECK (used_at IS NOT NULL OR grant_id IS NULL)
);

CREATE INDEX oauth_codes_by_expiry ON oauth_codes (expires_at);
CREATE INDEX oauth_codes_by_user ON oauth_codes (user_id);
CREATE INDEX oauth_codes_by_client ON oauth_codes (client_id);

-- Opaque access tokens. A row without a hash is a JWT, by its jti, that was revoked before it expired.
CREATE TABLE oauth_tokens (
    id         uuid PRIMARY KEY,
    token_hash bytea UNIQUE,
    client_id  uuid NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id    uuid REFERENCES users (id) ON DELETE CASCADE,
    grant_id   uuid REFERENCES oauth_grants (id) ON DELETE CASCADE,
    scopes     jsonb NOT NULL DEFAULT '[]',
    audience   jsonb NOT NULL DEFAULT '[]',
    claims     jsonb,
    actor      jsonb,
    dpop_jkt   text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CHECK (token_hash IS NOT NULL OR revoked_at IS NOT NULL)
);

CREATE INDEX oauth_tokens_by_grant ON oauth_tokens (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oauth_tokens_by_user ON oauth_tokens (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX oauth_tokens_by_client ON oauth_tokens (client_id);
CREATE INDEX oauth_tokens_by_expiry ON oauth_tokens (expires_at);

CREATE TABLE oauth_consents (
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  uuid NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    scopes     jsonb NOT NULL DEFAULT '[]',
    resources  jsonb NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, client_id)
);

CREATE INDEX oauth_consents_by_client ON oauth_consents (client_id);

-- RFC 8628. The user's code is short: its hash is keyed, so that the table alone does not tell it.
CREATE TABLE oauth_device_codes (
    device_code_hash bytea PRIMARY KEY,
    user_code_hash   bytea NOT NULL UNIQUE,
    client_id        uuid NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    status           text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'denied', 'used')),
    scopes           jsonb NOT NULL DEFAULT '[]',
    resources        jsonb NOT NULL DEFAULT '[]',
    dpop_jkt         text,
    ip_address       inet,
    user_agent       text,
    user_id          uuid REFERENCES users (id) ON DELETE CASCADE,
    session_id       uuid,
    auth_time        timestamptz,
    acr              text,
    amr              jsonb,
    interval_seconds integer NOT NULL DEFAULT 5 CHECK (interval_seconds > 0),
    last_polled_at   timestamptz,
    created_at       timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    decided_at       timestamptz,
    used_at          timestamptz,
    grant_id         uuid,
    CHECK (status IN ('pending', 'denied') OR user_id IS NOT NULL)
) WITH (fillfactor = 80);

CREATE INDEX oauth_device_codes_by_expiry ON oauth_device_codes (expires_at);
CREATE INDEX oauth_device_codes_by_client ON oauth_device_codes (client_id);
CREATE INDEX oauth_device_codes_by_user ON oauth_device_codes (user_id) WHERE user_id IS NOT NULL;

-- RFC 9126 §2.2: what a client said in advance, for one use.
CREATE TABLE oauth_pushed_requests (
    request_hash bytea PRIMARY KEY,
    client_id    uuid NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    parameters   jsonb NOT NULL,
    dpop_jkt     text,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);

CREATE INDEX oauth_pushed_requests_by_expiry ON oauth_pushed_requests (expires_at);
CREATE INDEX oauth_pushed_requests_by_client ON oauth_pushed_requests (client_id);

-- What may be shown once on any node: DPoP proofs (RFC 9449 §11.1) and client assertions (RFC 7523 §3), by a hash over who and jti.
CREATE TABLE oauth_used_proofs (
    proof_hash bytea PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('dpop', 'client_assertion', 'request_object', 'assertion')),
    expires_at timestamptz NOT NULL
);

CREATE INDEX oauth_used_proofs_by_expiry ON oauth_used_proofs (expires_at);

-- An update is somebody's change to the client, not what every use of it writes.
CREATE TRIGGER oauth_clients_updated_at BEFORE UPDATE OF
    status, client_name, client_uri, logo_uri, policy_uri, tos_uri, contacts, application_type,
    token_endpoint_auth_method, secret_hash, secret_expires_at, previous_secret_hash, previous_secret_expires_at,
    imported_secret_hash, jwks, jwks_uri, redirect_uris, post_logout_redirect_uris, grant_types, response_types,
    scopes, resources, subject_type, sector_identifier_uri, id_token_signed_response_alg, access_token_format,
    access_token_lifetime_seconds, refresh_token_lifetime_seconds, authorization_code_lifetime_seconds,
    default_max_age_seconds, require_auth_time, require_pkce, require_pushed_requests, dpop_bound_access_tokens,
    profile, consent, backchannel_logout_uri, backchannel_logout_session_required
    ON oauth_clients FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER oauth_consents_updated_at BEFORE UPDATE OF scopes, resources ON oauth_consents
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
