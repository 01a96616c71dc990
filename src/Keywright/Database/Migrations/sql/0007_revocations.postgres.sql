-- description: What took rights away lately: every node reads this to forget what it has cached.
-- The time is the database's own, so that nodes whose clocks differ agree.
CREATE TABLE revocations (
    id           uuid PRIMARY KEY,
    subject_kind text NOT NULL CHECK (subject_kind IN ('user', 'session', 'token')),
    subject_id   uuid NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX revocations_by_time ON revocations (created_at);
