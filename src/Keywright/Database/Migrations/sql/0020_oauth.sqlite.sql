-- description: The OAuth server: clients, what users allowed them, and everything short-lived. Secrets and codes are kept as hashes only.
-- A client of RFC 7591. Its client_id is an id of ours, or the https URL of its metadata document.
CREATE TABLE oauth_clients (
    id                                  TEXT PRIMARY KEY,
    client_id                           TEXT NOT NULL UNIQUE,
    registration                        TEXT NOT NULL DEFAULT 'manual' CHECK (registration IN ('manual', 'dynamic', 'document')),
    status                              TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
    client_name                         TEXT NOT NULL,
    client_uri                          TEXT,
    logo_uri                            TEXT,
    policy_uri                          TEXT,
    tos_uri                             TEXT,
    contacts                            TEXT NOT NULL DEFAULT '[]',
    application_type                    TEXT NOT NULL DEFAULT 'web' CHECK (application_type IN ('web', 'native')),
    token_endpoint_auth_method          TEXT NOT NULL CHECK (token_endpoint_auth_method IN ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt')),
    -- SHA-256 of 256 random bits. One that was imported may be weak, so it is a password hash.
    secret_hash                         BLOB,
    secret_expires_at                   TEXT,
    previous_secret_hash                BLOB,
    previous_secret_expires_at          TEXT,
    imported_secret_hash                TEXT,
    registration_token_hash             BLOB UNIQUE,
    jwks                                TEXT,
    jwks_uri                            TEXT,
    -- What was fetched last from jwks_uri or as the metadata document, and until when it may be used.
    fetched                             TEXT,
    fetched_at                          TEXT,
    fetched_until                       TEXT,
    redirect_uris                       TEXT NOT NULL DEFAULT '[]',
    post_logout_redirect_uris           TEXT NOT NULL DEFAULT '[]',
    grant_types                         TEXT NOT NULL DEFAULT '["authorization_code"]',
    response_types                      TEXT NOT NULL DEFAULT '["code"]',
    scopes                              TEXT NOT NULL DEFAULT '[]',
    resources                           TEXT NOT NULL DEFAULT '[]',
    subject_type                        TEXT NOT NULL DEFAULT 'public' CHECK (subject_type IN ('public', 'pairwise')),
    sector_identifier_uri               TEXT,
    id_token_signed_response_alg        TEXT,
    access_token_format                 TEXT NOT NULL DEFAULT 'jwt' CHECK (access_token_format IN ('jwt', 'opaque')),
    access_token_lifetime_seconds       INTEGER CHECK (access_token_lifetime_seconds > 0),
    refresh_token_lifetime_seconds      INTEGER CHECK (refresh_token_lifetime_seconds > 0),
    authorization_code_lifetime_seconds INTEGER CHECK (authorization_code_lifetime_seconds > 0),
    default_max_age_seconds             INTEGER CHECK (default_max_age_seconds >= 0),
    require_auth_time                   INTEGER NOT NULL DEFAULT 0 CHECK (require_auth_time IN (0, 1)),
    require_pkce                        INTEGER NOT NULL DEFAULT 1 CHECK (require_pkce IN (0, 1)),
    require_pushed_requests             INTEGER NOT NULL DEFAULT 0 CHECK (require_pushed_requests IN (0, 1)),
    dpop_bound_access_tokens            INTEGER NOT NULL DEFAULT 0 CHECK (dpop_bound_access_tokens IN (0, 1)),
    profile                             TEXT CHECK (profile IN ('fapi2')),
    consent                             TEXT NOT NULL DEFAULT 'required' CHECK (consent IN ('required', 'implied')),
    backchannel_logout_uri              TEXT,
    backchannel_logout_session_required INTEGER NOT NULL DEFAULT 0 CHECK (backchannel_logout_session_required IN (0, 1)),
    created_by                          TEXT,
    last_used_at                        TEXT,
    created_at                          TEXT NOT NULL,
    updated_at                          TEXT NOT NULL,
    -- RFC 7591 §2: a client that says nothing of itself has nothing to prove it with.
    CHECK (token_endpoint_auth_method <> 'none' OR (secret_hash IS NULL AND imported_secret_hash IS NULL))
) STRICT, WITHOUT ROWID;

-- What a user allowed a client, or what it allowed itself: one row is one family of refresh tokens, as a session is.
CREATE TABLE oauth_grants (
    id                    TEXT PRIMARY KEY,
    client_id             TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id               TEXT REFERENCES users (id) ON DELETE CASCADE,
    session_id            TEXT,
    grant_type            TEXT NOT NULL,
    status                TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'expired', 'revoked', 'suspicious')),
    scopes                TEXT NOT NULL DEFAULT '[]',
    resources             TEXT NOT NULL DEFAULT '[]',
    claims                TEXT,
    actor                 TEXT,
    dpop_jkt              TEXT,
    auth_time             TEXT,
    acr                   TEXT,
    amr                   TEXT,
    refresh_hash          BLOB,
    previous_refresh_hash BLOB,
    generation            INTEGER NOT NULL DEFAULT 0,
    rotated_at            TEXT,
    previous_rotated_at   TEXT,
    successor             BLOB,
    suspicious_at         TEXT,
    last_used_at          TEXT,
    expires_at            TEXT NOT NULL,
    absolute_expires_at   TEXT NOT NULL,
    created_at            TEXT NOT NULL,
    revoked_at            TEXT,
    revoked_by            TEXT CHECK (revoked_by IN ('user', 'client', 'admin', 'system', 'security'))
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_grants_by_user ON oauth_grants (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX oauth_grants_by_client ON oauth_grants (client_id, id);
CREATE INDEX oauth_grants_by_session ON oauth_grants (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX oauth_grants_by_expiry ON oauth_grants (expires_at);
CREATE INDEX oauth_grants_with_successor ON oauth_grants (rotated_at) WHERE successor IS NOT NULL;

-- grant_id is what the code was redeemed for: who shows it a second time ends that (RFC 6749 §4.1.2).
CREATE TABLE oauth_codes (
    code_hash      BLOB PRIMARY KEY,
    client_id      TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id     TEXT NOT NULL,
    redirect_uri   TEXT NOT NULL,
    code_challenge TEXT,
    scopes         TEXT NOT NULL DEFAULT '[]',
    resources      TEXT NOT NULL DEFAULT '[]',
    claims         TEXT,
    nonce          TEXT,
    dpop_jkt       TEXT,
    auth_time      TEXT NOT NULL,
    acr            TEXT,
    amr            TEXT,
    created_at     TEXT NOT NULL,
    expires_at     TEXT NOT NULL,
    used_at        TEXT,
    grant_id       TEXT,
    -- There is something to end exactly where there was a first time.
    CHECK (used_at IS NOT NULL OR grant_id IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_codes_by_expiry ON oauth_codes (expires_at);
CREATE INDEX oauth_codes_by_user ON oauth_codes (user_id);
CREATE INDEX oauth_codes_by_client ON oauth_codes (client_id);

-- Opaque access tokens. A row without a hash is a JWT, by its jti, that was revoked before it expired.
CREATE TABLE oauth_tokens (
    id         TEXT PRIMARY KEY,
    token_hash BLOB UNIQUE,
    client_id  TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id    TEXT REFERENCES users (id) ON DELETE CASCADE,
    grant_id   TEXT REFERENCES oauth_grants (id) ON DELETE CASCADE,
    scopes     TEXT NOT NULL DEFAULT '[]',
    audience   TEXT NOT NULL DEFAULT '[]',
    claims     TEXT,
    actor      TEXT,
    dpop_jkt   TEXT,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    CHECK (token_hash IS NOT NULL OR revoked_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_tokens_by_grant ON oauth_tokens (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oauth_tokens_by_user ON oauth_tokens (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX oauth_tokens_by_client ON oauth_tokens (client_id);
CREATE INDEX oauth_tokens_by_expiry ON oauth_tokens (expires_at);

CREATE TABLE oauth_consents (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    scopes     TEXT NOT NULL DEFAULT '[]',
    resources  TEXT NOT NULL DEFAULT '[]',
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_consents_by_client ON oauth_consents (client_id);

-- RFC 8628. The user's code is short: its hash is keyed, so that the table alone does not tell it.
CREATE TABLE oauth_device_codes (
    device_code_hash BLOB PRIMARY KEY,
    user_code_hash   BLOB NOT NULL UNIQUE,
    client_id        TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    status           TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'denied', 'used')),
    scopes           TEXT NOT NULL DEFAULT '[]',
    resources        TEXT NOT NULL DEFAULT '[]',
    dpop_jkt         TEXT,
    ip_address       TEXT,
    user_agent       TEXT,
    user_id          TEXT REFERENCES users (id) ON DELETE CASCADE,
    session_id       TEXT,
    auth_time        TEXT,
    acr              TEXT,
    amr              TEXT,
    interval_seconds INTEGER NOT NULL DEFAULT 5 CHECK (interval_seconds > 0),
    last_polled_at   TEXT,
    created_at       TEXT NOT NULL,
    expires_at       TEXT NOT NULL,
    decided_at       TEXT,
    used_at          TEXT,
    grant_id         TEXT,
    CHECK (status IN ('pending', 'denied') OR user_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_device_codes_by_expiry ON oauth_device_codes (expires_at);
CREATE INDEX oauth_device_codes_by_client ON oauth_device_codes (client_id);
CREATE INDEX oauth_device_codes_by_user ON oauth_device_codes (user_id) WHERE user_id IS NOT NULL;

-- RFC 9126 §2.2: what a client said in advance, for one use.
CREATE TABLE oauth_pushed_requests (
    request_hash BLOB PRIMARY KEY,
    client_id    TEXT NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    parameters   TEXT NOT NULL,
    dpop_jkt     TEXT,
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    used_at      TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_pushed_requests_by_expiry ON oauth_pushed_requests (expires_at);
CREATE INDEX oauth_pushed_requests_by_client ON oauth_pushed_requests (client_id);

-- What may be shown once on any node: DPoP proofs (RFC 9449 §11.1) and client assertions (RFC 7523 §3), by a hash over who and jti.
CREATE TABLE oauth_used_proofs (
    proof_hash BLOB PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('dpop', 'client_assertion', 'request_object', 'assertion')),
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_used_proofs_by_expiry ON oauth_used_proofs (expires_at);

-- An update is somebody's change to the client, not what every use of it writes.
CREATE TRIGGER oauth_clients_updated_at AFTER UPDATE OF
    status, client_name, client_uri, logo_uri, policy_uri, tos_uri, contacts, application_type,
    token_endpoint_auth_method, secret_hash, secret_expires_at, previous_secret_hash, previous_secret_expires_at,
    imported_secret_hash, jwks, jwks_uri, redirect_uris, post_logout_redirect_uris, grant_types, response_types,
    scopes, resources, subject_type, sector_identifier_uri, id_token_signed_response_alg, access_token_format,
    access_token_lifetime_seconds, refresh_token_lifetime_seconds, authorization_code_lifetime_seconds,
    default_max_age_seconds, require_auth_time, require_pkce, require_pushed_requests, dpop_bound_access_tokens,
    profile, consent, backchannel_logout_uri, backchannel_logout_session_required
    ON oauth_clients
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE oauth_clients SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = NEW.id AND updated_at = OLD.updated_at;
END;

CREATE TRIGGER oauth_consents_updated_at AFTER UPDATE OF scopes, resources ON oauth_consents
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE oauth_consents SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
     WHERE user_id = NEW.user_id AND client_id = NEW.client_id AND updated_at = OLD.updated_at;
END;
