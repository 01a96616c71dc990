using System.Collections.Concurrent;

namespace Keywright.Tests.Support;

/// <summary>
/// Migrated schemas of the test server that are used again: to empty one takes a fraction of the time of making it. One whose tables,
/// functions or rights a test has changed is dropped.
/// </summary>
internal static class PostgresSchemas
{
    private static readonly ConcurrentBag<PostgresSchema> Free = [];
    private static readonly Lazy<Task> Seeds = new(MakeSeeds);
    private static readonly string SeedSchema = "seeds_" + Environment.ProcessId;
    private static PostgresSchema? First;

    static PostgresSchemas() => AppDomain.CurrentDomain.ProcessExit += (_, _) => DropAll().GetAwaiter().GetResult();

    public static PostgresSchema? Take() => Free.TryTake(out var schema) ? schema : null;

    /// <summary>A schema that was just migrated, and its state as it is to be found again.</summary>
    public static async Task<PostgresSchema> Register(string name)
    {
        var schema = new PostgresSchema(name, await Fingerprint(name));
        _ = Interlocked.CompareExchange(ref First, schema, null);
        await Seeds.Value;
        return schema;
    }

    public static async ValueTask GiveBack(PostgresSchema schema)
    {
        if (await Fingerprint(schema.Name) == schema.Fingerprint && await Empty(schema.Name))
        {
            Free.Add(schema);
        }
        else
        {
            await Drop(schema.Name);
        }
    }

    public static async Task Drop(string name) => _ = await PostgresTestServer.Run($"DROP SCHEMA IF EXISTS \"{name}\" CASCADE");

    /// <summary>Every change of the catalog writes its rows anew: their transactions tell whether there was one.</summary>
    private static async Task<string> Fingerprint(string name) => (string)(await PostgresTestServer.Run($"""
        WITH s AS (SELECT oid, xmin FROM pg_namespace WHERE nspname = '{name}'),
             c AS (SELECT oid, xmin FROM pg_class WHERE relnamespace = (SELECT oid FROM s))
        SELECT concat_ws(' ', (SELECT xmin FROM s), (SELECT sum(xmin::text::bigint) FROM c),
            (SELECT sum(xmin::text::bigint) FROM pg_attribute WHERE attrelid IN (SELECT oid FROM c)),
            (SELECT sum(xmin::text::bigint) FROM pg_constraint WHERE connamespace = (SELECT oid FROM s)),
            (SELECT sum(xmin::text::bigint) FROM pg_index WHERE indrelid IN (SELECT oid FROM c)),
            (SELECT sum(xmin::text::bigint) FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM c)),
            (SELECT sum(xmin::text::bigint) FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM c)),
            (SELECT sum(xmin::text::bigint) FROM pg_type WHERE typnamespace = (SELECT oid FROM s)),
            (SELECT sum(xmin::text::bigint) FROM pg_proc WHERE pronamespace = (SELECT oid FROM s)))
        """))!;

    /// <summary>Back to what the migrations left. False where a connection of the test still has a lock.</summary>
    private static async Task<bool> Empty(string name)
    {
        try
        {
            _ = await PostgresTestServer.Run($"""
                DO $$
                DECLARE name text;
                BEGIN
                    SET LOCAL lock_timeout = '2s';
                    SET LOCAL session_replication_role = replica;
                    FOR name IN SELECT relname FROM pg_class WHERE relnamespace = '{name}'::regnamespace AND relkind = 'r' LOOP
                        EXECUTE format('DELETE FROM {name}.%I', name);
                    END LOOP;
                    FOR name IN SELECT relname FROM pg_class WHERE relnamespace = '{SeedSchema}'::regnamespace AND relkind = 'r' LOOP
                        EXECUTE format('INSERT INTO {name}.%I SELECT * FROM {SeedSchema}.%I', name, name);
                    END LOOP;
                END $$
                """);
            return true;
        }
        catch (Npgsql.PostgresException)
        {
            return false;
        }
    }

    // The rows that the migrations themselves bring, from a schema that no test has got yet.
    private static async Task MakeSeeds() => _ = await PostgresTestServer.Run($"""
        DO $$
        DECLARE name text; has_rows boolean;
        BEGIN
            CREATE SCHEMA {SeedSchema};
            FOR name IN SELECT relname FROM pg_class WHERE relnamespace = '{First!.Name}'::regnamespace AND relkind = 'r' LOOP
                EXECUTE format('SELECT EXISTS (SELECT 1 FROM {First.Name}.%I)', name) INTO has_rows;
                IF has_rows THEN
                    EXECUTE format('CREATE TABLE {SeedSchema}.%I AS SELECT * FROM {First.Name}.%I', name, name);
                END IF;
            END LOOP;
        END $$
        """);

    private static async Task DropAll()
    {
        if (First is null)
        {
            return;
        }

        await Drop(SeedSchema);
        while (Take() is { } schema)
        {
            await Drop(schema.Name);
        }
    }
}

/// <summary>A migrated schema, and how its catalog looked then.</summary>
internal sealed record PostgresSchema(string Name, string Fingerprint);
