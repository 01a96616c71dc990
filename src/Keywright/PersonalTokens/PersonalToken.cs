using System.Net;
using Keywright.Security;

namespace Keywright.PersonalTokens;

internal sealed record PersonalToken(
    PersonalTokenId Id, TokenOwner Owner, string Name, IReadOnlyList<string> Abilities, DateTimeOffset CreatedAt)
{
    public DateTimeOffset? LastUsedAt { get; init; }

    public IPAddress? LastUsedAddress { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
