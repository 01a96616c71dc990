DROP FUNCTION redact_audit_events(uuid[], bytea, timestamptz);
DROP FUNCTION cleanup_audit_events(timestamptz, integer);
DROP TRIGGER audit_events_pending ON audit_events;
DROP FUNCTION note_audit_event();
DROP TABLE audit_erasures;
DROP TABLE audit_seals;
DROP FUNCTION refuse_seal_change();
DROP TABLE audit_keys;
DROP TABLE audit_pending;

ALTER FUNCTION refuse_audit_change() RESET search_path;
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.expires_at <= clock_timestamp() THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege';
END;
$$;

ALTER TABLE audit_events DROP COLUMN personal_salt, DROP COLUMN personal_digest, DROP COLUMN redacted_at;

DROP INDEX audit_events_by_user;
DROP INDEX audit_events_by_other_actor;
DROP INDEX audit_events_by_time;
DROP INDEX audit_events_time_ranges;
DROP INDEX audit_events_by_type;
DROP INDEX audit_events_failures;
DROP INDEX audit_events_by_address;
DROP INDEX audit_events_by_resource;
CREATE INDEX audit_events_by_user ON audit_events (user_id, id);
CREATE INDEX audit_events_by_time ON audit_events (created_at);
CREATE INDEX audit_events_by_type ON audit_events (event_type, id);
CREATE INDEX audit_events_failures ON audit_events (created_at) WHERE status = 'failure';
CREATE INDEX audit_events_by_expiry ON audit_events (expires_at) WHERE expires_at IS NOT NULL;
