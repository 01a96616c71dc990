namespace Keywright.PersonalTokens;

/// <summary>The <em>personal_access_token</em> of the HTTP contract.</summary>
internal record PersonalTokenView(
    Guid Id, string Name, IReadOnlyList<string> Abilities, DateTimeOffset? LastUsedAt, string? LastUsedIp, DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt)
{
    public static PersonalTokenView Of(PersonalToken token) => new(
        token.Id.Value, token.Name, token.Abilities, token.LastUsedAt, token.LastUsedAddress?.ToString(), token.ExpiresAt, token.CreatedAt);
}
