-- description: The fingerprint of the master key that this database belongs to: a node with another key refuses to start.
CREATE TABLE master_keys (
    fingerprint text PRIMARY KEY,
    created_at  timestamptz NOT NULL,
    retired_at  timestamptz
);
