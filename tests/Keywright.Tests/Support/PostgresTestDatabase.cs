using System.Security.Cryptography;
using Keywright.Database;
using Keywright.Database.Migrations;

namespace Keywright.Tests.Support;

/// <summary>A schema of its own on the test server.</summary>
public sealed class PostgresTestDatabase : TestDatabase
{
    private static readonly IReadOnlyList<MigrationFile> Files = MigrationFiles.Embedded(Dialect.Postgres);

    private string _schema = "t_" + RandomNumberGenerator.GetHexString(16, lowercase: true);
    private bool _isNamed;
    private Task? _prepared;
    private PostgresSchema? _migrated;

    internal override Dialect Dialect => Dialect.Postgres;

    internal override DatabaseSettings Settings
    {
        get
        {
            _isNamed = true;
            return DatabaseSettings.Of(PostgresTestServer.Url) with { Schema = _schema };
        }
    }

    public override Task Prepare() => _prepared ??= MakeOrTake();

    protected override async ValueTask Drop()
    {
        if (_migrated is not null)
        {
            await PostgresSchemas.GiveBack(_migrated);
        }
        else if (_prepared is not null)
        {
            await PostgresSchemas.Drop(_schema);
        }
    }

    private async Task MakeOrTake()
    {
        // Who was told a name keeps it.
        if (!_isNamed && PostgresSchemas.Take() is { } used)
        {
            (_schema, _migrated) = (used.Name, used);
            return;
        }

        await Make();
        _migrated = await PostgresSchemas.Register(_schema);
    }

    /// <summary>All files as one, which is several times as fast as one after another.</summary>
    private async Task Make()
    {
        var target = (DatabaseTarget.Postgres)Settings.Target();
        await using var connection = await PostgresMigration.Open(target, Settings, TimeProvider.System, CancellationToken.None);
        await connection.EnsureHistory(CancellationToken.None);
        await connection.Apply(
            new MigrationScript(string.Join('\n', Files.Select(file => file.Sql))), Record, CancellationToken.None);
    }

    private static async ValueTask Record(Tx tx)
    {
        foreach (var file in Files)
        {
            await MigrationStore.Start(tx, file, batch: 1);
            await MigrationStore.Complete(tx, file, tx.Now, milliseconds: 0);
        }
    }
}
