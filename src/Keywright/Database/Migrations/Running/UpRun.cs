using System.Diagnostics;

namespace Keywright.Database.Migrations.Running;

/// <summary>Applies files, one after another, as one batch.</summary>
internal sealed partial class UpRun(
    MigrationConnection connection, IReadOnlyList<MigrationStatus> history, IProgress<MigrationProgress>? progress, ILogger logger)
{
    private readonly int _batch = history.Max(row => row.Batch).GetValueOrDefault() + 1;

    private readonly Dictionary<string, Checkpoints> _checkpoints =
        history.Where(row => !row.Checkpoints.IsEmpty).ToDictionary(row => row.Name, row => row.Checkpoints, StringComparer.Ordinal);

    public async Task Run(IReadOnlyList<MigrationFile> files, CancellationToken ct)
    {
        var run = new MigrationRun(connection, progress, files.Count);
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            if (i == 0)
            {
                await connection.Unit(tx => MigrationStore.Start(tx, file, _batch), ct);
            }

            var next = i + 1 < files.Count ? files[i + 1] : null;
            await Run(run, file, next, ct);
        }
    }

    private async Task Run(MigrationRun run, MigrationFile file, MigrationFile? next, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            ct.ThrowIfCancellationRequested();
            // The row of the next file says "running" before it is: its own commit would cost as much as the file.
            await run.Run(
                MigrationJob.Up(file, _checkpoints.GetValueOrDefault(file.Name, Checkpoints.None)),
                next is null ? null : tx => MigrationStore.Start(tx, next, _batch),
                isFollowed: next is { Headers.IsTransactional: true },
                ct);
        }
        catch (Exception e)
        {
            await Fail(file, e);
            throw e switch
            {
                OperationCanceledException => e,
                DatabaseException { Problem: DatabaseProblem.OutcomeUnknown } => new MigrationException(
                    MigrationProblem.Failed, $"Whether {file.FileName} was applied is not known; the next up finds out: {e.Message}", e),
                StatementException => new MigrationException(
                    MigrationProblem.Failed, $"{file.FileName} stopped, and the next up goes on where it did: {e.Message}", e),
                _ => new MigrationException(MigrationProblem.Failed, $"{file.FileName} failed and was rolled back: {e.Message}", e),
            };
        }

        var milliseconds = MigrationRun.Milliseconds(start);
        Applied(logger, file.FileName, milliseconds);
    }

    /// <summary>Changes nothing where the file was completed after all.</summary>
    private async Task Fail(MigrationFile file, Exception error)
    {
        try
        {
            await connection.Unit(tx => MigrationStore.Fail(tx, file.Name, error.Message), CancellationToken.None);
        }
#pragma warning disable CA1031 // The first error is the one to tell. The row stays "running", which the next attempt understands.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NotNoted(logger, file.FileName, e);
        }
    }

    [LoggerMessage(EventId = 0, Level = LogLevel.Information, Message = "Applied migration {File} in {Milliseconds} ms.")]
    private static partial void Applied(ILogger logger, string file, int milliseconds);

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "That migration {File} failed could not be noted in the history.")]
    private static partial void NotNoted(ILogger logger, string file, Exception exception);
}
