-- description: The audit log, append-only: one row a fact, written in the transaction of the change. No foreign keys: it outlives what it names.
CREATE TABLE audit_events (
    id               TEXT PRIMARY KEY,
    user_id          TEXT,
    actor_id         TEXT,
    session_id       TEXT,
    event_type       TEXT NOT NULL,
    event_category   TEXT NOT NULL CHECK (event_category IN ('authentication', 'account', 'security', 'token', 'role', 'client', 'admin', 'system')),
    action           TEXT NOT NULL,
    resource_type    TEXT,
    resource_id      TEXT,
    status           TEXT NOT NULL CHECK (status IN ('success', 'failure', 'partial', 'pending')),
    result_code      TEXT,
    message          TEXT,
    ip_address       TEXT,
    user_agent       TEXT,
    location_country TEXT,
    location_city    TEXT,
    risk_score       INTEGER CHECK (risk_score BETWEEN 0 AND 100),
    request_method   TEXT,
    request_path     TEXT,
    request_params   TEXT,
    response_status  INTEGER,
    metadata         TEXT,
    tags             TEXT,
    severity         TEXT NOT NULL DEFAULT 'info' CHECK (severity IN ('debug', 'info', 'warning', 'error', 'critical')),
    is_sensitive     INTEGER NOT NULL DEFAULT 0 CHECK (is_sensitive IN (0, 1)),
    retention_policy TEXT NOT NULL DEFAULT 'standard' CHECK (retention_policy IN ('standard', 'extended', 'security', 'permanent')),
    created_at       TEXT NOT NULL,
    processed_at     TEXT,
    expires_at       TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_events_by_user ON audit_events (user_id, id);
CREATE INDEX audit_events_by_time ON audit_events (created_at);
CREATE INDEX audit_events_by_type ON audit_events (event_type, id);
CREATE INDEX audit_events_failures ON audit_events (created_at) WHERE status = 'failure';
CREATE INDEX audit_events_by_expiry ON audit_events (expires_at) WHERE expires_at IS NOT NULL;

CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
BEGIN
    SELECT RAISE(ABORT, 'audit_events is append-only');
END;

CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
WHEN OLD.expires_at IS NULL OR OLD.expires_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    SELECT RAISE(ABORT, 'audit_events is append-only: this row has not expired');
END;
