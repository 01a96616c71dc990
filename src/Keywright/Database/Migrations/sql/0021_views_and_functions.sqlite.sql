-- description: Views for people who look with psql or sqlite3, the last triggers.
-- type: function

-- What somebody should look at: a week of security events.
CREATE VIEW recent_security_events AS
SELECT e.id, e.user_id, u.username, u.email, e.event_type, e.action, e.status, e.result_code, e.message, e.ip_address, e.risk_score, e.severity,
       e.created_at
  FROM audit_events AS e LEFT JOIN users AS u ON u.id = e.user_id
 WHERE e.event_category = 'security' AND e.created_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-7 days')
 ORDER BY e.created_at DESC, e.id DESC;

-- Whom somebody tries: three or more failures in a day.
CREATE VIEW failed_login_attempts AS
SELECT e.user_id, u.username, u.email, count(*) AS attempt_count, max(e.created_at) AS last_attempt,
       count(DISTINCT e.ip_address) AS address_count, group_concat(DISTINCT e.ip_address) AS addresses
  FROM audit_events AS e LEFT JOIN users AS u ON u.id = e.user_id
 WHERE e.event_type = 'login' AND e.status = 'failure' AND e.user_id IS NOT NULL AND e.created_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-24 hours')
 GROUP BY e.user_id, u.username, u.email
HAVING count(*) >= 3
 ORDER BY count(*) DESC, max(e.created_at) DESC;

CREATE VIEW recent_activity AS
SELECT e.id, e.user_id, u.username, u.email, e.actor_id, e.event_type, e.event_category, e.action, e.resource_type, e.resource_id, e.status,
       e.ip_address, e.severity, e.created_at
  FROM audit_events AS e LEFT JOIN users AS u ON u.id = e.user_id
 WHERE e.created_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days')
 ORDER BY e.created_at DESC, e.id DESC;

-- What the next cleanup takes away.
CREATE VIEW expired_auth_records AS
SELECT 'sessions' AS record_type, id AS record_id, user_id, expires_at FROM sessions WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
UNION ALL
SELECT 'personal_tokens', id, CASE WHEN owner_type = 'user' THEN owner_id END, expires_at FROM personal_tokens WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
UNION ALL
SELECT 'devices', id, user_id, expires_at FROM devices WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
UNION ALL
SELECT 'email_verifications', user_id || ' ' || purpose, user_id, expires_at FROM email_verifications WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
UNION ALL
SELECT 'password_resets', user_id, user_id, expires_at FROM password_resets WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now');

CREATE VIEW oauth_expired_tokens AS
SELECT 'oauth_tokens' AS token_type, client_id, user_id, expires_at FROM oauth_tokens WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
UNION ALL
SELECT 'oauth_grants', client_id, user_id, expires_at FROM oauth_grants WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
UNION ALL
SELECT 'oauth_codes', client_id, user_id, expires_at FROM oauth_codes WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
UNION ALL
SELECT 'oauth_device_codes', client_id, user_id, expires_at FROM oauth_device_codes WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
UNION ALL
SELECT 'oauth_pushed_requests', client_id, NULL, expires_at FROM oauth_pushed_requests WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now');

-- The engine makes this table before the first file. Who runs the files by hand gets it here.
CREATE TABLE IF NOT EXISTS migration_history (
    migration_name    TEXT PRIMARY KEY,
    migration_file    TEXT NOT NULL,
    batch_number      INTEGER NOT NULL,
    checksum          TEXT NOT NULL,
    description       TEXT,
    migration_type    TEXT NOT NULL CHECK (migration_type IN ('schema', 'data', 'index', 'function')),
    status            TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'rolled_back')),
    execution_time_ms INTEGER,
    error_message     TEXT,
    rollback_sql      TEXT,
    can_rollback      INTEGER NOT NULL CHECK (can_rollback IN (0, 1)),
    rolled_back_at    TEXT,
    rolled_back_by    TEXT,
    applied_at        TEXT,
    completed_at      TEXT,
    min_app_version   TEXT,
    checkpoints       TEXT
) STRICT, WITHOUT ROWID;

CREATE VIEW migration_status AS
SELECT migration_name, batch_number, migration_type, status, applied_at, completed_at, execution_time_ms, can_rollback, error_message,
       rolled_back_at, rolled_back_by
  FROM migration_history ORDER BY migration_name;

CREATE TRIGGER roles_updated_at AFTER UPDATE OF name, description, permissions ON roles
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE roles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = NEW.id AND updated_at = OLD.updated_at;
END;

-- The trigger of 0004 passed over the whole row; what else the statement changes must stay.
DROP TRIGGER sessions_activity;
CREATE TRIGGER sessions_activity AFTER UPDATE OF last_activity ON sessions
WHEN NEW.last_activity > OLD.last_activity
     AND julianday(NEW.last_activity) - julianday(OLD.last_activity) < 59.999 / 86400.0
     AND NEW.refresh_hash IS OLD.refresh_hash
BEGIN
    UPDATE sessions SET last_activity = OLD.last_activity WHERE id = NEW.id;
END;

-- PostgreSQL fills the expiry in. Here no trigger can, so an event that would stay for ever must say so.
CREATE TRIGGER audit_events_expiry BEFORE INSERT ON audit_events
WHEN NEW.expires_at IS NULL AND NEW.retention_policy <> 'permanent'
BEGIN
    SELECT RAISE(ABORT, 'audit_events: expires_at may be missing only where retention_policy is permanent');
END;
