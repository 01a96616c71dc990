-- description: Counters that hold back guessing: lanes of failed sign-ins, and request limits.
CREATE TABLE sign_in_lanes (
    identifier_hash bytea NOT NULL,
    lane            text NOT NULL,
    attempts        integer NOT NULL,
    window_ends_at  timestamptz NOT NULL,
    locked_until    timestamptz,
    PRIMARY KEY (identifier_hash, lane)
) WITH (fillfactor = 80);

CREATE INDEX sign_in_lanes_by_window ON sign_in_lanes (window_ends_at);

CREATE TABLE rate_limits (
    key_hash       bytea PRIMARY KEY,
    hits           integer NOT NULL,
    window_ends_at timestamptz NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX rate_limits_by_window ON rate_limits (window_ends_at);
