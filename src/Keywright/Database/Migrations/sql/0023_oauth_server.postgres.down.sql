ALTER TABLE oauth_clients DROP COLUMN requests_per_minute;
DROP TABLE oauth_sectors;
DROP INDEX signing_keys_in_use;
-- There was one of all algorithms: the newest stays.
UPDATE signing_keys SET status = 'retired', retired_at = created_at, expires_at = created_at + interval '1 year'
 WHERE status <> 'retired'
   AND kid NOT IN (SELECT DISTINCT ON (status) kid FROM signing_keys WHERE status <> 'retired' ORDER BY status, created_at DESC);
CREATE UNIQUE INDEX signing_keys_in_use ON signing_keys (status) WHERE status <> 'retired';
DELETE FROM revocations WHERE subject_kind IN ('client', 'grant');
ALTER TABLE revocations DROP CONSTRAINT revocations_subject_kind_check;
ALTER TABLE revocations ADD CONSTRAINT revocations_subject_kind_check
    CHECK (subject_kind IN ('user', 'session', 'token', 'role', 'service_account'));
