-- description: Seals over the audit log, the rows that wait for one, and erasure of persons that keeps the seals verifiable.

-- A salt a row: what erasure leaves of the personal columns is a digest that trying every address does not undo.
ALTER TABLE audit_events
    ADD COLUMN personal_salt bytea DEFAULT uuid_send(gen_random_uuid()),
    ADD COLUMN personal_digest bytea,
    ADD COLUMN redacted_at timestamptz;

-- What is committed and not sealed yet, whoever wrote it and whatever the clocks say.
CREATE TABLE audit_pending (
    retention_policy text NOT NULL,
    event_id         uuid NOT NULL,
    PRIMARY KEY (retention_policy, event_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

INSERT INTO audit_pending SELECT retention_policy, id FROM audit_events;

-- The keys that seals are signed with; the private one encrypted with the master key.
CREATE TABLE audit_keys (
    id          uuid PRIMARY KEY,
    public_key  bytea NOT NULL,
    private_key bytea NOT NULL,
    created_at  timestamptz NOT NULL
);

-- A chain for each class of retention. entries holds 48 bytes an event: its id and its digest.
CREATE TABLE audit_seals (
    retention_policy text NOT NULL CHECK (retention_policy IN ('standard', 'extended', 'security', 'permanent')),
    number           bigint NOT NULL CHECK (number > 0),
    previous_hash    bytea NOT NULL,
    row_count        integer NOT NULL CHECK (row_count > 0),
    first_event_id   uuid NOT NULL,
    last_event_id    uuid NOT NULL,
    entries_hash     bytea NOT NULL,
    sealed_at        timestamptz NOT NULL,
    expires_at       timestamptz,
    key_id           uuid NOT NULL,
    hash             bytea NOT NULL,
    signature        bytea NOT NULL,
    rows_deleted_at  timestamptz,
    entries          bytea,
    PRIMARY KEY (retention_policy, number),
    CHECK ((entries IS NULL) = (rows_deleted_at IS NOT NULL))
);

CREATE INDEX audit_seals_by_expiry ON audit_seals (expires_at) WHERE rows_deleted_at IS NULL;
CREATE INDEX audit_seals_by_events ON audit_seals (last_event_id, first_event_id) WHERE rows_deleted_at IS NULL;

-- Digests do not compress.
ALTER TABLE audit_seals ALTER COLUMN entries SET STORAGE EXTERNAL;

-- Erased users some of whose events still tell about them.
CREATE TABLE audit_erasures (
    user_id   uuid PRIMARY KEY,
    erased_at timestamptz NOT NULL
);

CREATE FUNCTION note_audit_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO audit_pending (retention_policy, event_id) VALUES (NEW.retention_policy, NEW.id);
    RETURN NULL;
END;
$$;

CREATE TRIGGER audit_events_pending AFTER INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION note_audit_event();

-- Two changes are allowed: an event that has expired may go, and the personal columns of an erased user's events become NULL,
-- their digest staying.
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    personal CONSTANT text[] := ARRAY['message', 'ip_address', 'user_agent', 'location_country', 'location_city', 'request_params',
                                      'metadata', 'personal_salt', 'personal_digest', 'redacted_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.expires_at <= clock_timestamp() THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL AND length(NEW.personal_digest) = 32
            AND num_nonnulls(NEW.message, NEW.ip_address, NEW.user_agent, NEW.location_country, NEW.location_city, NEW.request_params,
                             NEW.metadata, NEW.personal_salt) = 0
            AND to_jsonb(NEW) - personal = to_jsonb(OLD) - personal
            AND EXISTS (SELECT 1 FROM users WHERE id IN (OLD.user_id, OLD.actor_id) AND status = 'deleted') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege';
END;
$$;

-- A seal gives up its entries when its events have expired, and goes when a later one has done so too.
CREATE FUNCTION refuse_seal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.rows_deleted_at IS NOT NULL AND OLD.expires_at <= clock_timestamp() THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.expires_at <= clock_timestamp() AND OLD.rows_deleted_at IS NULL AND NEW.rows_deleted_at IS NOT NULL AND NEW.entries IS NULL
            AND to_jsonb(NEW) - ARRAY['rows_deleted_at', 'entries'] = to_jsonb(OLD) - ARRAY['rows_deleted_at', 'entries'] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_seals is append-only' USING ERRCODE = 'insufficient_privilege';
END;
$$;

CREATE TRIGGER audit_seals_no_change BEFORE UPDATE OR DELETE ON audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_seal_change();
CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_seal_change();

-- Deletes the events of whole expired seals, at least one seal and about batch events, and returns how many. Run it until it returns 0:
-- each run is a short transaction. It waits for nobody, and what another run is deleting it passes over.
CREATE FUNCTION cleanup_audit_events(cutoff timestamptz DEFAULT clock_timestamp(), batch integer DEFAULT 1000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    seal    record;
    deleted integer := 0;
BEGIN
    FOR seal IN
        SELECT retention_policy, number, row_count, entries FROM audit_seals
         WHERE rows_deleted_at IS NULL AND expires_at <= least(cutoff, clock_timestamp())
         ORDER BY expires_at LIMIT greatest(batch, 1) FOR UPDATE SKIP LOCKED
    LOOP
        DELETE FROM audit_events AS e
         USING (SELECT encode(substring(seal.entries FROM 1 + 48 * n FOR 16), 'hex')::uuid AS id
                  FROM generate_series(0, seal.row_count - 1) AS n) AS gone
         WHERE e.id = gone.id AND e.expires_at <= clock_timestamp();

        UPDATE audit_seals SET entries = NULL, rows_deleted_at = date_trunc('milliseconds', clock_timestamp())
         WHERE retention_policy = seal.retention_policy AND number = seal.number;

        DELETE FROM audit_seals
         WHERE retention_policy = seal.retention_policy AND number < seal.number
           AND NOT EXISTS (SELECT 1 FROM audit_seals AS earlier
                            WHERE earlier.retention_policy = seal.retention_policy AND earlier.number < seal.number
                              AND (earlier.rows_deleted_at IS NULL OR earlier.expires_at > clock_timestamp()));
        deleted := deleted + seal.row_count;
        EXIT WHEN deleted >= batch;
    END LOOP;
    RETURN deleted;
END;
$$;

-- Takes from events of erased users what tells about the person. The trigger decides which events these are. digests: 32 bytes an id.
CREATE FUNCTION redact_audit_events(ids uuid[], digests bytea, at timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    redacted integer;
BEGIN
    UPDATE audit_events AS e
       SET message = NULL, ip_address = NULL, user_agent = NULL, location_country = NULL, location_city = NULL, request_params = NULL,
           metadata = NULL, personal_salt = NULL, personal_digest = substring(digests FROM (32 * (r.n - 1) + 1)::integer FOR 32),
           redacted_at = at
      FROM unnest(ids) WITH ORDINALITY AS r (id, n)
     WHERE e.id = r.id AND e.redacted_at IS NULL;
    GET DIAGNOSTICS redacted = ROW_COUNT;
    RETURN redacted;
END;
$$;

-- Fixed search paths: a function that runs as its owner must find our tables and nobody else's, temporary ones last.
DO $fixed$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY['note_audit_event()', 'refuse_audit_change()', 'refuse_seal_change()',
                                'cleanup_audit_events(timestamptz, integer)', 'redact_audit_events(uuid[], bytea, timestamptz)']
    LOOP
        EXECUTE format('ALTER FUNCTION %I.%s SET search_path = %I, pg_temp', current_schema(), made, current_schema());
    END LOOP;
END;
$fixed$;

REVOKE ALL ON FUNCTION cleanup_audit_events(timestamptz, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION redact_audit_events(uuid[], bytea, timestamptz) FROM PUBLIC;

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
CREATE INDEX audit_events_time_ranges ON audit_events USING brin (created_at);
CREATE INDEX audit_events_by_type ON audit_events (event_type, created_at, id);
CREATE INDEX audit_events_failures ON audit_events (created_at, id) WHERE status = 'failure';
CREATE INDEX audit_events_by_address ON audit_events (ip_address, created_at, id) WHERE ip_address IS NOT NULL;
CREATE INDEX audit_events_by_resource ON audit_events (resource_id, created_at, id) WHERE resource_id IS NOT NULL;
