-- description: Clients that are told when a session ends (OpenID Connect Back-Channel Logout), and grants that came out of other grants.
-- Who is to be told of the end of a session. While it lives, due_at is when to look again; what ends it makes that now. The row goes when
-- the client has been told. It outlives session and user: of their deletion the client is told too.
CREATE TABLE oauth_logouts (
    session_id uuid NOT NULL,
    client_id  uuid NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    user_id    uuid NOT NULL,
    due_at     timestamptz NOT NULL,
    attempts   integer NOT NULL DEFAULT 0,
    ended_at   timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (session_id, client_id)
);

CREATE INDEX oauth_logouts_by_due ON oauth_logouts (due_at);
CREATE INDEX oauth_logouts_by_client ON oauth_logouts (client_id);
CREATE INDEX oauth_logouts_by_user ON oauth_logouts (user_id);

-- Whoever ends a session, and on whatever way. The time is one that is past by every clock.
CREATE FUNCTION note_session_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE oauth_logouts SET due_at = OLD.created_at WHERE session_id = OLD.id AND ended_at IS NULL;
    RETURN NULL;
END;
$$;

CREATE TRIGGER sessions_ended AFTER UPDATE OF status ON sessions FOR EACH ROW
    WHEN (NEW.status NOT IN ('active', 'suspicious') AND OLD.status IN ('active', 'suspicious')) EXECUTE FUNCTION note_session_end();
CREATE TRIGGER sessions_deleted AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION note_session_end();

CREATE FUNCTION note_suspension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE oauth_logouts SET due_at = OLD.created_at WHERE user_id = OLD.id AND ended_at IS NULL;
    RETURN NULL;
END;
$$;

CREATE TRIGGER users_suspended AFTER UPDATE OF status ON users FOR EACH ROW
    WHEN (NEW.status <> 'active' AND OLD.status = 'active') EXECUTE FUNCTION note_suspension();

-- Fixed search paths: our own connections have none, and whoever else ends a session must find our table and nobody else's.
DO $fixed$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY['note_session_end()', 'note_suspension()']
    LOOP
        EXECUTE format('ALTER FUNCTION %I.%s SET search_path = %I, pg_temp', current_schema(), made, current_schema());
    END LOOP;
END;
$fixed$;

-- RFC 8693: the grant of the subject token. What came out of it ends with it.
ALTER TABLE oauth_grants ADD COLUMN parent_id uuid REFERENCES oauth_grants (id) ON DELETE CASCADE;
CREATE INDEX oauth_grants_by_parent ON oauth_grants (parent_id) WHERE parent_id IS NOT NULL;
