using Npgsql;

namespace Keywright.Database.Postgres;

/// <summary>Where a unit of work gets its connection when its first statement comes.</summary>
internal interface IPostgresSource
{
    ValueTask<PostgresLease> Open(CancellationToken ct);

    ValueTask Return(PostgresLease lease);
}

/// <summary>A connection for the length of a unit. The generation tells how often the pool had been cleared before.</summary>
internal sealed record PostgresLease(IPostgresSource Source, NpgsqlConnection Connection, int Generation);
