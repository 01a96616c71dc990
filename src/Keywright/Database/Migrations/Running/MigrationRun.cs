using System.Diagnostics;
using Keywright.Database.Migrations.Scripts;

namespace Keywright.Database.Migrations.Running;

/// <summary>
/// Runs jobs on the connection that holds the lock: each in one transaction with its row of the history, or statement by statement.
/// </summary>
internal sealed class MigrationRun(MigrationConnection connection, IProgress<MigrationProgress>? progress, int count)
{
    private int _number;

    /// <param name="job">What to run.</param>
    /// <param name="next">What the history is told in the same commit: that the next one is running.</param>
    /// <param name="isFollowed">Whether a durable commit follows.</param>
    /// <param name="ct">Looked at between statements.</param>
    public async Task Run(MigrationJob job, Func<Tx, ValueTask>? next, bool isFollowed, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        _number++;
        Report(MigrationStep.Started);
        var script = job.Script with { IsFollowed = isFollowed, Waiting = blocker => Report(MigrationStep.Waiting, blocker) };
        if (job.IsTransactional)
        {
            await connection.Apply(script, tx => Complete(tx, tx.Now), ct);
        }
        else
        {
            await Statements(job, script, ct);
            await connection.Unit(tx => Complete(tx, tx.Now.AddMilliseconds(-Milliseconds(start))), ct);
        }

        Report(job.IsDown ? MigrationStep.RolledBack : MigrationStep.Completed);

        async ValueTask Complete(Tx tx, DateTimeOffset began)
        {
            await job.Complete(tx, began, Milliseconds(start));
            if (next is not null)
            {
                await next(tx);
            }
        }

        void Report(MigrationStep step, string? detail = null) => progress?.Report(
            new MigrationProgress(job.Name, step, _number, count, Stopwatch.GetElapsedTime(start), detail));
    }

    public static int Milliseconds(long start) => (int)Math.Min(int.MaxValue, Stopwatch.GetElapsedTime(start).TotalMilliseconds);

    private async Task Statements(MigrationJob job, MigrationScript script, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var statements = SqlScript.Statements(connection.Dialect, script.Sql);
        var done = job.Checkpoints.Done.Count;
        for (var i = done; i < statements.Count; i++)
        {
            var statement = statements[i];
            var hash = Checkpoints.HashOf(statement.Text);
            var marks = new StatementMarks(
                WasBegun: i == done && job.Checkpoints.Begun is not null,
                IsSame: i == done && job.Checkpoints.Begun == hash,
                tx => MigrationStore.Checkpoint(tx, job.Name, Checkpoints.BegunLine(job.IsDown, hash)),
                tx => MigrationStore.Checkpoint(tx, job.Name, Checkpoints.DoneLine(job.IsDown, hash)));
            try
            {
                await connection.Apply(script with { IsFresh = i == done, IsFollowed = false }, statement, marks, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new StatementException(i + 1, statements.Count, statement.Line, e);
            }

            progress?.Report(new MigrationProgress(
                job.Name, MigrationStep.Statement, _number, count, Stopwatch.GetElapsedTime(start), $"{i + 1} of {statements.Count}"));
        }
    }
}

/// <summary>Where a file without a transaction stopped.</summary>
internal sealed class StatementException(int number, int count, int line, Exception inner)
    : Exception($"statement {number} of {count} (line {line}): {inner.Message}", inner);
