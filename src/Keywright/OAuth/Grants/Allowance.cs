using Keywright.Security;

namespace Keywright.OAuth.Grants;

/// <summary>What a user allowed a client, and in which session: what a grant is made of, by whatever way the client comes for it.</summary>
internal sealed record Allowance(UserId UserId, SessionId SessionId, IReadOnlyList<string> Scopes, IReadOnlyList<string> Resources)
{
    public DateTimeOffset AuthTime { get; init; }

    public string? Acr { get; init; }

    public IReadOnlyList<string> Amr { get; init; } = [];
}
