using Keywright.Database.Migrations.Scripts;

namespace Keywright.Database.Migrations;

/// <summary>What files and history say together.</summary>
internal sealed class MigrationPlan(IReadOnlyList<MigrationFile> files, IReadOnlyList<MigrationStatus> history, Version? appVersion)
{
    private readonly Dictionary<string, MigrationFile> _files = files.ToDictionary(file => file.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, MigrationStatus> _rows = history.ToDictionary(row => row.Name, StringComparer.Ordinal);

    private readonly MigrationStatus? _newest = history.Where(row => row.IsCompleted).MaxBy(row => row.Number);

    /// <summary>The files that were applied, as they are now, in order: what the live schema should be made of.</summary>
    public IReadOnlyList<MigrationFile> Applied => [.. files.Where(IsApplied)];

    /// <summary>Applied rows that no file belongs to, in order.</summary>
    public IEnumerable<MigrationStatus> Unknown =>
        history.Where(row => row.IsCompleted && !_files.ContainsKey(row.Name)).OrderBy(row => row.Number);

    /// <summary>Applied, and another now.</summary>
    public IEnumerable<MigrationFile> Changed => files.Where(file => IsApplied(file) && _rows[file.Name].Checksum != file.Checksum);

    /// <summary>Those without a completed row, in order.</summary>
    /// <exception cref="MigrationException">Files and history contradict each other: all that is wrong, at once.</exception>
    public IReadOnlyList<MigrationFile> Make(UpOptions options)
    {
        var pending = files.Where(file => !IsApplied(file) && file.Number <= (options.To ?? long.MaxValue)).ToList();
        List<MigrationFinding> wrong = [.. Contradictions(options.OutOfOrder), .. pending.SelectMany(Unrunnable), .. HalfUndone()];
        return wrong.Count == 0 ? pending : throw MigrationException.Refuse(wrong);
    }

    /// <summary>What makes a run up impossible, because nobody could tell what schema would come out of it.</summary>
    public IEnumerable<MigrationFinding> Contradictions(bool outOfOrder)
    {
        var unknown = UnknownRefusals().ToList();
        var changed = Changed.Select(file => Find(
            MigrationFindingKind.Changed, file.Name,
            $"{file.FileName} was changed after it was applied: it is {file.Checksum}, applied was {_rows[file.Name].Checksum}."));
        var late = files.Where(file => !outOfOrder && !IsApplied(file) && file.Number < _newest?.Number).Select(file => Find(
            MigrationFindingKind.OutOfOrder, file.Name,
            $"{file.FileName} is pending, and its number is lower than that of {_newest!.FileName}, which was applied."));
        var twins = from row in history
                    where row.IsCompleted
                    from file in files
                    where file.Number == row.Number && file.Name != row.Name
                    select Find(
                        MigrationFindingKind.Duplicate, file.Name, $"{file.FileName} has the number of {row.FileName}, which was applied.");
        return [.. unknown, .. changed, .. twins, .. late];
    }

    /// <summary>Files that did not come to their end.</summary>
    public IEnumerable<MigrationFinding> Unfinished() =>
    [
        .. history.Where(row => row.State == MigrationState.Failed).Select(row => Find(
            MigrationFindingKind.Failed, row.Name, $"{row.FileName} failed: {row.Error}. The next up tries it again.")),
        .. history.Where(row => row.State == MigrationState.Running).Select(row => Find(
            MigrationFindingKind.Running, row.Name,
            $"{row.FileName} is running, or was when its process died. The next up waits for it, or tries it again.")),
        .. HalfUndone(),
    ];

    /// <summary>Files and history side by side, in order.</summary>
    public IReadOnlyList<MigrationStatus> Compare()
    {
        var pending = files.Where(file => !_rows.ContainsKey(file.Name)).Select(file => new MigrationStatus(file.Name)
        {
            FileName = file.FileName,
            Description = file.Description,
            CanRollback = file.Rollback is not null,
            MinAppVersion = file.Headers.MinAppVersion,
        });
        return [.. history.Concat(pending).OrderBy(row => row.Number).ThenBy(row => row.Name, StringComparer.Ordinal)];
    }

    private static MigrationFinding Find(MigrationFindingKind kind, string name, string message) => new(kind, name, message);

    private static MigrationFinding Unreadable(MigrationFile file, string reason) =>
        Find(MigrationFindingKind.Unreadable, file.Name, $"{file.FileName}{reason}");

    private bool IsApplied(MigrationFile file) => _rows.TryGetValue(file.Name, out var row) && row.IsCompleted;

    /// <summary>
    /// An application may run on a schema that is newer than itself when each migration that it doesn't know says so.
    /// </summary>
    private IEnumerable<MigrationFinding> UnknownRefusals()
    {
        foreach (var row in Unknown)
        {
            var demanded = Version.TryParse(row.MinAppVersion, out var version) ? version : null;
            if (appVersion is null)
            {
                yield return Find(MigrationFindingKind.Missing, row.Name, $"{row.FileName} was applied to this database, and is missing.");
            }
            else if (demanded is null || demanded > appVersion)
            {
                var least = demanded is null ? "" : $", which works with version {demanded} and later";
                yield return Find(
                    MigrationFindingKind.Missing, row.Name,
                    $"{row.FileName} was applied to this database{least}, and this version ({appVersion}) does not know it: "
                    + "a newer version of Keywright was here.");
            }
        }
    }

    private IEnumerable<MigrationFinding> HalfUndone() => history.Where(row => row.IsCompleted && !row.Checkpoints.IsEmpty).Select(row =>
        Find(
            MigrationFindingKind.Running, row.Name,
            $"{row.FileName} is half undone: {row.Checkpoints.Done.Count} statements of its rollback ran. Finish it with rollback."));

    /// <summary>Why it can't be run, or not from where it stopped.</summary>
    private IEnumerable<MigrationFinding> Unrunnable(MigrationFile file)
    {
        var done = _rows.TryGetValue(file.Name, out var row) ? row.Checkpoints : Checkpoints.None;
        if (file.Headers.IsTransactional)
        {
            return done.IsEmpty ? [] : [Unreadable(file, Stopped(done) + "and it is without its header \"transaction: none\" now.")];
        }

        var statements = SqlScript.Statements(file.Dialect, file.Sql);
        var refusals = StatementRules.Refuse(statements).Select(reason => Unreadable(file, $": {reason}"));
        return StatementRules.Differs(statements, done) is { } line
            ? [.. refusals, Unreadable(file, Stopped(done) + line)]
            : refusals;
    }

    private static string Stopped(Checkpoints done) => $" stopped after {done.Done.Count} of its statements, which stay applied, ";
}
