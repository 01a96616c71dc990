DROP INDEX oauth_grants_by_parent;
-- Nothing would end them with the grant that they came out of.
DELETE FROM oauth_grants WHERE parent_id IS NOT NULL;
ALTER TABLE oauth_grants DROP COLUMN parent_id;
DROP TRIGGER users_suspended;
DROP TRIGGER sessions_deleted;
DROP TRIGGER sessions_ended;
DROP TABLE oauth_logouts;
