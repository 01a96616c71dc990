DROP TRIGGER audit_events_expiry;
DROP TRIGGER sessions_activity;
CREATE TRIGGER sessions_activity BEFORE UPDATE OF last_activity ON sessions
WHEN NEW.last_activity > OLD.last_activity
     AND julianday(NEW.last_activity) - julianday(OLD.last_activity) < 59.999 / 86400.0
     AND NEW.refresh_hash IS OLD.refresh_hash
BEGIN
    SELECT RAISE(IGNORE);
END;
DROP TRIGGER roles_updated_at;
DROP VIEW migration_status;
DROP VIEW oauth_expired_tokens;
DROP VIEW expired_auth_records;
DROP VIEW recent_activity;
DROP VIEW failed_login_attempts;
DROP VIEW recent_security_events;
