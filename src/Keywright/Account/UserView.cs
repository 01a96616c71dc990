using System.Text.Json;
using System.Text.Json.Serialization;
using Keywright.Roles;
using Keywright.Security;
using Keywright.ServiceAccounts;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>The <em>user</em> of the HTTP contract.</summary>
internal record UserView
{
    public required Guid Id { get; init; }

    public required string? Email { get; init; }

    public required bool EmailVerified { get; init; }

    public required string? Username { get; init; }

    public required string? Name { get; init; }

    public required string? FirstName { get; init; }

    public required string? LastName { get; init; }

    public required string Status { get; init; }

    public required bool TwoFactorEnabled { get; init; }

    /// <summary>Roles are withheld until the user has a second factor: neither they nor their permissions are in force.</summary>
    public required bool TwoFactorRequired { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>Those of the credential in use, where one is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Abilities { get; init; }

    public required JsonElement UserMetadata { get; init; }

    public required JsonElement AppMetadata { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? LastLoginAt { get; init; }

    public static UserView Of(User user, HeldRoles roles, IReadOnlyList<string>? abilities = null) => new()
    {
        Id = user.Id.Value,
        Email = user.Email,
        EmailVerified = user.EmailVerifiedAt is not null,
        Username = user.Username,
        Name = user.Name,
        FirstName = user.FirstName,
        LastName = user.LastName,
        Status = user.Status.Word(),
        TwoFactorEnabled = user.TwoFactorAt is not null,
        TwoFactorRequired = roles.LackTwoFactors,
        Roles = [.. roles.InForce.Select(role => role.Name)],
        Permissions = roles.Permissions.Texts,
        Abilities = abilities,
        UserMetadata = Parse(user.UserMetadata),
        AppMetadata = Parse(user.AppMetadata),
        CreatedAt = user.CreatedAt,
        UpdatedAt = user.UpdatedAt,
        LastLoginAt = user.LastLoginAt,
    };

    /// <summary>A program that calls with a token of its own: it has a name and permissions, and no person's traits.</summary>
    public static UserView Of(ServiceAccount account, IReadOnlyList<string> abilities) => new()
    {
        Id = account.Id.Value,
        Email = null,
        EmailVerified = false,
        Username = null,
        Name = account.Name,
        FirstName = null,
        LastName = null,
        Status = account.Status,
        TwoFactorEnabled = false,
        TwoFactorRequired = false,
        Roles = [],
        Permissions = new PermissionSet(account.Permissions).Texts,
        Abilities = abilities,
        UserMetadata = Parse("{}"),
        AppMetadata = Parse("{}"),
        CreatedAt = account.CreatedAt,
        UpdatedAt = account.UpdatedAt,
        LastLoginAt = null,
    };

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
