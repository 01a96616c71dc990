using Npgsql;

namespace Keywright.Database.Postgres;

/// <summary>
/// The pool, with a queue of our own before it: a unit that gets no turn is told so, apart from one whose server does not answer.
/// </summary>
internal sealed class PostgresConnections(NpgsqlConnectionStringBuilder settings, PoolOptions pool) : IPostgresSource, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = PostgresConnect.Open(settings);
    private readonly SemaphoreSlim _turns = new(pool.MaxSize, pool.MaxSize);
    private int _generation;

    public async ValueTask<PostgresLease> Open(CancellationToken ct)
    {
        if (!await _turns.WaitAsync(pool.ConnectTimeout, ct))
        {
            throw new DatabaseException(
                DatabaseProblem.Busy,
                $"All {pool.MaxSize} connections to PostgreSQL were in use for {pool.ConnectTimeout.TotalSeconds} s (Pool:MaxSize).");
        }

        try
        {
            var generation = Volatile.Read(ref _generation);
            return new PostgresLease(this, await _source.OpenConnectionAsync(ct), generation);
        }
        catch
        {
            _ = _turns.Release();
            throw;
        }
    }

    public async ValueTask Return(PostgresLease lease)
    {
        try
        {
            await lease.Connection.DisposeAsync();
        }
        catch (Exception e) when (PostgresErrors.IsOfTheDriver(e))
        {
            // A broken connection has left the pool already.
        }
        finally
        {
            _ = _turns.Release();
        }
    }

    /// <summary>
    /// Forgets the pooled connections if <paramref name="lease"/>, whose server went away, is as old as they are. Of many units that
    /// met the same failure, one clears; those that come later must not throw away the new connections.
    /// </summary>
    public void Clear(PostgresLease lease)
    {
        if (Interlocked.CompareExchange(ref _generation, lease.Generation + 1, lease.Generation) == lease.Generation)
        {
            _source.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _turns.Dispose();
    }
}
