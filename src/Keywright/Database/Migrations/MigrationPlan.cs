namespace Keywright.Database.Migrations;

/// <summary>What is to be run, after it is certain that files and history belong together.</summary>
internal static class MigrationPlan
{
    /// <summary>Those without a completed row, in order.</summary>
    /// <exception cref="MigrationException">Files and history contradict each other.</exception>
    public static IReadOnlyList<MigrationFile> Make(IReadOnlyList<MigrationFile> files, IReadOnlyList<MigrationStatus> history)
    {
        var applied = history.Where(row => row.State == MigrationState.Completed).ToDictionary(row => row.Name, StringComparer.Ordinal);
        foreach (var row in applied.Values.OrderBy(row => row.Name, StringComparer.Ordinal))
        {
            var file = files.FirstOrDefault(file => file.Name == row.Name) ?? throw Refuse(
                $"{row.FileName} was applied to this database, and this version does not know it: a newer version of Keywright was here");
            if (file.Checksum != row.Checksum)
            {
                throw Refuse($"{file.FileName} was changed after it was applied: it is {file.Checksum}, applied was {row.Checksum}");
            }
        }

        var newest = files.LastOrDefault(file => applied.ContainsKey(file.Name));
        var pending = files.Where(file => !applied.ContainsKey(file.Name)).ToList();
        return pending.Find(file => file.Number < newest?.Number) is { } late
            ? throw Refuse($"{late.FileName} is pending, and its number is lower than that of {newest!.FileName}, which was applied")
            : pending;
    }

    /// <summary>Files and history side by side, in order.</summary>
    public static IReadOnlyList<MigrationStatus> Compare(IReadOnlyList<MigrationFile> files, IReadOnlyList<MigrationStatus> history)
    {
        var known = history.ToDictionary(row => row.Name, StringComparer.Ordinal);
        var pending = files.Where(file => !known.ContainsKey(file.Name)).Select(file => new MigrationStatus(file.Name)
        {
            FileName = file.FileName,
            Description = file.Description,
            CanRollback = file.Rollback is not null,
        });
        return [.. history.Concat(pending).OrderBy(row => row.Name, StringComparer.Ordinal)];
    }

    private static MigrationException Refuse(string reason) => new(MigrationProblem.Refused, reason + ".");
}
