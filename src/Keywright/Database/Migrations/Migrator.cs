using System.Diagnostics;
using Keywright.Database.Migrations.Running;

namespace Keywright.Database.Migrations;

/// <summary>
/// Brings a schema up to date, tells how it stands, and undoes. Whatever changes something does so under the lock, in this order: lock,
/// history, plan, run. Whoever holds the lock and finds a row that says "running" knows that its writer died.
/// </summary>
internal sealed class Migrator(
    Func<CancellationToken, ValueTask<MigrationConnection>> open, IReadOnlyList<MigrationFile> files, TimeSpan lockTimeout, ILogger logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>The version of the application, for headers that demand one; null where the files are none of its own.</summary>
    public Version? AppVersion { get; init; }

    /// <summary>Whether there is a database at all. One that is missing is not made by a look.</summary>
    public Func<bool> Exists { get; init; } = () => true;

    /// <summary>Applies what is pending and returns it.</summary>
    /// <exception cref="MigrationException">The files don't fit the history, one failed, or the lock was not had.</exception>
    public Task<IReadOnlyList<MigrationFile>> Up(CancellationToken ct = default) => Up(new UpOptions(), ct);

    /// <inheritdoc cref="Up(CancellationToken)"/>
    public Task<IReadOnlyList<MigrationFile>> Up(UpOptions options, CancellationToken ct) => Locked(
        async (connection, history) =>
        {
            var pending = PlanOf(history).Make(options);
            if (pending.Count > 0 && options.BeforeFirst is { } before)
            {
                await before(pending, ct);
            }

            await new UpRun(connection, history, options.Progress, logger).Run(pending, ct);
            return pending;
        },
        ct);

    /// <summary>Every migration of the files and of the history. Changes nothing, and needs no lock.</summary>
    public async Task<IReadOnlyList<MigrationStatus>> Status(CancellationToken ct = default) => PlanOf(await Read(ct)).Compare();

    /// <summary>What a run up would run, in order, with its SQL. Changes nothing, and needs no lock.</summary>
    /// <exception cref="MigrationException">The files don't fit the history.</exception>
    public async Task<IReadOnlyList<MigrationFile>> Plan(UpOptions? options = null, CancellationToken ct = default) =>
        PlanOf(await Read(ct)).Make(options ?? new UpOptions());

    /// <summary>Everything that is wrong; nothing where all is well. Changes nothing, and needs no lock.</summary>
    public async Task<IReadOnlyList<MigrationFinding>> Validate(SchemaProof? differences = null, CancellationToken ct = default)
    {
        var plan = PlanOf(await Read(ct));
        var schema = differences is null || !Exists() ? [] : await differences(plan.Applied, ct);
        return
        [
            .. plan.Contradictions(outOfOrder: false),
            .. plan.Unfinished(),
            .. schema.Select(difference => new MigrationFinding(MigrationFindingKind.Schema, null, difference)),
        ];
    }

    /// <summary>Undoes migrations, the newest first, and returns them; all of them or, when one has no way back, none.</summary>
    /// <exception cref="MigrationException">One can't be undone, or failed.</exception>
    public async Task<IReadOnlyList<RollbackStep>> Rollback(RollbackRequest request, CancellationToken ct = default)
    {
        RollbackPlan.Refuse(request, Exists());
        if (request.DryRun)
        {
            await using var connection = await open(ct);
            return await RollbackPlan.Make(connection, request, await Read(connection, ct), ct);
        }

        return await Locked(
            async (connection, history) =>
            {
                var steps = await RollbackPlan.Make(connection, request, history, ct);
                if (steps.Count > 0 && request.BeforeFirst is { } before)
                {
                    await before(steps, ct);
                }

                await new DownRun(connection, history, request, logger).Run(steps, ct);
                return steps;
            },
            ct);
    }

    /// <summary>
    /// Makes the history say again what is so: checksums of changed files, failed and dead rows, rows of files that are gone. Only when
    /// <paramref name="differences"/> finds none.
    /// </summary>
    /// <exception cref="MigrationException">There are differences.</exception>
    public Task<IReadOnlyList<RepairStep>> Repair(SchemaProof differences, CancellationToken ct = default) =>
        Locked((connection, history) => new HistoryRepair(connection, differences).Repair(files, history, PlanOf(history), ct), ct);

    /// <summary>
    /// Marks the files up to a number as applied without running them and returns them. Only on an empty history, and only when
    /// <paramref name="differences"/> finds none.
    /// </summary>
    /// <exception cref="MigrationException">There is a history, or there are differences.</exception>
    public async Task<IReadOnlyList<MigrationFile>> Baseline(long to, SchemaProof differences, CancellationToken ct = default)
    {
        await using var connection = await open(ct);
        await using var held = await connection.Lock(lockTimeout, ct);
        return await new HistoryRepair(connection, differences).Baseline(files, await Read(connection, ct), to, ct);
    }

    /// <summary>Waits for whoever migrates until nothing is pending.</summary>
    /// <exception cref="MigrationException">Something is still pending after the lock timeout, or files and history don't fit.</exception>
    public async Task WaitUntilCurrent(CancellationToken ct = default)
    {
        var start = Stopwatch.GetTimestamp();
        await using var connection = await open(ct);
        for (var attempt = 4; ; attempt++)
        {
            var pending = PlanOf(await Read(connection, ct)).Make(new UpOptions());
            if (pending.Count == 0)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) >= lockTimeout)
            {
                throw MigrationException.Refuse(
                    $"{pending.Count} migrations are pending, {pending[0].FileName} the first of them, and nobody applied them within "
                    + $"{lockTimeout}: run keywright migrate up, or set Migrations:Automatic to true.");
            }

            await Backoff.Wait(attempt, LongestPause, ct);
        }
    }

    private static async Task<List<MigrationStatus>> Read(MigrationConnection connection, CancellationToken ct) =>
        await connection.History(ct) switch
        {
            HistoryForm.None => [],
            HistoryForm.Older => await connection.Look(MigrationStore.ListOlder, ct),
            _ => await connection.Look(MigrationStore.List, ct),
        };

    private static async Task<List<MigrationStatus>> EnsureAndRead(MigrationConnection connection, CancellationToken ct)
    {
        try
        {
            await connection.EnsureHistory(ct);
            var history = await connection.Unit(MigrationStore.List, ct);
            if (history.Exists(row => row.State == MigrationState.Running))
            {
                await connection.Unit(MigrationStore.FailDead, ct);
                history = await connection.Unit(MigrationStore.List, ct);
            }

            return history;
        }
        catch (Exception e) when (e is not OperationCanceledException and not DatabaseException)
        {
            throw new MigrationException(
                MigrationProblem.Failed, $"The history of migrations can't be read, nor made where it is missing: {e.Message}", e);
        }
    }

    private MigrationPlan PlanOf(IReadOnlyList<MigrationStatus> history) => new(files, history, AppVersion);

    private async Task<T> Locked<T>(
        Func<MigrationConnection, IReadOnlyList<MigrationStatus>, Task<T>> run, CancellationToken ct)
    {
        await using var connection = await open(ct);
        await using var held = await connection.Lock(lockTimeout, ct);
        return await run(connection, await EnsureAndRead(connection, ct));
    }

    private async Task<IReadOnlyList<MigrationStatus>> Read(CancellationToken ct)
    {
        if (!Exists())
        {
            return [];
        }

        await using var connection = await open(ct);
        return await Read(connection, ct);
    }
}
