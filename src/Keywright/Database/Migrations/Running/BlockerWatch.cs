using System.Globalization;
using Keywright.Database.Postgres;
using Npgsql;

namespace Keywright.Database.Migrations.Running;

/// <summary>Looks from a second connection who keeps a server process of ours waiting. That one can't look while it waits.</summary>
internal sealed class BlockerWatch : IAsyncDisposable
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(700);

    private readonly CancellationTokenSource _over = new();
    private readonly Task _looking;

    /// <param name="source">For the second connection.</param>
    /// <param name="process">Ours, that may be waiting.</param>
    /// <param name="patience">How long it waits at most: the first look comes well before.</param>
    /// <param name="waiting">Is told who it is.</param>
    public BlockerWatch(NpgsqlDataSource source, int process, TimeSpan patience, Action<string>? waiting) =>
        _looking = Look(source, process, patience > TimeSpan.Zero && patience / 4 < FirstLook ? patience / 4 : FirstLook, waiting);

    /// <summary>Who it was, when last seen.</summary>
    public string? Blocker { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _looking;
        _over.Dispose();
    }

    private async Task Look(NpgsqlDataSource source, int process, TimeSpan firstLook, Action<string>? waiting)
    {
        await Task.Delay(firstLook, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_over.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync(_over.Token);
            while (!_over.IsCancellationRequested)
            {
                if (await Find(connection, process) is { } found && found != Blocker)
                {
                    Blocker = found;
                    waiting?.Invoke(found);
                }

                await Task.Delay(BetweenLooks, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception e) when (e is OperationCanceledException || PostgresErrors.IsOfTheDriver(e))
        {
            // No connection left for a look. The name of the blocker is a courtesy.
        }
    }

    private static async Task<string?> Find(NpgsqlConnection connection, int process)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT b.pid, coalesce(a.application_name, ''), coalesce(a.state, 'of another role'), a.query_start
              FROM unnest(pg_blocking_pids($1)) AS b (pid) LEFT JOIN pg_stat_activity a ON a.pid = b.pid
             ORDER BY a.query_start NULLS LAST LIMIT 1
            """,
            connection);
        _ = command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = process });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? Describe(reader) : null;
    }

    private static string Describe(NpgsqlDataReader row)
    {
        var number = row.GetInt32(0).ToString(CultureInfo.InvariantCulture);
        var since = row.IsDBNull(3) ? "" : $", its last query since {Instants.ToText(row.GetDateTime(3))}";
        return $"server process {number} (\"{row.GetString(1)}\", {row.GetString(2)}{since})";
    }
}
