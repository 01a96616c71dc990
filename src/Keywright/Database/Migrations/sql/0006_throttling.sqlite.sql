-- description: Counters that hold back guessing: lanes of failed sign-ins, and request limits.
CREATE TABLE sign_in_lanes (
    identifier_hash BLOB NOT NULL,
    lane            TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    window_ends_at  TEXT NOT NULL,
    locked_until    TEXT,
    PRIMARY KEY (identifier_hash, lane)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_lanes_by_window ON sign_in_lanes (window_ends_at);

CREATE TABLE rate_limits (
    key_hash       BLOB PRIMARY KEY,
    hits           INTEGER NOT NULL,
    window_ends_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX rate_limits_by_window ON rate_limits (window_ends_at);
