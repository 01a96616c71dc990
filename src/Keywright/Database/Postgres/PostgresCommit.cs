using System.Data;
using Npgsql;

namespace Keywright.Database.Postgres;

/// <summary>
/// Sends the batch that ends in COMMIT and tells the three ways it can end apart: durable, rolled back, unknown. Nothing cancels it.
/// </summary>
internal sealed class PostgresCommit
{
    // The wait for the standbys was ended by somebody: the primary has the commit, and a fail-over may lose it.
    private const string WaitForStandbys = "SyncRepWaitForLSN";

    private string? _warning;

    /// <exception cref="DatabaseException">The outcome is unknown.</exception>
    /// <exception cref="PostgresException">It was rolled back.</exception>
    public static async ValueTask Run(NpgsqlConnection connection, NpgsqlBatch batch)
    {
        if (connection.State != ConnectionState.Open)
        {
            throw new NpgsqlException("The connection was lost before the commit was sent.");
        }

        var commit = new PostgresCommit();
        connection.Notice += commit.Listen;
        batch.Timeout = 0;
        try
        {
            _ = await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (!PostgresErrors.ProvesRollback(e))
        {
            throw new DatabaseException(DatabaseProblem.OutcomeUnknown, "The connection broke during the commit.", e);
        }
        finally
        {
            connection.Notice -= commit.Listen;
        }

        if (commit._warning is { } warning)
        {
            throw new DatabaseException(DatabaseProblem.OutcomeUnknown, $"The standbys did not confirm the commit: {warning}");
        }
    }

    private void Listen(object sender, NpgsqlNoticeEventArgs told)
    {
        if (told.Notice.Routine == WaitForStandbys)
        {
            _warning = told.Notice.MessageText;
        }
    }
}
