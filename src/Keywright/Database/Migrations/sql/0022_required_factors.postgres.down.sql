DROP TRIGGER service_accounts_updated_at ON service_accounts;
DROP TRIGGER roles_updated_at ON roles;
ALTER TABLE roles DROP COLUMN requires_two_factor;
CREATE TRIGGER roles_updated_at BEFORE UPDATE OF name, description, permissions ON roles
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
