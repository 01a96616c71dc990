-- Roles for Keywright in the schema {schema} of this database, each with no more than it needs.
--   {prefix}_owner     owns the schema and all in it. Nobody signs in as this role.
--   {prefix}_migrator  runs migrations, as the owner.                        Migrations:Database, keywright migrate
--   {prefix}_app       what the server runs as. Makes and changes no table; of the audit log it can only add rows and read them. Database
--   {prefix}_readonly  sees everything but secrets, not even hashed ones: reports, monitoring.
-- Run it as a superuser, with psql, in the database; then give each its password: \password {prefix}_migrator …
-- It may be run again at any time, and has to be after an upgrade that brought new tables.
\set ON_ERROR_STOP on
BEGIN;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['{prefix}_owner', '{prefix}_migrator', '{prefix}_app', '{prefix}_readonly'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I %s', name, CASE WHEN name = '{prefix}_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END);
        END IF;
        -- Temporary tables are of no use to it, and CREATE in the database would be schemas of its own.
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name);
    END LOOP;

    -- The migrator is the owner from its first statement on, so that what it makes is the owner's. A new schema is made by the engine
    -- itself, and for repair and baseline one that it drops again.
    EXECUTE format('GRANT CREATE ON DATABASE %I TO "{prefix}_owner"', current_database());
    EXECUTE format('ALTER ROLE "{prefix}_migrator" IN DATABASE %I SET role TO "{prefix}_owner"', current_database());
END;
$$;

GRANT "{prefix}_owner" TO "{prefix}_migrator";
CREATE SCHEMA IF NOT EXISTS "{schema}";
ALTER SCHEMA "{schema}" OWNER TO "{prefix}_owner";
REVOKE ALL ON SCHEMA "{schema}" FROM PUBLIC;
GRANT USAGE ON SCHEMA "{schema}" TO "{prefix}_app", "{prefix}_readonly";

-- What is there already, and what comes.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT oid::regclass AS name, relkind FROM pg_class
                  WHERE relnamespace = '"{schema}"'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S') LOOP
        EXECUTE format('ALTER %s %s OWNER TO "{prefix}_owner"',
                       CASE found.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                       found.name);
    END LOOP;
    FOR found IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = '"{schema}"'::regnamespace LOOP
        EXECUTE format('ALTER ROUTINE %s OWNER TO "{prefix}_owner"', found.name);
    END LOOP;
END;
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM PUBLIC, "{prefix}_app", "{prefix}_readonly";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{schema}" TO "{prefix}_app";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA "{schema}" TO "{prefix}_app";
-- Expired audit events go through a function that runs as the owner and knows what has expired.
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA "{schema}" TO "{prefix}_app";
ALTER DEFAULT PRIVILEGES FOR ROLE "{prefix}_owner" IN SCHEMA "{schema}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{prefix}_app";
ALTER DEFAULT PRIVILEGES FOR ROLE "{prefix}_owner" IN SCHEMA "{schema}" GRANT EXECUTE ON ROUTINES TO "{prefix}_app";

DO $$
DECLARE
    found record;
BEGIN
    -- Append-only, and the history of migrations: not the server's to change.
    FOR found IN SELECT oid::regclass AS name, relname FROM pg_class WHERE relnamespace = '"{schema}"'::regnamespace
                   AND (relname IN ('audit_events', 'audit_seals', 'migration_history') OR relkind IN ('v', 'm')) LOOP
        EXECUTE format('REVOKE ALL ON %s FROM "{prefix}_app"', found.name);
        EXECUTE format('GRANT SELECT ON %s TO "{prefix}_app"', found.name);
        IF found.relname LIKE 'audit%' THEN
            EXECUTE format('GRANT INSERT ON %s TO "{prefix}_app"', found.name);
        END IF;
    END LOOP;

    -- Column by column, for hashes, keys and encrypted things are columns too.
    FOR found IN SELECT a.attrelid::regclass AS name, string_agg(quote_ident(a.attname), ', ') AS columns
                   FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                  WHERE c.relnamespace = '"{schema}"'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
                    AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid <> 'bytea'::regtype AND a.attname !~ 'hash|secret|rollback_sql'
                  GROUP BY a.attrelid LOOP
        EXECUTE format('GRANT SELECT (%s) ON %s TO "{prefix}_readonly"', found.columns, found.name);
    END LOOP;
END;
$$;

COMMIT;
