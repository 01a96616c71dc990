-- description: People who can sign in. A deleted user keeps a row without personal data, so that ids in the audit stay meaningful.
CREATE TABLE users (
    id                    uuid PRIMARY KEY,
    email                 text,
    email_normal          text UNIQUE,
    email_verified_at     timestamptz,
    username              text,
    username_normal       text UNIQUE,
    name                  text,
    first_name            text,
    last_name             text,
    password_hash         text,
    status                text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'suspended', 'banned', 'deleted')),
    failed_login_attempts integer NOT NULL DEFAULT 0,
    locked_until          timestamptz,
    locked_by             text CHECK (locked_by IN ('attempts', 'admin')),
    lock_reason           text,
    last_login_at         timestamptz,
    user_metadata         jsonb NOT NULL DEFAULT '{}',
    app_metadata          jsonb NOT NULL DEFAULT '{}',
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    CHECK (status = 'deleted' OR email_normal IS NOT NULL)
) WITH (fillfactor = 85);

-- Only where the statement left it unchanged: a restore or an import may bring its own.
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at = OLD.updated_at THEN
        NEW.updated_at := date_trunc('milliseconds', clock_timestamp());
    END IF;
    RETURN NEW;
END;
$$;

-- Not of what every sign-in writes: an update is somebody's change to the user.
CREATE TRIGGER users_updated_at BEFORE UPDATE OF email, email_verified_at, username, name, first_name, last_name, password_hash, status,
    lock_reason, user_metadata, app_metadata ON users FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
