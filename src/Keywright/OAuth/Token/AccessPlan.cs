using Keywright.OAuth.Clients;
using Keywright.OAuth.Grants;
using Keywright.Users;

namespace Keywright.OAuth.Token;

/// <summary>An access token that is to be issued.</summary>
internal sealed record AccessPlan(OAuthClient Client, IReadOnlyList<string> Scopes, IReadOnlyList<string> Audience)
{
    public Grant? Grant { get; init; }

    public User? User { get; init; }

    public string? Actor { get; init; }

    public string? KeyThumbprint { get; init; }

    /// <summary>When it must have ended, whatever the client's lifetime is: an exchanged token with the one that it came out of.</summary>
    public DateTimeOffset? NotAfter { get; init; }
}
