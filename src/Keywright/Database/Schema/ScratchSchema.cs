using Keywright.Database.Migrations;
using Keywright.Database.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Database.Schema;

/// <summary>
/// Proves that a live schema is what files would have made: runs them on an empty database, in memory or beside the live one, and compares.
/// Never on the live one: whatever a file names in full would be changed there.
/// </summary>
internal sealed class ScratchSchema(DatabaseSettings settings, TimeProvider time)
{
    private static readonly NullLoggerFactory Log = NullLoggerFactory.Instance;

    private Dialect Dialect => settings.Target() is DatabaseTarget.Postgres ? Dialect.Postgres : Dialect.Sqlite;

    /// <summary>What differs, a sentence each.</summary>
    /// <exception cref="DatabaseException">There can be no empty database.</exception>
    /// <exception cref="MigrationException">The files don't run on an empty database.</exception>
    public async Task<IReadOnlyList<string>> Differences(IReadOnlyList<MigrationFile> applied, CancellationToken ct)
    {
        var expected = IsOwn(applied) ? ExpectedSchema.Own(Dialect) : await Expected(applied, ct);
        await using var database = OpenDatabase.From(settings, time, Log);
        var live = await LiveSchema.Read(database, settings.Schema, ct);
        return
        [
            .. SchemaDifferences.Between(Without(MigrationStore.Table, expected), Without(MigrationStore.Table, live))
                .Where(difference => !difference.IsNote)
                .Select(difference => difference.Text),
        ];
    }

    /// <summary>All of Keywright's own: what they make is known, and an empty database need not be had.</summary>
    private bool IsOwn(IReadOnlyList<MigrationFile> applied) =>
        applied.Select(file => file.Checksum).SequenceEqual(MigrationFiles.Embedded(Dialect).Select(file => file.Checksum));

    private async Task<SchemaSnapshot> Expected(IReadOnlyList<MigrationFile> files, CancellationToken ct)
    {
        if (settings.Target() is not DatabaseTarget.Postgres target)
        {
            await using var memory = OpenDatabase.From(DatabaseSettings.Of("sqlite::memory:"), time, Log);
            return await Made(memory, settings, files, ct);
        }

        var direct = settings.MigrationTarget() ?? target;
        await using var scratch = await PostgresScratch.Create(direct, settings.Pool, ct);
        var there = settings with { Pooler = Pooler.None, Migrations = new MigrationOptions() };
        await using var database = new PostgresDatabase(scratch.In(direct), there, time, Log);
        return await Made(database, there, files, ct);
    }

    private async Task<SchemaSnapshot> Made(
        KeywrightDatabase database, DatabaseSettings there, IReadOnlyList<MigrationFile> files, CancellationToken ct)
    {
        _ = await OpenDatabase.Migrator(database, there, time, Log, files).Up(ct);
        return await LiveSchema.Read(database, there.Schema, ct);
    }

    /// <summary>The history is the engine's own, and may not be there yet.</summary>
    private static SchemaSnapshot Without(string table, SchemaSnapshot schema) =>
        new(schema.Objects.Where(thing => thing.Table != table && thing.FullName != table));
}
