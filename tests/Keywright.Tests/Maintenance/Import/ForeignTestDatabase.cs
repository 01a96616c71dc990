using System.Security.Cryptography;
using Keywright.Database;
using Keywright.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Keywright.Tests.Maintenance.Import;

/// <summary>The database of another application, on either system.</summary>
internal sealed class ForeignTestDatabase : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _name = "t_" + RandomNumberGenerator.GetHexString(16, lowercase: true);

    private ForeignTestDatabase(Dialect dialect) => Dialect = dialect;

    public Dialect Dialect { get; }

    public string Url => Dialect == Dialect.Sqlite
        ? "sqlite:///" + _directory.File("app.db").TrimStart('/')
        : PostgresTestServer.Url[..(PostgresTestServer.Url.LastIndexOf('/') + 1)] + _name;

    public static async Task<ForeignTestDatabase> With(Dialect dialect, string sql)
    {
        var database = new ForeignTestDatabase(dialect);
        if (dialect == Dialect.Sqlite)
        {
            await using var file = OpenDatabase.From(DatabaseSettings.Of(database.Url), TimeProvider.System, NullLoggerFactory.Instance);
            foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var text = new Sql(statement.Length, 0);
                text.AppendLiteral(statement);
                _ = await file.Write(tx => tx.Execute(text));
            }

            return database;
        }

        _ = await PostgresTestServer.Run($"CREATE DATABASE {database._name}");
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Connection(database.Url)) { Pooling = false });
#pragma warning disable CA2100 // The tests' own texts.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        _ = await command.ExecuteNonQueryAsync();
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        _directory.Dispose();
        if (Dialect == Dialect.Postgres)
        {
            _ = await PostgresTestServer.Run($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        }
    }

    private static string Connection(string url)
    {
        var target = (DatabaseTarget.Postgres)DatabaseUrl.Parse(url);
        return new NpgsqlConnectionStringBuilder
        {
            Host = target.Hosts[0].Host,
            Port = target.Hosts[0].Port ?? 5432,
            Database = target.Name,
            Username = target.User,
            Password = target.Password,
        }.ConnectionString;
    }
}
