using Keywright.Database;

namespace Keywright.Maintenance.Import;

/// <summary>The users of a Laravel application, with their Sanctum tokens, from its tables in SQLite or PostgreSQL.</summary>
internal static class LaravelUsers
{
    private const string Users = "users";
    private const string Tokens = "personal_access_tokens";

    private static readonly string[] Taken =
        ["id", "email", "email_verified_at", "username", "name", "first_name", "last_name", "password", "created_at", "updated_at"];

    private static readonly string[] TokenColumns =
        ["id", "tokenable_type", "tokenable_id", "name", "token", "abilities", "last_used_at", "expires_at", "created_at"];

    public static async ValueTask Read(Tx tx, Action<ForeignRecord> found)
    {
        var columns = await ForeignDatabase.Columns(tx, Users);
        if (!columns.Contains("email"))
        {
            throw new Transfer.TransferException($"The database has no table {Users} with a column email.");
        }

        foreach (var column in columns.Except(Taken).Where(column => column != "remember_token"))
        {
            found(new ForeignRest(Users, "users", $"the column {column} is left out: no field of a user here means it."));
        }

        var number = 0;
        await ForeignDatabase.Each(tx, Users, Taken, columns, row => found(new ForeignUser($"{Users} row {++number}", Fields(row))));

        columns = await ForeignDatabase.Columns(tx, Tokens);
        number = 0;
        if (columns.Count > 0)
        {
            await ForeignDatabase.Each(tx, Tokens, TokenColumns, columns, row => found(Token($"{Tokens} row {++number}", row)));
        }
    }

    private static Dictionary<string, string?> Fields(IReadOnlyDictionary<string, string?> row)
    {
        var fields = row.ToDictionary(StringComparer.Ordinal);
        if (fields.Remove("password", out var hash))
        {
            fields[UserFields.PasswordHash] = hash;
        }

        return fields;
    }

    private static ForeignRecord Token(string place, IReadOnlyDictionary<string, string?> row) =>
        row.GetValueOrDefault("tokenable_type") is { } type && !type.EndsWith("User", StringComparison.Ordinal)
            ? new ForeignRest(place, "personal_tokens", $"a token of {type} is left out: only users own tokens here.")
            : new ForeignToken(place, row["id"]!, row["tokenable_id"]!, row.GetValueOrDefault("name"), row.GetValueOrDefault("token"))
            {
                Abilities = row.GetValueOrDefault("abilities"),
                LastUsedAt = row.GetValueOrDefault("last_used_at"),
                ExpiresAt = row.GetValueOrDefault("expires_at"),
                CreatedAt = row.GetValueOrDefault("created_at"),
            };
}
