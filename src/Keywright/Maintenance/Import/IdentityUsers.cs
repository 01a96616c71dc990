using System.Text.Json.Nodes;
using Keywright.Database;

namespace Keywright.Maintenance.Import;

/// <summary>The users of ASP.NET Core Identity, from its tables in SQLite or PostgreSQL.</summary>
internal static class IdentityUsers
{
    private const string Users = "AspNetUsers";

    // What has a place here; the others are names that stand twice, stamps that change with every write, and counters of attempts.
    private static readonly string[] Taken =
    [
        "Id", "Email", "EmailConfirmed", "UserName", "PasswordHash", "PhoneNumber", "PhoneNumberConfirmed", "LockoutEnd",
        "TwoFactorEnabled",
    ];

    private static readonly string[] Known =
        ["NormalizedEmail", "NormalizedUserName", "SecurityStamp", "ConcurrencyStamp", "LockoutEnabled", "AccessFailedCount"];

    public static async ValueTask Read(Tx tx, Action<ForeignRecord> found)
    {
        var columns = await ForeignDatabase.Columns(tx, Users);
        if (columns.Count == 0)
        {
            throw new Transfer.TransferException($"The database has no table {Users}.");
        }

        foreach (var column in columns.Except(Taken).Except(Known))
        {
            found(new ForeignRest(Users, "users", $"the column {column} is left out: no field of a user here means it."));
        }

        var roles = await Roles(tx);
        var claims = await Claims(tx);
        await Logins(tx, found);
        var number = 0;
        await ForeignDatabase.Each(tx, Users, Taken, columns, row =>
        {
            var place = $"{Users} row {++number}";
            var id = row["Id"]!;
            found(new ForeignUser(place, new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [UserFields.Id] = id,
                [UserFields.Email] = Of(row, "Email"),
                [UserFields.EmailVerified] = Of(row, "EmailConfirmed"),
                [UserFields.Username] = Of(row, "UserName"),
                [UserFields.PasswordHash] = Of(row, "PasswordHash"),
                [UserFields.LockedUntil] = Of(row, "LockoutEnd"),
                [UserFields.Roles] = roles.TryGetValue(id, out var names) ? JsonText.Array(names) : null,
                [UserFields.AppMetadata] = Metadata(row, claims.GetValueOrDefault(id)),
            }));
            if (UserFields.IsYes(Of(row, "TwoFactorEnabled")))
            {
                found(new ForeignRest(place, "users", "its two-factor sign-in is left out: its owner sets it up again."));
            }
        });
    }

    private static string? Of(IReadOnlyDictionary<string, string?> row, string column) => row.GetValueOrDefault(column);

    private static async ValueTask<Dictionary<string, List<string>>> Roles(Tx tx)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await Each(tx, "AspNetRoles", ["Id", "Name"], row => names[row["Id"]!] = row["Name"] ?? "");
        var roles = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        await Each(tx, "AspNetUserRoles", ["UserId", "RoleId"], row =>
        {
            if (names.TryGetValue(row["RoleId"]!, out var name))
            {
                roles.GetOrAdd(row["UserId"]!).Add(name);
            }
        });
        return roles;
    }

    private static async ValueTask<Dictionary<string, List<(string Type, string Value)>>> Claims(Tx tx)
    {
        var claims = new Dictionary<string, List<(string, string)>>(StringComparer.Ordinal);
        await Each(tx, "AspNetUserClaims", ["UserId", "ClaimType", "ClaimValue"], row =>
            claims.GetOrAdd(row["UserId"]!).Add((row["ClaimType"] ?? "", row["ClaimValue"] ?? "")));
        return claims;
    }

    private static async ValueTask Logins(Tx tx, Action<ForeignRecord> found)
    {
        var number = 0;
        await Each(tx, "AspNetUserLogins", ["LoginProvider", "UserId"], row => found(new ForeignRest(
            $"AspNetUserLogins row {++number}", "users",
            $"the sign-in of {row["UserId"]} with {row["LoginProvider"]} is left out: it is linked again at the first sign-in there.")));
    }

    private static async ValueTask Each(Tx tx, string table, string[] wanted, Action<IReadOnlyDictionary<string, string?>> read)
    {
        var columns = await ForeignDatabase.Columns(tx, table);
        if (wanted.All(columns.Contains))
        {
            await ForeignDatabase.Each(tx, table, wanted, columns, read);
        }
    }

    private static string? Metadata(IReadOnlyDictionary<string, string?> row, List<(string Type, string Value)>? claims)
    {
        var metadata = new JsonObject();
        if (Of(row, "PhoneNumber") is { Length: > 0 } phone)
        {
            metadata["phone_number"] = phone;
            metadata["phone_number_verified"] = UserFields.IsYes(Of(row, "PhoneNumberConfirmed"));
        }

        foreach (var type in (claims ?? []).GroupBy(claim => claim.Type, StringComparer.Ordinal))
        {
            metadata[type.Key] = type.Count() == 1
                ? type.Single().Value
                : new JsonArray([.. type.Select(claim => (JsonNode)claim.Value)]);
        }

        return metadata.Count == 0 ? null : metadata.ToJsonString();
    }
}

internal static class Collected
{
    public static List<T> GetOrAdd<T>(this Dictionary<string, List<T>> lists, string key)
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists[key] = list = [];
        }

        return list;
    }
}
