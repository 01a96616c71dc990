using System.Globalization;
using Keywright.Database.Migrations.Scripts;
using Keywright.Database.Sqlite;

namespace Keywright.Database.Migrations.Running;

/// <summary>
/// What a script must not do by the way, looked at before its COMMIT: leave rows without those they refer to, lose rows of tables that it
/// doesn't name, and lose the indexes and triggers of a table that it rebuilds. Scripts that only create are not looked at.
/// </summary>
internal sealed class SqliteGuard
{
    private const string Orphans = "FROM pragma_foreign_key_check";

    private readonly SqliteConnection _connection;
    private readonly IReadOnlyList<SqlStatement> _statements;
    private readonly bool _isLooking;
    private readonly long _orphans;
    private readonly Dictionary<string, long> _rows = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string[]> _parts = [];

    private SqliteGuard(SqliteConnection connection, IReadOnlyList<SqlStatement> statements, bool mayHaveOrphans)
    {
        _connection = connection;
        _statements = statements;
        _isLooking = !statements.All(IsHarmless);
        if (!_isLooking)
        {
            return;
        }

        _orphans = mayHaveOrphans ? Number($"SELECT count(*) {Orphans}") : 0;
        _parts = Parts();
        if (statements.Any(MayLoseRows))
        {
            var named = statements.SelectMany(statement => statement.Tokens).Select(NameOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var table in Names("type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'").Where(name => !named.Contains(name)))
            {
                _rows[table] = Count(table);
            }
        }
    }

    /// <param name="connection">In the transaction.</param>
    /// <param name="statements">What will run.</param>
    /// <param name="mayHaveOrphans">Whether there may be rows without those they refer to already.</param>
    public static SqliteGuard Before(SqliteConnection connection, IReadOnlyList<SqlStatement> statements, bool mayHaveOrphans) =>
        new(connection, statements, mayHaveOrphans);

    /// <summary>What is wrong now, or null.</summary>
    public string? Refuse()
    {
        if (!_isLooking)
        {
            return null;
        }

        if (Number($"SELECT count(*) {Orphans}") > _orphans)
        {
            return "rows would refer to others that are missing "
                + $"({_connection.Scalar($"SELECT \"table\" || ' → ' || parent {Orphans} LIMIT 1")})";
        }

        var left = Names("type IN ('table', 'view')").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (table, rows) in _rows.Where(table => left.Contains(table.Key)))
        {
            if (Count(table) < rows)
            {
                return $"rows of {table} would be lost, which the file doesn't name: {rows - Count(table)} of {rows}";
            }
        }

        var kept = Parts().Select(part => part[1]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lost = _parts.Find(part => !kept.Contains(part[1]) && left.Contains(part[2]) && !IsDropped(part));
        return lost is null ? null
            : $"the {lost[0]} {lost[1]} of {lost[2]} would be lost: create it anew after the table, or drop it by name";
    }

    private static bool IsHarmless(SqlStatement statement) =>
        statement.Begins("CREATE") || statement.Begins("SELECT") || statement.Begins("ANALYZE");

    private static bool MayLoseRows(SqlStatement statement) =>
        statement.Begins("DROP", "TABLE") || statement.Has("DELETE") || statement.Has("REPLACE") || statement.Has("RENAME");

    private static string NameOf(SqlToken token) => token.Kind != SqlTokenKind.Name ? token.Text : token.Text[1..^1]
        .Replace("\"\"", "\"", StringComparison.Ordinal).Replace("``", "`", StringComparison.Ordinal);

    /// <summary>Whether the script drops it by its name.</summary>
    private bool IsDropped(string[] part) => _statements.Any(statement => statement.Begins("DROP", part[0])
        && NameOf(statement.Tokens[^1]).Equals(part[1], StringComparison.OrdinalIgnoreCase));

    /// <summary>Type, name and table of every index and trigger that somebody made.</summary>
    private List<string[]> Parts() =>
    [
        .. List("type || char(31) || name || char(31) || tbl_name", "type IN ('index', 'trigger') AND sql IS NOT NULL")
            .Select(part => part.Split('\u001f')),
    ];

    private IEnumerable<string> Names(string where) => List("name", where);

    private string[] List(string what, string where) =>
        _connection.Scalar($"SELECT group_concat({what}, char(30)) FROM sqlite_master WHERE {where}")
            ?.Split('\u001e', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private long Count(string table) => Number($"SELECT count(*) FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    private long Number(string sql) => long.Parse(_connection.Scalar(sql) ?? "0", CultureInfo.InvariantCulture);
}
