-- description: The OAuth server: revocations that name clients and grants, a signing key for each algorithm, sectors of pairwise subjects.
ALTER TABLE revocations DROP CONSTRAINT revocations_subject_kind_check;
ALTER TABLE revocations ADD CONSTRAINT revocations_subject_kind_check
    CHECK (subject_kind IN ('user', 'session', 'token', 'role', 'service_account', 'client', 'grant'));

-- Of each algorithm one signs and one waits, however many nodes rotate at once.
DROP INDEX signing_keys_in_use;
CREATE UNIQUE INDEX signing_keys_in_use ON signing_keys (algorithm, status) WHERE status <> 'retired';

-- OpenID Connect Core §8.1: the subject of a user for the clients of a sector. The salt outlives every key.
CREATE TABLE oauth_sectors (
    sector     text PRIMARY KEY,
    salt       bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- How many calls of the token endpoint and its like the client has a minute; null for the limit of all.
ALTER TABLE oauth_clients ADD COLUMN requests_per_minute integer CHECK (requests_per_minute > 0);
