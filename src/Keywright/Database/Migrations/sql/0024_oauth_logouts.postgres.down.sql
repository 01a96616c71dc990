DROP INDEX oauth_grants_by_parent;
-- Nothing would end them with the grant that they came out of.
DELETE FROM oauth_grants WHERE parent_id IS NOT NULL;
ALTER TABLE oauth_grants DROP COLUMN parent_id;
DROP TRIGGER users_suspended ON users;
DROP FUNCTION note_suspension();
DROP TRIGGER sessions_deleted ON sessions;
DROP TRIGGER sessions_ended ON sessions;
DROP FUNCTION note_session_end();
DROP TABLE oauth_logouts;
