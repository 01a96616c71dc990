-- description: Who does a piece of periodic work just now: one node of all. The time is the database's own.
CREATE TABLE leases (
    name       text PRIMARY KEY,
    holder     text NOT NULL,
    taken_at   timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 70);
