-- description: Roles that are in force only for who has a second factor; service accounts tell when they changed.
ALTER TABLE roles ADD COLUMN requires_two_factor integer NOT NULL DEFAULT 0 CHECK (requires_two_factor IN (0, 1));

DROP TRIGGER roles_updated_at ON roles;
CREATE TRIGGER roles_updated_at BEFORE UPDATE OF name, description, permissions, requires_two_factor ON roles
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER service_accounts_updated_at BEFORE UPDATE OF name, description, permissions, status, owner_id ON service_accounts
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
