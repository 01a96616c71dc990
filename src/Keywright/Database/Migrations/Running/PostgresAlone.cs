using Keywright.Database.Migrations.Scripts;

namespace Keywright.Database.Migrations.Running;

/// <summary>
/// A statement that takes no transaction, and so can't be noted in the one that runs it. Of CREATE INDEX CONCURRENTLY the catalog tells
/// how far it came: an index that wasn't there when it was noted as begun is its own, and without <c>indisvalid</c> it is no good.
/// </summary>
internal sealed class PostgresAlone(PostgresMigration migration, MigrationScript script, SqlStatement statement, StatementMarks marks)
{
    private readonly ConcurrentIndex? _index = ConcurrentIndex.Of(statement);
    private bool _wasBegun = marks.WasBegun;
    private bool _isSame = marks.IsSame;

    private enum IndexState
    {
        Missing,
        Invalid,
        Valid,
    }

    public async ValueTask Run(bool isRetry, CancellationToken ct)
    {
        var current = script with { IsFresh = script.IsFresh && !isRetry };
        var state = await State(ct);
        if (_index is not null && state == IndexState.Valid && _wasBegun && _isSame)
        {
            return;
        }

        if (_index is not null && state == IndexState.Invalid && _wasBegun)
        {
            await migration.Alone(current, $"DROP INDEX CONCURRENTLY IF EXISTS {await QualifiedName(_index, ct)}");
            current = current with { IsFresh = false };
            state = IndexState.Missing;
        }

        if (state == IndexState.Missing)
        {
            await migration.Unit(marks.Begin, ct);
            (_wasBegun, _isSame) = (true, true);
        }

        await migration.Alone(current, statement.Text);
        if (await State(ct) == IndexState.Invalid)
        {
            // IF NOT EXISTS is content with an index of that name, whatever its state.
            throw new MigrationException(
                MigrationProblem.Failed,
                $"the index {_index!.Name} is INVALID, left by somebody else: drop it with DROP INDEX CONCURRENTLY, and run up again");
        }
    }

    private async ValueTask<IndexState> State(CancellationToken ct) => _index is null
        ? IndexState.Missing
        : (IndexState)await migration.Number(
            $"""
            SELECT coalesce(max(CASE WHEN i.indisvalid THEN 2 ELSE 1 END), 0) AS n
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
             WHERE c.relname = {_index.Name} AND t.oid = to_regclass({Table(_index)})
            """,
            ct);

    private async ValueTask<string> QualifiedName(ConcurrentIndex index, CancellationToken ct) => await migration.Unit(
        tx => tx.Find(
            $"""
            SELECT format('%I.%I', n.nspname, {index.Name}) AS name
              FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace WHERE t.oid = to_regclass({Table(index)})
            """,
            row => row.Text("name")),
        ct) ?? throw new InvalidOperationException($"The table {index.Table} is gone.");

    /// <summary>A name without a schema is one of ours, whatever the search path of this moment.</summary>
    private string Table(ConcurrentIndex index) =>
        index.Table.Contains('.', StringComparison.Ordinal) ? index.Table : $"{migration.Schema}.{index.Table}";
}
