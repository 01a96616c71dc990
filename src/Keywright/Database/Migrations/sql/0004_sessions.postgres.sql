-- description: Sessions. One row is one refresh-token family; the columns that change at each use are not indexed.
CREATE TABLE sessions (
    id                         uuid PRIMARY KEY,
    user_id                    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device_id                  uuid,
    mode                       text NOT NULL CHECK (mode IN ('token', 'cookie')),
    status                     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'expired', 'revoked', 'suspicious')),
    access_hash                bytea,
    access_expires_at          timestamptz,
    previous_access_hash       bytea,
    previous_access_expires_at timestamptz,
    cookie_hash                bytea UNIQUE,
    refresh_hash               bytea,
    previous_refresh_hash      bytea,
    generation                 integer NOT NULL DEFAULT 0,
    rotated_at                 timestamptz,
    previous_rotated_at        timestamptz,
    successor                  bytea,
    lifetime_seconds           integer NOT NULL,
    is_remembered              integer NOT NULL DEFAULT 0 CHECK (is_remembered IN (0, 1)),
    login_method               text NOT NULL,
    device_type                text,
    device_name                text,
    user_agent                 text,
    ip_address                 inet,
    location_country           text,
    location_city              text,
    trusted_at                 timestamptz,
    suspicious_at              timestamptz,
    risk_score                 integer NOT NULL DEFAULT 0 CHECK (risk_score BETWEEN 0 AND 100),
    risk_reasons               jsonb NOT NULL DEFAULT '[]',
    password_confirmed_at      timestamptz,
    last_activity              timestamptz NOT NULL,
    expires_at                 timestamptz NOT NULL,
    absolute_expires_at        timestamptz NOT NULL,
    created_at                 timestamptz NOT NULL,
    revoked_at                 timestamptz,
    revoked_by                 text CHECK (revoked_by IN ('user', 'admin', 'system', 'security'))
) WITH (fillfactor = 80);

CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX sessions_by_absolute_expiry ON sessions (absolute_expires_at);
-- The successor of a rotated refresh token is kept, encrypted, for the seconds of the grace only.
CREATE INDEX sessions_with_successor ON sessions (rotated_at) WHERE successor IS NOT NULL;

-- Activity is written at most once a minute a session, whoever writes it.
CREATE FUNCTION limit_session_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_activity > OLD.last_activity AND NEW.last_activity < OLD.last_activity + interval '1 minute'
       AND NEW.refresh_hash IS NOT DISTINCT FROM OLD.refresh_hash THEN
        NEW.last_activity := OLD.last_activity;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER sessions_activity BEFORE UPDATE OF last_activity ON sessions FOR EACH ROW EXECUTE FUNCTION limit_session_activity();
