ALTER TABLE oauth_clients DROP COLUMN requests_per_minute;
DROP TABLE oauth_sectors;
DROP INDEX signing_keys_in_use;
-- There was one of all algorithms: the newest stays.
UPDATE signing_keys SET status = 'retired', retired_at = created_at, expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+1 year')
 WHERE status <> 'retired'
   AND EXISTS (SELECT 1 FROM signing_keys AS newer WHERE newer.status = signing_keys.status AND newer.created_at > signing_keys.created_at);
CREATE UNIQUE INDEX signing_keys_in_use ON signing_keys (status) WHERE status <> 'retired';
CREATE TABLE revocations_old (
    id           TEXT PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('user', 'session', 'token', 'role', 'service_account')),
    subject_id   TEXT NOT NULL,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;
INSERT INTO revocations_old
SELECT id, subject_kind, subject_id, created_at FROM revocations
 WHERE subject_kind IN ('user', 'session', 'token', 'role', 'service_account');
DROP TABLE revocations;
ALTER TABLE revocations_old RENAME TO revocations;
CREATE INDEX revocations_by_time ON revocations (created_at);
