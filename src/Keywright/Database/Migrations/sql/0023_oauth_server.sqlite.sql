-- description: The OAuth server: revocations that name clients and grants, a signing key for each algorithm, sectors of pairwise subjects.
-- A CHECK can't be changed in place.
CREATE TABLE revocations_new (
    id           TEXT PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('user', 'session', 'token', 'role', 'service_account', 'client', 'grant')),
    subject_id   TEXT NOT NULL,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;

INSERT INTO revocations_new SELECT id, subject_kind, subject_id, created_at FROM revocations;
DROP TABLE revocations;
ALTER TABLE revocations_new RENAME TO revocations;
CREATE INDEX revocations_by_time ON revocations (created_at);

-- Of each algorithm one signs and one waits, however many nodes rotate at once.
DROP INDEX signing_keys_in_use;
CREATE UNIQUE INDEX signing_keys_in_use ON signing_keys (algorithm, status) WHERE status <> 'retired';

-- OpenID Connect Core §8.1: the subject of a user for the clients of a sector. The salt outlives every key.
CREATE TABLE oauth_sectors (
    sector     TEXT PRIMARY KEY,
    salt       BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How many calls of the token endpoint and its like the client has a minute; null for the limit of all.
ALTER TABLE oauth_clients ADD COLUMN requests_per_minute INTEGER CHECK (requests_per_minute > 0);
