using Npgsql;

namespace Keywright.Database.Postgres;

/// <summary>A unit of work on PostgreSQL: makes statements and reads their rows.</summary>
internal sealed class PostgresTx(PostgresTransaction transaction, PostgresUnit kind, string schema, DateTimeOffset now)
    : Tx(now, Dialect.Postgres)
{
    public override async ValueTask<int> Execute(Sql sql)
    {
        var command = Command(sql);
        _ = await transaction.Run(command, ToTheEnd);
        return Math.Max(0, command.RecordsAffected);
    }

    public override ValueTask<T?> Find<T>(Sql sql, Func<Row, T> read)
        where T : class => transaction.Run<T?>(Command(sql), async reader =>
    {
        var found = await reader.ReadAsync(CancellationToken.None) ? read(new PostgresRow(reader)) : null;
        _ = await ToTheEnd(reader);
        return found;
    });

    public override ValueTask<T?> FindValue<T>(Sql sql, Func<Row, T> read)
        where T : struct => transaction.Run<T?>(Command(sql), async reader =>
    {
        T? found = await reader.ReadAsync(CancellationToken.None) ? read(new PostgresRow(reader)) : null;
        _ = await ToTheEnd(reader);
        return found;
    });

    public override ValueTask<List<T>> List<T>(Sql sql, Func<Row, T> read) => transaction.Run(Command(sql), async reader =>
    {
        var found = new List<T>();
        var row = new PostgresRow(reader);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            found.Add(read(row));
        }

        _ = await ToTheEnd(reader);
        return found;
    });

    public override async ValueTask Each(Sql sql, Action<Row> read) => _ = await transaction.Run(Command(sql), async reader =>
    {
        var row = new PostgresRow(reader);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            read(row);
        }

        return await ToTheEnd(reader);
    });

    public override async ValueTask Later(Sql sql)
    {
        var command = Command(sql);
        if (kind.IsWrite && !ReturnsRows(command.CommandText))
        {
            transaction.PutOff(command);
            return;
        }

        _ = await transaction.Run(command, ToTheEnd);
    }

    /// <summary>Runs the body and ends the transaction: with COMMIT if it returned, with ROLLBACK if it or a statement failed.</summary>
    public async ValueTask<T> Complete<T>(Func<Tx, ValueTask<T>> unit)
    {
        try
        {
            var result = await Body(unit);
            await transaction.Commit();
            RunOnCommitted();
            return result;
        }
        catch (DatabaseException e) when (e.Problem == DatabaseProblem.OutcomeUnknown)
        {
            RunOnCommitted();
            throw;
        }
        catch
        {
            await transaction.Rollback();
            throw;
        }
        finally
        {
            await transaction.Release();
        }
    }

    // Rows of a statement in the middle of a batch would be taken for those of its last.
    private static bool ReturnsRows(string text) =>
        text.Contains("RETURNING", StringComparison.OrdinalIgnoreCase) || text.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase);

    private static async ValueTask<int> ToTheEnd(NpgsqlDataReader reader)
    {
        // An error of a later row would otherwise go unseen.
        while (await reader.NextResultAsync(CancellationToken.None))
        {
        }

        return 0;
    }

    private async ValueTask<T> Body<T>(Func<Tx, ValueTask<T>> unit)
    {
        try
        {
            return await unit(this);
        }
        finally
        {
            transaction.End();
        }
    }

    private NpgsqlBatchCommand Command(Sql sql)
    {
#pragma warning disable CA2100 // SqlText makes the text of a Sql, into which no value gets.
        var command = new NpgsqlBatchCommand(SqlText.Render(sql, Dialect.Postgres, schema));
#pragma warning restore CA2100
        foreach (var value in sql.Values)
        {
            _ = command.Parameters.Add(PostgresParameters.Make(value));
        }

        return command;
    }
}
