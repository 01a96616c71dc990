using Keywright.Security;

namespace Keywright.ServiceAccounts;

/// <summary>
/// A program that calls with personal access tokens of its own, so that it outlives the people who set it up. It has permissions, not
/// roles, and can't sign in.
/// </summary>
internal sealed record ServiceAccount(ServiceAccountId Id, string Name, IReadOnlyList<string> Permissions, bool IsActive)
{
    public string? Description { get; init; }

    /// <summary>Who answers for it, if that is known.</summary>
    public UserId? Owner { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string Status => IsActive ? "active" : "suspended";
}
