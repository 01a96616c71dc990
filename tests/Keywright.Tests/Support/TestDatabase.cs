using Keywright.Database;
using Keywright.Database.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Support;

/// <summary>A database of a test's own: fresh, migrated, gone when the test is.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private readonly List<KeywrightDatabase> _opened = [];

    /// <summary>The clock of the units of work.</summary>
    internal TestClock Clock { get; } = new();

    internal abstract Dialect Dialect { get; }

    /// <summary>What leads to this database. Valid after <see cref="Prepare"/>.</summary>
    internal abstract DatabaseSettings Settings { get; }

    /// <summary>Makes the database, once.</summary>
    public abstract Task Prepare();

    /// <summary>A node of its own on this database, closed with it.</summary>
    internal async Task<KeywrightDatabase> Open(Func<DatabaseSettings, DatabaseSettings>? change = null)
    {
        await Prepare();
        var database = OpenDatabase.From(change?.Invoke(Settings) ?? Settings, Clock, NullLoggerFactory.Instance);
        _opened.Add(database);
        return database;
    }

    /// <summary>Points an embedding host at this database.</summary>
    internal void Configure(KeywrightOptions options)
    {
        var settings = Settings;
        options.Database.Url = settings.Database.Url;
        options.Schema = settings.Schema;
        options.Data = settings.Data;
    }

    internal Migrator Migrator(KeywrightDatabase database, IReadOnlyList<MigrationFile>? files = null) =>
        OpenDatabase.Migrator(database, Settings, Clock, NullLoggerFactory.Instance, files);

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
        {
            await database.DisposeAsync();
        }

        await Drop();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask Drop();
}
