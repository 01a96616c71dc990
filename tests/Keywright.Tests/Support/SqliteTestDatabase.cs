using Keywright.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Support;

/// <summary>A file of its own, copied from one that was migrated once.</summary>
public sealed class SqliteTestDatabase : TestDatabase
{
    private const string Name = "keywright.db";

    private static readonly Lazy<Task<byte[]>> Template = new(Migrate);

    private readonly TemporaryDirectory _directory = new();
    private Task? _prepared;

    internal override Dialect Dialect => Dialect.Sqlite;

    internal override DatabaseSettings Settings => new() { Data = _directory.Path };

    public override Task Prepare() => _prepared ??= Copy();

    protected override ValueTask Drop()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<byte[]> Migrate()
    {
        using var directory = new TemporaryDirectory();
        var settings = new DatabaseSettings { Data = directory.Path };
        await using (var database = OpenDatabase.From(settings, TimeProvider.System, NullLoggerFactory.Instance))
        {
            _ = await OpenDatabase.Migrator(database, settings, TimeProvider.System, NullLoggerFactory.Instance).Up();
        }

        return await File.ReadAllBytesAsync(directory.File(Name));
    }

    private async Task Copy() => await File.WriteAllBytesAsync(_directory.File(Name), await Template.Value);
}
