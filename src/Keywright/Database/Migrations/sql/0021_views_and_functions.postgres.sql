-- description: Views for people who look with psql or sqlite3, the last triggers, and functions for psql.
-- type: function

-- What somebody should look at: a week of security events.
CREATE VIEW recent_security_events AS
SELECT e.id, e.user_id, u.username, u.email, e.event_type, e.action, e.status, e.result_code, e.message, e.ip_address, e.risk_score, e.severity,
       e.created_at
  FROM audit_events AS e LEFT JOIN users AS u ON u.id = e.user_id
 WHERE e.event_category = 'security' AND e.created_at >= now() - interval '7 days'
 ORDER BY e.created_at DESC, e.id DESC;

-- Whom somebody tries: three or more failures in a day.
CREATE VIEW failed_login_attempts AS
SELECT e.user_id, u.username, u.email, count(*) AS attempt_count, max(e.created_at) AS last_attempt,
       count(DISTINCT e.ip_address) AS address_count, string_agg(DISTINCT host(e.ip_address), ',') AS addresses
  FROM audit_events AS e LEFT JOIN users AS u ON u.id = e.user_id
 WHERE e.event_type = 'login' AND e.status = 'failure' AND e.user_id IS NOT NULL AND e.created_at >= now() - interval '24 hours'
 GROUP BY e.user_id, u.username, u.email
HAVING count(*) >= 3
 ORDER BY count(*) DESC, max(e.created_at) DESC;

CREATE VIEW recent_activity AS
SELECT e.id, e.user_id, u.username, u.email, e.actor_id, e.event_type, e.event_category, e.action, e.resource_type, e.resource_id, e.status,
       e.ip_address, e.severity, e.created_at
  FROM audit_events AS e LEFT JOIN users AS u ON u.id = e.user_id
 WHERE e.created_at >= now() - interval '30 days'
 ORDER BY e.created_at DESC, e.id DESC;

-- What the next cleanup takes away.
CREATE VIEW expired_auth_records AS
SELECT 'sessions' AS record_type, id::text AS record_id, user_id, expires_at FROM sessions WHERE expires_at <= now()
UNION ALL
SELECT 'personal_tokens', id::text, CASE WHEN owner_type = 'user' THEN owner_id END, expires_at FROM personal_tokens WHERE expires_at <= now()
UNION ALL
SELECT 'devices', id::text, user_id, expires_at FROM devices WHERE expires_at <= now()
UNION ALL
SELECT 'email_verifications', user_id::text || ' ' || purpose, user_id, expires_at FROM email_verifications WHERE expires_at <= now()
UNION ALL
SELECT 'password_resets', user_id::text, user_id, expires_at FROM password_resets WHERE expires_at <= now();

CREATE VIEW oauth_expired_tokens AS
SELECT 'oauth_tokens' AS token_type, client_id, user_id, expires_at FROM oauth_tokens WHERE expires_at <= now()
UNION ALL
SELECT 'oauth_grants', client_id, user_id, expires_at FROM oauth_grants WHERE expires_at <= now()
UNION ALL
SELECT 'oauth_codes', client_id, user_id, expires_at FROM oauth_codes WHERE expires_at <= now()
UNION ALL
SELECT 'oauth_device_codes', client_id, user_id, expires_at FROM oauth_device_codes WHERE expires_at <= now()
UNION ALL
SELECT 'oauth_pushed_requests', client_id, NULL, expires_at FROM oauth_pushed_requests WHERE expires_at <= now();

-- The engine makes this table before the first file. Who runs the files by hand gets it here.
CREATE TABLE IF NOT EXISTS migration_history (
    migration_name    text PRIMARY KEY,
    migration_file    text NOT NULL,
    batch_number      integer NOT NULL,
    checksum          text NOT NULL,
    description       text,
    migration_type    text NOT NULL CHECK (migration_type IN ('schema', 'data', 'index', 'function')),
    status            text NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'rolled_back')),
    execution_time_ms integer,
    error_message     text,
    rollback_sql      text,
    can_rollback      integer NOT NULL CHECK (can_rollback IN (0, 1)),
    rolled_back_at    timestamptz,
    rolled_back_by    text,
    applied_at        timestamptz,
    completed_at      timestamptz,
    min_app_version   text,
    checkpoints       text
);

CREATE VIEW migration_status AS
SELECT migration_name, batch_number, migration_type, status, applied_at, completed_at, execution_time_ms, can_rollback, error_message,
       rolled_back_at, rolled_back_by
  FROM migration_history ORDER BY migration_name;

