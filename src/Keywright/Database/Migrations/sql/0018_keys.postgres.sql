-- description: Keys that tokens are signed with, and the keys of ASP.NET Core's data protection.
-- The private part is encrypted with the master key. kid: RFC 7638.
CREATE TABLE signing_keys (
    kid          text PRIMARY KEY,
    algorithm    text NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'PS256')),
    status       text NOT NULL CHECK (status IN ('published', 'active', 'retired')),
    public_key   bytea NOT NULL,
    private_key  bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    activates_at timestamptz NOT NULL,
    retired_at   timestamptz,
    expires_at   timestamptz
);

-- One signs and one waits, however many nodes rotate at once.
CREATE UNIQUE INDEX signing_keys_in_use ON signing_keys (status) WHERE status <> 'retired';

CREATE TABLE data_keys (
    id         uuid PRIMARY KEY,
    xml        bytea NOT NULL,
    created_at timestamptz NOT NULL
);
