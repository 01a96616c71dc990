using Keywright.Database;
using Keywright.Maintenance.Transfer;

namespace Keywright.Maintenance.Import;

/// <summary>
/// The roles of others as ours. A name that is new becomes a role without permissions; one that here grants administration is given to
/// nobody unless the operator says which of theirs it is.
/// </summary>
internal sealed class RoleRows(string source, IReadOnlyDictionary<string, string> renamed)
{
    private const string Administration = "keywright:";
    private const int LongestName = 100;

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _administrative = new(StringComparer.Ordinal);

    /// <summary>The id of the role that everybody has.</summary>
    public string Everybody => _ids["user"];

    public async ValueTask Load(KeywrightDatabase database, CancellationToken ct)
    {
        var roles = await database.Read(tx => tx.List(
            $"SELECT id, name, permissions FROM kw.roles",
            row => (Id: row.Uuid("id").ToString(), Name: row.Text("name"), Permissions: JsonText.Strings(row.Text("permissions")))), ct);
        foreach (var role in roles)
        {
            _ids[role.Name] = role.Id;
            if (role.Permissions.Any(permission => permission.StartsWith(Administration, StringComparison.Ordinal)))
            {
                _ = _administrative.Add(role.Name);
            }
        }

        if (renamed.Values.FirstOrDefault(ours => !_ids.ContainsKey(ours)) is { } unknown)
        {
            throw new TransferException($"There is no role {unknown} here.");
        }
    }

    /// <summary>The id of the role that is theirs, and its row where it is a new one; or why it is not given.</summary>
    public (string? Id, string?[]? Row, string? Left) Of(TransferTable table, string theirs, DateTimeOffset now)
    {
        if (renamed.TryGetValue(theirs, out var ours))
        {
            return (_ids[ours], null, null);
        }

        if (_administrative.Contains(theirs))
        {
            return (null, null,
                $"its role {theirs} is left out, since it grants administration here. If that is meant: --role {theirs}={theirs}.");
        }

        if (_ids.TryGetValue(theirs, out var known))
        {
            return (known, null, null);
        }

        if (theirs.Length is 0 or > LongestName || theirs.Any(char.IsControl))
        {
            return (null, null, "a role of it is left out: its name is empty, too long or not printable.");
        }

        var id = ForeignId.Of(source, "role", theirs);
        _ids[theirs] = id;
        var row = new string?[table.Columns.Count];
        row[table.Position("id")] = id;
        row[table.Position("name")] = theirs;
        row[table.Position("description")] = $"From {source}.";
        row[table.Position("permissions")] = "[]";
        row[table.Position("requires_two_factor")] = "0";
        row[table.Position("created_at")] = row[table.Position("updated_at")] = Instants.ToText(now);
        return (id, row, null);
    }
}
