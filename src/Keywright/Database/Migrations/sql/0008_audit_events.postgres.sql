-- description: The audit log, append-only: one row a fact, written in the transaction of the change. No foreign keys: it outlives what it names.
CREATE TABLE audit_events (
    id               uuid PRIMARY KEY,
    user_id          uuid,
    actor_id         uuid,
    session_id       uuid,
    event_type       text NOT NULL,
    event_category   text NOT NULL CHECK (event_category IN ('authentication', 'account', 'security', 'token', 'role', 'client', 'admin', 'system')),
    action           text NOT NULL,
    resource_type    text,
    resource_id      text,
    status           text NOT NULL CHECK (status IN ('success', 'failure', 'partial', 'pending')),
    result_code      text,
    message          text,
    ip_address       inet,
    user_agent       text,
    location_country text,
    location_city    text,
    risk_score       integer CHECK (risk_score BETWEEN 0 AND 100),
    request_method   text,
    request_path     text,
    request_params   jsonb,
    response_status  integer,
    metadata         jsonb,
    tags             jsonb,
    severity         text NOT NULL DEFAULT 'info' CHECK (severity IN ('debug', 'info', 'warning', 'error', 'critical')),
    is_sensitive     integer NOT NULL DEFAULT 0 CHECK (is_sensitive IN (0, 1)),
    retention_policy text NOT NULL DEFAULT 'standard' CHECK (retention_policy IN ('standard', 'extended', 'security', 'permanent')),
    created_at       timestamptz NOT NULL,
    processed_at     timestamptz,
    expires_at       timestamptz
);

CREATE INDEX audit_events_by_user ON audit_events (user_id, id);
CREATE INDEX audit_events_by_time ON audit_events (created_at);
CREATE INDEX audit_events_by_type ON audit_events (event_type, id);
CREATE INDEX audit_events_failures ON audit_events (created_at) WHERE status = 'failure';
CREATE INDEX audit_events_by_expiry ON audit_events (expires_at) WHERE expires_at IS NOT NULL;

CREATE INDEX audit_events_metadata ON audit_events USING gin (metadata jsonb_path_ops) WHERE metadata IS NOT NULL;
CREATE INDEX audit_events_tags ON audit_events USING gin (tags jsonb_path_ops) WHERE tags IS NOT NULL;

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.expires_at <= clock_timestamp() THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege';
END;
$$;

CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
