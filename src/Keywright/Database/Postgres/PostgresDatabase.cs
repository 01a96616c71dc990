using System.Diagnostics;

namespace Keywright.Database.Postgres;

/// <summary>PostgreSQL 15 or later, through one pool.</summary>
internal sealed partial class PostgresDatabase : KeywrightDatabase
{
    // Units in each other's way meet again by chance only; after so many times it is no chance.
    private const int MostCollisions = 10;

    // How long a unit tries a server that is away. A fail-over takes longer; its caller comes back after Retry-After.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly PostgresConnections _connections;
    private readonly PostgresSession _session;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public PostgresDatabase(DatabaseTarget.Postgres target, DatabaseSettings settings, TimeProvider time, ILoggerFactory log)
    {
        Target = target;
        _connections = new(PostgresConnect.Pooled(target, settings.Pool, settings.Pooler), settings.Pool);
        _session = PostgresSession.Of(settings);
        _time = time;
        _log = log.CreateLogger<PostgresDatabase>();
    }

    public override Dialect Dialect => Dialect.Postgres;

    public DatabaseTarget.Postgres Target { get; }

    public override ValueTask<T> Write<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) => Run(PostgresUnit.Write, unit, ct);

    public override ValueTask<T> Read<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) => Run(PostgresUnit.Read, unit, ct);

    public override ValueTask<T> ReadAtLength<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default)
    {
        var hasBegun = false;
        return Run(PostgresUnit.Read, async tx =>
        {
            // Whoever takes the rows may be slow as well.
            _ = await tx.Execute($"SET LOCAL statement_timeout = 0");
            _ = await tx.Execute($"SET LOCAL idle_in_transaction_session_timeout = 0");
            if (hasBegun)
            {
                throw new DatabaseException(DatabaseProblem.Unavailable, "The connection was lost in the middle of a long read.");
            }

            hasBegun = true;
            return await unit(tx);
        }, ct);
    }

    public override ValueTask<T> ReadOne<T>(Func<Tx, ValueTask<T>> unit, CancellationToken ct = default) =>
        Run(PostgresUnit.ReadOne, unit, ct);

    public override ValueTask DisposeAsync() => _connections.DisposeAsync();

    private async ValueTask<T> Run<T>(PostgresUnit kind, Func<Tx, ValueTask<T>> unit, CancellationToken ct)
    {
        var (collisions, losses, firstLoss) = (0, 0, 0L);
        while (true)
        {
            var transaction = new PostgresTransaction(_connections, kind, _session, ct);
            var tx = new PostgresTx(transaction, kind, _session.Schema, Instants.Cut(_time.GetUtcNow()));
            try
            {
                return await tx.Complete(unit);
            }
            catch (Exception e) when (e is not DatabaseException && transaction.Failure is { } failure)
            {
                switch (PostgresErrors.Judge(failure, kind.IsWrite, transaction.Lease is not null))
                {
                    case Failure.Collision when ++collisions <= MostCollisions:
                        await Backoff.Wait(collisions, TimeSpan.FromMilliseconds(100), ct);
                        continue;
                    case Failure.Collision:
                        throw new DatabaseException(DatabaseProblem.Busy, "The unit of work collided with others too often.", failure);
                    case Failure.Slow:
                        throw new DatabaseException(DatabaseProblem.Busy, $"PostgreSQL gave up waiting: {failure.Message}", failure);
                    case Failure.Refused:
                        throw new DatabaseException(DatabaseProblem.Unavailable, PostgresErrors.Explain(failure), failure);
                    case Failure.Away:
                        firstLoss = losses++ == 0 ? Stopwatch.GetTimestamp() : firstLoss;
                        await Lost(transaction, losses, firstLoss, ct);
                        continue;
                    default:
                        throw;
                }
            }
        }
    }

    private async ValueTask Lost(PostgresTransaction transaction, int losses, long firstLoss, CancellationToken ct)
    {
        var failure = transaction.Failure!;
        if (transaction.Lease is { } lease)
        {
            _connections.Clear(lease);
        }

        if (Stopwatch.GetElapsedTime(firstLoss) > Patience)
        {
            Away(_log, losses, failure);
            throw new DatabaseException(DatabaseProblem.Unavailable, $"PostgreSQL is away: {failure.Message}", failure);
        }

        await Backoff.Wait(losses, TimeSpan.FromMilliseconds(250), ct);
    }

    [LoggerMessage(EventId = 0, Level = LogLevel.Warning, Message = "PostgreSQL is away after {Attempts} attempts.")]
    private static partial void Away(ILogger logger, int attempts, Exception exception);
}
