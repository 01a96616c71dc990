using System.Diagnostics;

namespace Keywright.Database.Migrations;

/// <summary>
/// Brings a schema up to date: lock, history, plan, run. Every file is one transaction that also completes its row of the history; the
/// row that says it is running is written before. Whoever holds the lock and finds such a row knows that its writer died and its
/// transaction with it, and runs the file again.
/// </summary>
internal sealed partial class Migrator(
    Func<CancellationToken, ValueTask<MigrationConnection>> open, IReadOnlyList<MigrationFile> files, TimeSpan lockTimeout, ILogger logger)
{
    /// <summary>The version of the application, for headers that demand one; null where the files are none of its own.</summary>
    public Version? AppVersion { get; init; }

    /// <summary>Applies what is pending and returns it.</summary>
    /// <exception cref="MigrationException">The files don't fit the history, one failed, or the lock was not had.</exception>
    public Task<IReadOnlyList<MigrationFile>> Up(CancellationToken ct = default) => Up(new UpOptions(), ct);

    /// <inheritdoc cref="Up(CancellationToken)"/>
    public async Task<IReadOnlyList<MigrationFile>> Up(UpOptions options, CancellationToken ct)
    {
        _ = options;
        await using var connection = await open(ct);
        await using var held = await connection.Lock(lockTimeout, ct);
        var history = await History(connection, ct);
        var pending = MigrationPlan.Make(files, history);
        var batch = history.Max(row => row.Batch).GetValueOrDefault() + 1;
        foreach (var file in pending)
        {
            await Run(connection, file, batch, ct);
        }

        return pending;
    }

    /// <summary>Every migration of the files and of the history. Changes nothing, and needs no lock.</summary>
    public async Task<IReadOnlyList<MigrationStatus>> Status(CancellationToken ct = default)
    {
        await using var connection = await open(ct);
        var history = await connection.HasHistory(ct) ? await connection.Unit(MigrationStore.List, ct) : [];
        return MigrationPlan.Compare(files, history);
    }

    /// <summary>What a run up would run, in order, with its SQL. Changes nothing, and needs no lock.</summary>
    /// <exception cref="MigrationException">The files don't fit the history.</exception>
    public Task<IReadOnlyList<MigrationFile>> Plan(UpOptions? options = null, CancellationToken ct = default) =>
        throw new NotSupportedException($"{options} {ct}");

    /// <summary>Everything that is wrong; nothing where all is well. Changes nothing, and needs no lock.</summary>
    public Task<IReadOnlyList<MigrationFinding>> Validate(SchemaProof? differences = null, CancellationToken ct = default) =>
        throw new NotSupportedException($"{differences} {ct}");

    /// <summary>Undoes migrations, the newest first, and returns them; all of them or, when one has no way back, none.</summary>
    /// <exception cref="MigrationException">One can't be undone, or failed.</exception>
    public Task<IReadOnlyList<RollbackStep>> Rollback(RollbackRequest request, CancellationToken ct = default) =>
        throw new NotSupportedException($"{request} {ct}");

    /// <summary>
    /// Makes the history say again what is so: checksums of changed files, failed and dead rows, rows of files that are gone. Only when
    /// <paramref name="differences"/> finds none.
    /// </summary>
    /// <exception cref="MigrationException">There are differences.</exception>
    public Task<IReadOnlyList<RepairStep>> Repair(SchemaProof differences, CancellationToken ct = default) =>
        throw new NotSupportedException($"{differences} {ct}");

    /// <summary>
    /// Marks the files up to a number as applied without running them and returns them. Only on an empty history, and only when
    /// <paramref name="differences"/> finds none.
    /// </summary>
    /// <exception cref="MigrationException">There is a history, or there are differences.</exception>
    public Task<IReadOnlyList<MigrationFile>> Baseline(long to, SchemaProof differences, CancellationToken ct = default) =>
        throw new NotSupportedException($"{to} {differences} {ct}");

    private static async Task<List<MigrationStatus>> History(MigrationConnection connection, CancellationToken ct)
    {
        try
        {
            await connection.EnsureHistory(ct);
            return await connection.Unit(MigrationStore.List, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException and not DatabaseException)
        {
            throw new MigrationException(
                MigrationProblem.Failed, $"The history of migrations can't be read, nor made where it is missing: {e.Message}", e);
        }
    }

    private async Task Run(MigrationConnection connection, MigrationFile file, int batch, CancellationToken ct)
    {
        _ = await connection.Unit(tx => One(MigrationStore.Start(tx, file, batch)), ct);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await connection.Apply(file.Sql, tx => MigrationStore.Complete(tx, file, Milliseconds(start)), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await Fail(connection, file, e);
            throw new MigrationException(MigrationProblem.Failed, $"{file.FileName} failed and was rolled back: {e.Message}", e);
        }

        var milliseconds = Milliseconds(start);
        Applied(logger, file.FileName, milliseconds);
    }

    private async Task Fail(MigrationConnection connection, MigrationFile file, Exception error)
    {
        try
        {
            _ = await connection.Unit(tx => One(MigrationStore.Fail(tx, file.Name, error.Message)), CancellationToken.None);
        }
#pragma warning disable CA1031 // The first error is the one to tell. The row stays "running", which the next attempt understands.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NotNoted(logger, file.FileName, e);
        }
    }

    private static int Milliseconds(long start) => (int)Math.Min(int.MaxValue, Stopwatch.GetElapsedTime(start).TotalMilliseconds);

    private static async ValueTask<bool> One(ValueTask statement)
    {
        await statement;
        return true;
    }

    [LoggerMessage(EventId = 0, Level = LogLevel.Information, Message = "Applied migration {File} in {Milliseconds} ms.")]
    private static partial void Applied(ILogger logger, string file, int milliseconds);

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "That migration {File} failed could not be noted in the history.")]
    private static partial void NotNoted(ILogger logger, string file, Exception exception);
}