CREATE TRIGGER roles_updated_at BEFORE UPDATE OF name, description, permissions ON roles
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- The times of a configuration that says nothing. Keywright itself always brings the expiry that its own configuration says.
CREATE FUNCTION set_audit_expiry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.expires_at := NEW.created_at + CASE NEW.retention_policy
        WHEN 'standard' THEN interval '90 days'
        WHEN 'extended' THEN interval '1 year'
        WHEN 'security' THEN interval '2 years'
    END;
    RETURN NEW;
END;
$$;

CREATE TRIGGER audit_events_expiry BEFORE INSERT ON audit_events FOR EACH ROW
    WHEN (NEW.expires_at IS NULL AND NEW.retention_policy <> 'permanent') EXECUTE FUNCTION set_audit_expiry();

-- For jobs that work on the database by SQL: their facts belong into the same log. Returns the event's id.
CREATE FUNCTION log_user_event(
    p_user_id uuid, p_session_id uuid, p_event_type text, p_event_category text, p_action text, p_status text DEFAULT 'success',
    p_ip_address inet DEFAULT NULL, p_user_agent text DEFAULT NULL, p_metadata jsonb DEFAULT NULL, p_severity text DEFAULT 'info')
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    at     timestamptz := date_trunc('milliseconds', clock_timestamp());
    random bytea := uuid_send(gen_random_uuid());
    -- A UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then chance.
    made   uuid := encode(
        substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3)
        || set_byte(substring(random FROM 7), 0, (get_byte(random, 6) & 15) | 112), 'hex')::uuid;
BEGIN
    INSERT INTO audit_events (id, user_id, session_id, event_type, event_category, action, status, ip_address, user_agent, metadata, tags,
                              severity, retention_policy, created_at)
    VALUES (made, p_user_id, p_session_id, p_event_type, p_event_category, p_action, p_status, p_ip_address, left(p_user_agent, 512),
            p_metadata, '["sql"]', p_severity,
            CASE WHEN p_event_category = 'security' OR p_severity IN ('error', 'critical') THEN 'security'
                 WHEN p_event_category IN ('authentication', 'system') THEN 'standard'
                 ELSE 'extended' END,
            at);
    RETURN made;
END;
$$;

-- For who runs the files by hand: history that the engine understands. Each takes the name that the file has without its ending.
CREATE FUNCTION start_migration(
    p_migration_name text, p_migration_file text, p_description text DEFAULT NULL, p_migration_type text DEFAULT 'schema',
    p_checksum text DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    batch integer;
BEGIN
    INSERT INTO migration_history AS h (migration_name, migration_file, batch_number, checksum, description, migration_type, status,
                                        can_rollback, applied_at)
    SELECT p_migration_name, p_migration_file, coalesce(max(batch_number), 0) + 1, coalesce(p_checksum, 'none'), p_description,
           p_migration_type, 'running', 0, date_trunc('milliseconds', clock_timestamp())
      FROM migration_history WHERE migration_name <> p_migration_name
    ON CONFLICT (migration_name) DO UPDATE
       SET migration_file = excluded.migration_file, batch_number = excluded.batch_number, checksum = excluded.checksum,
           description = excluded.description, migration_type = excluded.migration_type, status = excluded.status,
           applied_at = excluded.applied_at, completed_at = NULL, execution_time_ms = NULL, error_message = NULL, rolled_back_at = NULL,
           rolled_back_by = NULL
     WHERE h.status NOT IN ('running', 'completed')
    RETURNING batch_number INTO batch;
    IF batch IS NULL THEN
        RAISE EXCEPTION 'migration % is applied already, or is running', p_migration_name;
    END IF;
    RETURN batch;
END;
$$;

CREATE FUNCTION complete_migration(p_migration_name text, p_execution_time_ms integer DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz := date_trunc('milliseconds', clock_timestamp());
BEGIN
    UPDATE migration_history
       SET status = 'completed', completed_at = at,
           execution_time_ms = coalesce(p_execution_time_ms, (extract(epoch FROM at - applied_at) * 1000)::integer)
     WHERE migration_name = p_migration_name AND status = 'running';
    RETURN FOUND;
END;
$$;

CREATE FUNCTION fail_migration(p_migration_name text, p_error_message text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE migration_history SET status = 'failed', error_message = p_error_message
     WHERE migration_name = p_migration_name AND status = 'running';
    RETURN FOUND;
END;
$$;

-- Fixed search paths: whoever calls finds our tables and nobody else's, temporary ones last.
DO $fixed$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY[
        'log_user_event(uuid, uuid, text, text, text, text, inet, text, jsonb, text)', 'start_migration(text, text, text, text, text)',
        'complete_migration(text, integer)', 'fail_migration(text, text)']
    LOOP
        EXECUTE format('ALTER FUNCTION %I.%s SET search_path = %I, pg_temp', current_schema(), made, current_schema());
    END LOOP;
END;
$fixed$;
