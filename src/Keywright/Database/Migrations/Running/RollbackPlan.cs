using Keywright.Database.Migrations.Scripts;

namespace Keywright.Database.Migrations.Running;

/// <summary>What is to be undone, decided from the history alone and before the first step.</summary>
internal static class RollbackPlan
{
    /// <exception cref="MigrationException">It doesn't say how far, or more than once; or there is nothing at all.</exception>
    public static void Refuse(RollbackRequest request, bool exists)
    {
        if (!exists)
        {
            throw MigrationException.Refuse("There is no database, and so nothing to roll back.");
        }

        var ways = (request.Steps is null ? 0 : 1) + (request.LastBatch ? 1 : 0) + (request.To is null ? 0 : 1);
        if (ways != 1 || request.Steps < 1 || request.To < 0)
        {
            throw MigrationException.Refuse(
                "How far to roll back must be said in one way: a number of steps from 1, the last batch, or the number that stays newest.");
        }
    }

    /// <exception cref="MigrationException">One of them can't be undone, and so none is.</exception>
    public static async Task<IReadOnlyList<RollbackStep>> Make(
        MigrationConnection connection, RollbackRequest request, IReadOnlyList<MigrationStatus> history, CancellationToken ct)
    {
        var kept = history.Count == 0 ? [] : await connection.Unit(MigrationStore.Rollbacks, ct);
        List<MigrationStatus> applied =
            [.. history.Where(row => row.IsCompleted).OrderByDescending(row => row.Batch).ThenByDescending(row => row.Number)];
        if (request.Steps > applied.Count)
        {
            throw MigrationException.Refuse($"{request.Steps} steps can't be undone: only {applied.Count} migrations are applied.");
        }

        List<MigrationStatus> chosen = request switch
        {
            { Steps: { } steps } => [.. applied.Take(steps)],
            { To: { } to } => [.. applied.Where(row => row.Number > to)],
            _ => [.. applied.TakeWhile(row => row.Batch == applied[0].Batch)],
        };
        List<string> reasons =
            [.. Unknown(request, applied), .. Halves(history), .. chosen.SelectMany(row => Reasons(row, kept, connection.Dialect))];
        return reasons.Count == 0
            ? [.. chosen.Select(row => kept.First(step => step.Name == row.Name))]
            : throw MigrationException.Refuse("Nothing is rolled back. " + string.Join(' ', reasons));
    }

    private static IEnumerable<string> Unknown(RollbackRequest request, List<MigrationStatus> applied) =>
        request.To is { } to && to != 0 && applied.TrueForAll(row => row.Number != to) ? [$"No migration {to} is applied."] : [];

    private static IEnumerable<string> Halves(IEnumerable<MigrationStatus> history) => history
        .Where(row => !row.IsCompleted && !row.Checkpoints.IsEmpty)
        .Select(row => $"{row.Name} stopped halfway: finish it with up first, or clear it with repair.");

    private static IEnumerable<string> Reasons(MigrationStatus row, List<RollbackStep> kept, Dialect dialect)
    {
        if (kept.Find(step => step.Name == row.Name) is not { } step)
        {
            return [$"{row.Name} can't be undone: no statements for that were kept when it was applied."];
        }

        var (headers, problems) = MigrationHeaders.Read(step.Sql);
        if (headers.IsTransactional || problems.Count > 0)
        {
            return problems.Select(problem => $"The rollback of {row.Name}: {problem}.");
        }

        return StatementRules.Refuse(SqlScript.Statements(dialect, step.Sql)).Select(problem => $"The rollback of {row.Name}: {problem}");
    }
}
