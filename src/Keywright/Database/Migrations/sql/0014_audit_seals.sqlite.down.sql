DROP TABLE audit_erasures;
DROP TABLE audit_seals;
DROP TABLE audit_keys;
DROP TRIGGER audit_events_pending;
DROP TRIGGER audit_events_no_replace;
DROP TRIGGER audit_events_no_update;
DROP TABLE audit_pending;
ALTER TABLE audit_events DROP COLUMN redacted_at;
ALTER TABLE audit_events DROP COLUMN personal_digest;
ALTER TABLE audit_events DROP COLUMN personal_salt;

CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'audit_events is append-only');
END;

DROP INDEX audit_events_by_user;
DROP INDEX audit_events_by_other_actor;
DROP INDEX audit_events_by_time;
DROP INDEX audit_events_by_type;
DROP INDEX audit_events_failures;
DROP INDEX audit_events_by_address;
DROP INDEX audit_events_by_resource;
CREATE INDEX audit_events_by_user ON audit_events (user_id, id);
CREATE INDEX audit_events_by_time ON audit_events (created_at);
CREATE INDEX audit_events_by_type ON audit_events (event_type, id);
CREATE INDEX audit_events_failures ON audit_events (created_at) WHERE status = 'failure';
CREATE INDEX audit_events_by_expiry ON audit_events (expires_at) WHERE expires_at IS NOT NULL;
