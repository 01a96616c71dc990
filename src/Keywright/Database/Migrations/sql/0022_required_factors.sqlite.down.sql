DROP TRIGGER service_accounts_updated_at;
DROP TRIGGER roles_updated_at;
ALTER TABLE roles DROP COLUMN requires_two_factor;
CREATE TRIGGER roles_updated_at AFTER UPDATE OF name, description, permissions ON roles
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE roles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = NEW.id AND updated_at = OLD.updated_at;
END;
