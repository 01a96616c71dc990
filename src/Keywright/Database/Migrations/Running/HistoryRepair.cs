namespace Keywright.Database.Migrations.Running;

/// <summary>Writes history that no run wrote, after it is proven that the live schema is what the files make.</summary>
internal sealed class HistoryRepair(MigrationConnection connection, SchemaProof differences)
{
    /// <exception cref="MigrationException">It can't be, or the schema is another.</exception>
    public async Task<IReadOnlyList<RepairStep>> Repair(
        IReadOnlyList<MigrationFile> files, IReadOnlyList<MigrationStatus> history, MigrationPlan plan, CancellationToken ct)
    {
        var changed = plan.Changed.ToList();
        var unfinished = history.Where(row => row.State == MigrationState.Failed).ToList();
        var gone = plan.Unknown.ToList();
        if (changed.Count + unfinished.Count + gone.Count == 0)
        {
            return [];
        }

        if (gone.Find(row => row.Number > files.Max(file => (long?)file.Number).GetValueOrDefault()) is { } newer)
        {
            throw MigrationException.Refuse(
                $"{newer.FileName} was applied and is newer than every file here: that is no mistake of the history. Bring its file.");
        }

        await Prove("repaired", plan.Applied, ct);
        return await connection.Unit(
            async tx =>
            {
                var steps = new List<RepairStep>();
                foreach (var file in changed)
                {
                    await MigrationStore.Realign(tx, file);
                    steps.Add(new RepairStep(file.Name, "realigned", $"{file.FileName} has the checksum of its file again."));
                }

                foreach (var row in unfinished)
                {
                    await MigrationStore.Clear(tx, row.Name);
                    steps.Add(new RepairStep(row.Name, "cleared", $"{row.FileName} is pending again."));
                }

                foreach (var row in gone)
                {
                    await MigrationStore.RollBack(tx, row.Name, "repair: its file is gone");
                    steps.Add(new RepairStep(row.Name, "forgotten", $"{row.FileName} counts as rolled back: its file is gone."));
                }

                return steps;
            },
            ct);
    }

    /// <exception cref="MigrationException">There is a history, no such file, or the schema is another.</exception>
    public async Task<IReadOnlyList<MigrationFile>> Baseline(
        IReadOnlyList<MigrationFile> files, IReadOnlyList<MigrationStatus> history, long to, CancellationToken ct)
    {
        if (history.Count > 0)
        {
            throw MigrationException.Refuse(
                $"This database has a history already, of {history.Count} migrations: a baseline is for one that has none.");
        }

        List<MigrationFile> marked = [.. files.Where(file => file.Number <= to)];
        if (marked.Count == 0 || marked[^1].Number != to)
        {
            throw MigrationException.Refuse($"There is no migration {to} to take as the baseline.");
        }

        await Prove("marked as applied", marked, ct);
        await connection.EnsureHistory(ct);
        await connection.Unit(
            async tx =>
            {
                foreach (var file in marked)
                {
                    await MigrationStore.Start(tx, file, batch: 1);
                    await MigrationStore.Complete(tx, file, tx.Now, milliseconds: 0);
                }
            },
            ct);
        return marked;
    }

    private async Task Prove(string done, IReadOnlyList<MigrationFile> applied, CancellationToken ct)
    {
        var found = await differences(applied, ct);
        if (found.Count > 0)
        {
            var findings = found.Select(difference => new MigrationFinding(MigrationFindingKind.Schema, null, difference));
            throw MigrationException.Refuse(
            [
                new(MigrationFindingKind.Schema, null, $"Nothing is {done}: the live schema is not the one that these files make."),
                .. findings,
            ]);
        }
    }
}
