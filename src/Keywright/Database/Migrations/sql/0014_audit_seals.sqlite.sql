-- description: Seals over the audit log, the rows that wait for one, and erasure of persons that keeps the seals verifiable.

-- A salt a row: what erasure leaves of the personal columns is a digest that trying every address does not undo.
ALTER TABLE audit_events ADD COLUMN personal_salt BLOB;
ALTER TABLE audit_events ADD COLUMN personal_digest BLOB;
ALTER TABLE audit_events ADD COLUMN redacted_at TEXT;

DROP TRIGGER audit_events_no_update;
UPDATE audit_events SET personal_salt = randomblob(16);

-- The one change that is allowed: the personal columns of an erased user's events become NULL, and their digest stays.
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
WHEN NOT (
    OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL AND length(NEW.personal_digest) = 32 AND NEW.personal_salt IS NULL
    AND NEW.message IS NULL AND NEW.ip_address IS NULL AND NEW.user_agent IS NULL AND NEW.location_country IS NULL
    AND NEW.location_city IS NULL AND NEW.request_params IS NULL AND NEW.metadata IS NULL
    AND NEW.id IS OLD.id AND NEW.user_id IS OLD.user_id AND NEW.actor_id IS OLD.actor_id AND NEW.session_id IS OLD.session_id
    AND NEW.event_type IS OLD.event_type AND NEW.event_category IS OLD.event_category AND NEW.action IS OLD.action
    AND NEW.resource_type IS OLD.resource_type AND NEW.resource_id IS OLD.resource_id AND NEW.status IS OLD.status
    AND NEW.result_code IS OLD.result_code AND NEW.risk_score IS OLD.risk_score AND NEW.request_method IS OLD.request_method
    AND NEW.request_path IS OLD.request_path AND NEW.response_status IS OLD.response_status AND NEW.tags IS OLD.tags
    AND NEW.severity IS OLD.severity AND NEW.is_sensitive IS OLD.is_sensitive AND NEW.retention_policy IS OLD.retention_policy
    AND NEW.created_at IS OLD.created_at AND NEW.processed_at IS OLD.processed_at AND NEW.expires_at IS OLD.expires_at
    AND EXISTS (SELECT 1 FROM users WHERE id IN (OLD.user_id, OLD.actor_id) AND status = 'deleted'))
BEGIN
    SELECT RAISE(ABORT, 'audit_events is append-only');
END;

-- INSERT OR REPLACE deletes without asking the trigger for deletions, unless the connection has recursive_triggers on.
CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'audit_events is append-only');
END;

-- What is committed and not sealed yet, whoever wrote it and whatever the clocks say.
CREATE TABLE audit_pending (
    retention_policy TEXT NOT NULL,
    event_id         TEXT NOT NULL,
    PRIMARY KEY (retention_policy, event_id)
) STRICT, WITHOUT ROWID;

INSERT INTO audit_pending SELECT retention_policy, id FROM audit_events;

CREATE TRIGGER audit_events_pending AFTER INSERT ON audit_events
BEGIN
    INSERT INTO audit_pending (retention_policy, event_id) VALUES (NEW.retention_policy, NEW.id);
END;

-- The keys that seals are signed with; the private one encrypted with the master key.
CREATE TABLE audit_keys (
    id          TEXT PRIMARY KEY,
    public_key  BLOB NOT NULL,
    private_key BLOB NOT NULL,
    created_at  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A chain for each class of retention. entries holds 48 bytes an event: its id and its digest.
CREATE TABLE audit_seals (
    retention_policy TEXT NOT NULL CHECK (retention_policy IN ('standard', 'extended', 'security', 'permanent')),
    number           INTEGER NOT NULL CHECK (number > 0),
    previous_hash    BLOB NOT NULL,
    row_count        INTEGER NOT NULL CHECK (row_count > 0),
    first_event_id   TEXT NOT NULL,
    last_event_id    TEXT NOT NULL,
    entries_hash     BLOB NOT NULL,
    sealed_at        TEXT NOT NULL,
    expires_at       TEXT,
    key_id           TEXT NOT NULL,
    hash             BLOB NOT NULL,
    signature        BLOB NOT NULL,
    rows_deleted_at  TEXT,
    entries          BLOB,
    PRIMARY KEY (retention_policy, number),
    CHECK ((entries IS NULL) = (rows_deleted_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_seals_by_expiry ON audit_seals (expires_at) WHERE rows_deleted_at IS NULL;
CREATE INDEX audit_seals_by_events ON audit_seals (last_event_id, first_event_id) WHERE rows_deleted_at IS NULL;

-- A seal gives up its entries when its events have expired, and goes when a later one has done so too.
CREATE TRIGGER audit_seals_no_update BEFORE UPDATE ON audit_seals
WHEN NOT (
    OLD.expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    AND OLD.rows_deleted_at IS NULL AND NEW.rows_deleted_at IS NOT NULL AND NEW.entries IS NULL
    AND NEW.retention_policy IS OLD.retention_policy AND NEW.number IS OLD.number AND NEW.previous_hash IS OLD.previous_hash
    AND NEW.row_count IS OLD.row_count AND NEW.first_event_id IS OLD.first_event_id AND NEW.last_event_id IS OLD.last_event_id
    AND NEW.entries_hash IS OLD.entries_hash AND NEW.sealed_at IS OLD.sealed_at AND NEW.expires_at IS OLD.expires_at
    AND NEW.key_id IS OLD.key_id AND NEW.hash IS OLD.hash AND NEW.signature IS OLD.signature)
BEGIN
    SELECT RAISE(ABORT, 'audit_seals is append-only');
END;

CREATE TRIGGER audit_seals_no_delete BEFORE DELETE ON audit_seals
WHEN OLD.rows_deleted_at IS NULL OR OLD.expires_at IS NULL OR OLD.expires_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    SELECT RAISE(ABORT, 'audit_seals is append-only');
END;

CREATE TRIGGER audit_seals_no_replace BEFORE INSERT ON audit_seals
WHEN EXISTS (SELECT 1 FROM audit_seals WHERE retention_policy = NEW.retention_policy AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'audit_seals is append-only');
END;

-- Erased users some of whose events still tell about them.
CREATE TABLE audit_erasures (
    user_id   TEXT PRIMARY KEY,
    erased_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Lists go by time and id, whoever made the id.
DROP INDEX audit_events_by_user;
DROP INDEX audit_events_by_time;
DROP INDEX audit_events_by_type;
DROP INDEX audit_events_failures;
DROP INDEX audit_events_by_expiry;
CREATE INDEX audit_events_by_user ON audit_events (user_id, created_at, id);
CREATE INDEX audit_events_by_other_actor ON audit_events (actor_id, created_at, id)
    WHERE actor_id IS NOT NULL AND (user_id IS NULL OR user_id <> actor_id);
CREATE INDEX audit_events_by_time ON audit_events (created_at, id);
CREATE INDEX audit_events_by_type ON audit_events (event_type, created_at, id);
CREATE INDEX audit_events_failures ON audit_events (created_at, id) WHERE status = 'failure';
CREATE INDEX audit_events_by_address ON audit_events (ip_address, created_at, id) WHERE ip_address IS NOT NULL;
CREATE INDEX audit_events_by_resource ON audit_events (resource_id, created_at, id) WHERE resource_id IS NOT NULL;
