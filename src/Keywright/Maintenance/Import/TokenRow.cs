using System.Text.Json;
using Keywright.Database;
using Keywright.Maintenance.Transfer;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Maintenance.Import;

/// <summary>
/// Makes the row of a token of Laravel Sanctum. Its text is <c>12|secret</c>, and what is stored is the SHA-256 of the secret: such a token
/// goes on working here as it is.
/// </summary>
internal static class TokenRow
{
    private const int LongestName = 255;

    public static (string?[]? Row, string? Refused) Make(TransferTable table, string source, ForeignToken token, DateTimeOffset now)
    {
        if (token.Hash is not { Length: 64 } hex || !hex.All(char.IsAsciiHexDigit))
        {
            return (null, "its token is not the SHA-256 of a secret.");
        }

        var abilities = Abilities(token.Abilities);
        if (abilities is null)
        {
            return (null, $"its abilities can't be kept, and without them it could do more than it may. {Ability.Rule}");
        }

        var row = new string?[table.Columns.Count];
        void Set(string column, string? text) => row[table.Position(column)] = text;
        Set("id", ForeignId.Of(source, "token", token.Id));
        Set("owner_type", "user");
        Set("owner_id", ForeignId.Of(source, "user", token.OwnerId));
        Set("name", token.Name is { } name && ProfileText.Refuse(name, LongestName) is null ? name : "imported");
        Set("token_hash", Convert.ToBase64String(Convert.FromHexString(hex)));
        Set("abilities", JsonText.Array(abilities));
        Set("last_used_at", Time(token.LastUsedAt));
        Set("expires_at", Time(token.ExpiresAt));
        Set("created_at", Time(token.CreatedAt) ?? Instants.ToText(now));
        return (row, token.ExpiresAt is not null && Time(token.ExpiresAt) is null ? "its expires_at is no time that is understood." : null);
    }

    private static string[]? Abilities(string? json)
    {
        try
        {
            var abilities = JsonText.Strings(json ?? "[]");
            return abilities.All(Ability.IsValid) ? abilities : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Time(string? text) => text is not null && ForeignTime.Parse(text) is { } time ? Instants.ToText(time) : null;
}
