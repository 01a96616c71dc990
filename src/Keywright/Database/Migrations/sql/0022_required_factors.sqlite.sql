-- description: Roles that are in force only for who has a second factor; service accounts tell when they changed.
ALTER TABLE roles ADD COLUMN requires_two_factor INTEGER NOT NULL DEFAULT 0 CHECK (requires_two_factor IN (0, 1));

DROP TRIGGER roles_updated_at;
CREATE TRIGGER roles_updated_at AFTER UPDATE OF name, description, permissions, requires_two_factor ON roles
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE roles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = NEW.id AND updated_at = OLD.updated_at;
END;

CREATE TRIGGER service_accounts_updated_at AFTER UPDATE OF name, description, permissions, status, owner_id ON service_accounts
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE service_accounts SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = NEW.id AND updated_at = OLD.updated_at;
END;
