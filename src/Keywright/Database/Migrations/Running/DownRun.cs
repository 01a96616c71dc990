namespace Keywright.Database.Migrations.Running;

/// <summary>Undoes migrations, one after another, each with its row of the history.</summary>
internal sealed partial class DownRun(
    MigrationConnection connection, IReadOnlyList<MigrationStatus> history, RollbackRequest request, ILogger logger)
{
    public async Task Run(IReadOnlyList<RollbackStep> steps, CancellationToken ct)
    {
        var run = new MigrationRun(connection, request.Progress, steps.Count);
        foreach (var step in steps)
        {
            ct.ThrowIfCancellationRequested();
            var checkpoints = history.First(row => row.Name == step.Name).Checkpoints;
            try
            {
                await run.Run(MigrationJob.Down(step, request.By, checkpoints), next: null, isFollowed: false, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var how = e is StatementException ? "stopped, and the next rollback goes on where it did" : "failed, and stays applied";
                throw new MigrationException(MigrationProblem.Failed, $"The rollback of {step.Name} {how}: {e.Message}", e);
            }

            RolledBack(logger, step.Name, request.By);
        }
    }

    [LoggerMessage(EventId = 0, Level = LogLevel.Information, Message = "Rolled back migration {Name} for {By}.")]
    private static partial void RolledBack(ILogger logger, string name, string by);
}
