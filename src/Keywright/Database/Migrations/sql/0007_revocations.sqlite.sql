-- description: What took rights away lately: every node reads this to forget what it has cached.
-- The time is the database's own, so that nodes whose clocks differ agree.
CREATE TABLE revocations (
    id           TEXT PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('user', 'session', 'token')),
    subject_id   TEXT NOT NULL,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;

CREATE INDEX revocations_by_time ON revocations (created_at);
