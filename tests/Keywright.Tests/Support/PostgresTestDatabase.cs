using System.Security.Cryptography;
using Keywright.Database;
using Keywright.Database.Migrations;

namespace Keywright.Tests.Support;

/// <summary>A schema of its own on the test server.</summary>
public sealed class PostgresTestDatabase : TestDatabase
{
    private static readonly IReadOnlyList<MigrationFile> Files = MigrationFiles.Embedded(Dialect.Postgres);

    private readonly string _schema = "t_" + RandomNumberGenerator.GetHexString(16, lowercase: true);
    private Task? _prepared;

    internal override Dialect Dialect => Dialect.Postgres;

    internal override DatabaseSettings Settings => DatabaseSettings.Of(PostgresTestServer.Url) with { Schema = _schema };

    public override Task Prepare() => _prepared ??= Make();

    protected override async ValueTask Drop()
    {
        if (_prepared is not null)
        {
            _ = await PostgresTestServer.Run($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE");
        }
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
