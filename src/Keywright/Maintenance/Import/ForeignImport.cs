using System.Text.Json;
using Keywright.Database;
using Keywright.Maintenance.Transfer;

namespace Keywright.Maintenance.Import;

/// <summary>Takes what another system had, makes rows of it, and has them written. Who is here already is left alone.</summary>
internal sealed class ForeignImport
{
    private static readonly TransferTable Users = Table("users");
    private static readonly TransferTable Roles = Table("roles");
    private static readonly TransferTable UserRoles = Table("user_roles");
    private static readonly TransferTable Tokens = Table("personal_tokens");

    private readonly ImportWriter _writer;
    private readonly string _source;
    private readonly UserRow _userRow;
    private readonly RoleRows _roleRows;
    private readonly DateTimeOffset _now;

    public ForeignImport(ImportWriter writer, string source, RoleRows roles, bool allowsUnknownHashes, DateTimeOffset now)
    {
        (_writer, _source, _roleRows, _now) = (writer, source, roles, now);
        _userRow = new UserRow(Users, source, allowsUnknownHashes, now);
    }

    public async ValueTask<TransferReport> Run(IAsyncEnumerable<ForeignRecord> records, CancellationToken ct)
    {
        await foreach (var record in records.WithCancellation(ct))
        {
            await (record switch
            {
                ForeignUser user => Add(user, ct),
                ForeignToken token => Add(token, ct),
                ForeignRest rest => Tell(rest),
                _ => throw new InvalidOperationException($"{record} is not known."),
            });
        }

        return await _writer.Finish(ct);
    }

    private static TransferTable Table(string name) => TransferTables.All.Single(table => table.Name == name);

    private ValueTask Tell(ForeignRest rest)
    {
        _writer.Tell(new(rest.Place, rest.Table, null, rest.Reason, rest.IsRefused), rest.IsRefused ? Users : null);
        return ValueTask.CompletedTask;
    }

    private async ValueTask Add(ForeignUser user, CancellationToken ct)
    {
        var (row, refused) = _userRow.Make(user, reason => _writer.Tell(new(user.Place, "users", null, reason, IsRefused: false)));
        if (row is null)
        {
            _writer.Tell(new(user.Place, "users", null, refused!, IsRefused: true), Users);
            return;
        }

        await _writer.Add(Users, new TransferRow(row, user.Place), ct);
        var id = row[Users.Position("id")]!;
        await Grant(user, id, _roleRows.Everybody, ct);
        foreach (var theirs in RolesOf(user).Distinct(StringComparer.Ordinal))
        {
            var (role, made, left) = _roleRows.Of(Roles, theirs, _now);
            if (left is not null)
            {
                _writer.Tell(new(user.Place, "user_roles", id, left, IsRefused: false));
                continue;
            }

            if (made is not null)
            {
                await _writer.Add(Roles, new TransferRow(made, user.Place), ct);
            }

            if (role != _roleRows.Everybody)
            {
                await Grant(user, id, role!, ct);
            }
        }
    }

    private ValueTask Grant(ForeignUser user, string id, string role, CancellationToken ct)
    {
        var row = new string?[UserRoles.Columns.Count];
        row[UserRoles.Position("user_id")] = id;
        row[UserRoles.Position("role_id")] = role;
        row[UserRoles.Position("assigned_at")] = Instants.ToText(_now);
        return _writer.Add(UserRoles, new TransferRow(row, user.Place), ct);
    }

    private async ValueTask Add(ForeignToken token, CancellationToken ct)
    {
        var (row, refused) = TokenRow.Make(Tokens, _source, token, _now);
        if (refused is not null)
        {
            _writer.Tell(new(token.Place, Tokens.Name, null, refused, IsRefused: true), Tokens);
            return;
        }

        await _writer.Add(Tokens, new TransferRow(row!, token.Place), ct);
    }

    /// <summary>A JSON array, or names with commas between.</summary>
    private static IEnumerable<string> RolesOf(ForeignUser user)
    {
        var text = user[UserFields.Roles]?.Trim() ?? "";
        try
        {
            return text.StartsWith('[')
                ? JsonText.Strings(text)
                : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
