DROP TABLE sessions;
DROP FUNCTION limit_session_activity();
