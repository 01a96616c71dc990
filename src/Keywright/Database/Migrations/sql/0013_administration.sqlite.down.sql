DROP INDEX users_by_name;
DROP INDEX users_by_creation;
DROP INDEX users_by_status;
DELETE FROM personal_tokens WHERE owner_type = 'service_account';
DROP TABLE service_accounts;
CREATE TABLE revocations_old (
    id           TEXT PRIMARY KEY,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('user', 'session', 'token')),
    subject_id   TEXT NOT NULL,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT, WITHOUT ROWID;
INSERT INTO revocations_old
SELECT id, subject_kind, subject_id, created_at FROM revocations WHERE subject_kind IN ('user', 'session', 'token');
DROP TABLE revocations;
ALTER TABLE revocations_old RENAME TO revocations;
CREATE INDEX revocations_by_time ON revocations (created_at);
