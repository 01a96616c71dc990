-- description: The fingerprint of the master key that this database belongs to: a node with another key refuses to start.
CREATE TABLE master_keys (
    fingerprint TEXT PRIMARY KEY,
    created_at  TEXT NOT NULL,
    retired_at  TEXT
) STRICT, WITHOUT ROWID;
