using Keywright.Database;
using Keywright.Security.Revocations;

namespace Keywright.Maintenance.Transfer;

/// <summary>What became of one batch.</summary>
internal sealed class ImportOutcome
{
    public long Written { get; set; }

    public long Unchanged { get; set; }

    public List<TransferProblem> Problems { get; } = [];

    public void Refuse(TransferTable table, TransferRow row, string reason) =>
        Problems.Add(new(row.Place, table.Name, table.KeyOf(row.Values), reason, IsRefused: true));
}

/// <summary>How rows meet those that are here.</summary>
/// <param name="Overwrite">A row with other contents becomes what the file says.</param>
/// <param name="KeepsExisting">A row with the same id is the same, whatever it holds: it lives here now.</param>
/// <param name="ChecksParents">Whether what a row belongs to must be here; a dry run has not written it.</param>
internal sealed record ImportRules(bool Overwrite, bool KeepsExisting, bool ChecksParents);

/// <summary>
/// One unit of work: a batch of rows of one table. A row that is here already is left alone, one that can't be is told, all others are
/// written. So a batch may be given again at any time, which is what makes an import resumable.
/// </summary>
internal sealed class ImportUnit(TransferTable table, RowCodec codec, ImportRules rules)
{
    private readonly TableSql _sql = new(table, codec);

    public async ValueTask<ImportOutcome> Write(Tx tx, IReadOnlyList<TransferRow> rows)
    {
        var outcome = new ImportOutcome();
        var here = await Here(tx, rows);
        var missing = await Missing(tx, rows);
        var fresh = new List<TransferRow>();
        var changed = new List<TransferRow>();
        foreach (var row in rows)
        {
            var key = table.KeyOf(row.Values);
            if (here.TryGetValue(key, out var known))
            {
                Compare(outcome, row, known, changed);
            }
            else if (Orphan(row, missing) is { } reason)
            {
                // A dry run has not written what it belongs to.
                if ((rules.ChecksParents ? reason : await Taken(tx, row)) is { } refusal)
                {
                    outcome.Refuse(table, row, refusal);
                }
                else
                {
                    outcome.Written++;
                }
            }
            else
            {
                fresh.Add(row);
                here[key] = row.Values;
            }
        }

        await Insert(tx, fresh, outcome);
        foreach (var row in changed)
        {
            await Overwrite(tx, row, outcome);
        }

        return outcome;
    }

    private async ValueTask<Dictionary<string, string?[]>> Here(Tx tx, IReadOnlyList<TransferRow> rows)
    {
        var here = new Dictionary<string, string?[]>(StringComparer.Ordinal);
        await tx.Each(_sql.Existing(rows.Select(row => row.Values)), row =>
        {
            var values = codec.Read(table, row);
            here[table.KeyOf(values)] = values;
        });
        return here;
    }

    /// <summary>The ids that rows name and that are not there, with the table that lacks them.</summary>
    private async ValueTask<HashSet<(int Position, string Id)>> Missing(Tx tx, IReadOnlyList<TransferRow> rows)
    {
        var missing = new HashSet<(int, string)>();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].References is not { } parent)
            {
                continue;
            }

            var named = rows.Select(row => row.Values[i]).OfType<string>().ToHashSet(StringComparer.Ordinal);
            named.ExceptWith(await tx.List(TableSql.Present(parent, named), row => row.Uuid("id").ToString()));
            missing.UnionWith(named.Select(id => (i, id)));
        }

        return missing;
    }

    private string? Orphan(TransferRow row, HashSet<(int Position, string Id)> missing)
    {
        for (var i = 0; missing.Count > 0 && i < table.Columns.Count; i++)
        {
            if (table.Columns[i].References is { } parent && row.Values[i] is { } id && missing.Contains((i, id)))
            {
                return $"{table.Columns[i].Name} {id} is not among the {parent} here.";
            }
        }

        return null;
    }

    private void Compare(ImportOutcome outcome, TransferRow row, string?[] known, List<TransferRow> changed)
    {
        var other = table.Columns.Where((column, i) => !column.IsIncidental && row.Values[i] != known[i])
            .Select(column => column.Name).ToList();
        if (rules.KeepsExisting && other.Contains("email_normal") && other.Contains("created_at"))
        {
            // Another application may have numbered its users alike; the same person would have one of the two.
            outcome.Refuse(table, row, "somebody else has this id here. Two sources that number alike need a name each: --source NAME.");
        }
        else if (rules.KeepsExisting || other.Count == 0)
        {
            outcome.Unchanged++;
        }
        else if (rules.Overwrite && !table.IsAppendOnly)
        {
            changed.Add(row);
        }
        else
        {
            outcome.Refuse(table, row, $"it is here already, with another {string.Join(", ", other)}.");
        }
    }

    private async ValueTask Insert(Tx tx, List<TransferRow> rows, ImportOutcome outcome)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var refused = new List<TransferRow>();
        if (tx.Dialect == Dialect.Sqlite)
        {
            foreach (var row in rows)
            {
                if (await tx.Execute(_sql.Insert(row.Values)) == 0)
                {
                    refused.Add(row);
                }
            }
        }
        else
        {
            var inserted = await tx.List(_sql.InsertMany([.. rows.Select(row => row.Values)]), row => codec.Key(table, row));
            refused.AddRange(rows.ExceptBy(inserted, row => table.KeyOf(row.Values)));
        }

        outcome.Written += rows.Count - refused.Count;
        foreach (var row in refused)
        {
            outcome.Refuse(table, row, await Taken(tx, row) ?? "a unique value of it is taken.");
        }
    }

    /// <summary>Which value of a row another row has, or null.</summary>
    private async ValueTask<string?> Taken(Tx tx, TransferRow row)
    {
        var key = table.KeyOf(row.Values);
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].IsUnique && row.Values[i] is not null
                && await tx.Find(_sql.Holder(i, row.Values), found => table.KeyOf(codec.Read(table, found))) is { } holder && holder != key)
            {
                return $"its {table.Columns[i].Name} is that of {holder}.";
            }
        }

        return null;
    }

    private async ValueTask Overwrite(Tx tx, TransferRow row, ImportOutcome outcome)
    {
        if (await Taken(tx, row) is { } taken)
        {
            outcome.Refuse(table, row, taken);
            return;
        }

        foreach (var statement in _sql.Overwrite(row.Values))
        {
            _ = await tx.Execute(statement);
        }

        outcome.Written++;
        if (table.Subject is { } subject)
        {
            await RevocationStore.Add(tx, new Subject(subject, Guid.ParseExact(table.KeyOf(row.Values), "D")));
        }
    }
}
