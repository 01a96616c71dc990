using System.Security.Cryptography;
using Npgsql;

namespace Keywright.Database.Postgres;

/// <summary>An empty database beside the one of a URL, on the same server, for as long as this lives.</summary>
internal sealed class PostgresScratch : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _name = "keywright_scratch_" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    private PostgresScratch(NpgsqlDataSource source) => _source = source;

    /// <exception cref="DatabaseException">The server can't be reached, or the role may create no database.</exception>
    public static async Task<PostgresScratch> Create(DatabaseTarget.Postgres target, PoolOptions pool, CancellationToken ct)
    {
        var scratch = new PostgresScratch(PostgresConnect.Open(PostgresConnect.Single(target, pool)));
        try
        {
            await scratch.Run($"CREATE DATABASE {scratch._name} TEMPLATE template0", ct);
            return scratch;
        }
        catch (Exception e) when (PostgresErrors.IsOfTheDriver(e))
        {
            await scratch._source.DisposeAsync();
            throw new DatabaseException(
                DatabaseProblem.Unavailable,
                $"the expected schema is made in an empty database, and that can't be created (the role needs CREATEDB): {e.Message}", e);
        }
    }

    /// <summary>The same place under another name.</summary>
    public DatabaseTarget.Postgres In(DatabaseTarget.Postgres target) => new()
    {
        Hosts = target.Hosts,
        Name = _name,
        User = target.User,
        Password = target.Password,
        Settings = target.Settings,
    };

    public async ValueTask DisposeAsync()
    {
        await Run($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);
        await _source.DisposeAsync();
    }

    private async Task Run(string statement, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
#pragma warning disable CA2100 // No statement takes a database's name as a parameter; this one is made above.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        _ = await command.ExecuteNonQueryAsync(ct);
    }
}
