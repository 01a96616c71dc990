using Keywright.Security;

namespace Keywright.Roles;

/// <summary>A role with its permissions; <c>*</c> at the end of a permission stands for anything.</summary>
internal sealed record Role(RoleId Id, string Name, IReadOnlyList<string> Permissions)
{
    /// <summary>Who has it administers everything; the last one can't be removed over HTTP.</summary>
    public static readonly RoleId Administrator = new(new Guid("01900000-0000-7000-8000-000000000001"));

    private static readonly RoleId Moderator = new(new Guid("01900000-0000-7000-8000-000000000002"));
    private static readonly RoleId Everybody = new(new Guid("01900000-0000-7000-8000-000000000003"));

    public string? Description { get; init; }

    /// <summary>In force only for who has a second factor, or came in with a passkey.</summary>
    public bool RequiresTwoFactor { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Every installation has it under this name: code and documentation count on it.</summary>
    public bool IsBuiltIn => Id == Administrator || Id == Moderator || Id == Everybody;

    /// <summary>All that a bearer of <paramref name="roles"/> may do.</summary>
    public static PermissionSet PermissionsOf(IEnumerable<Role> roles) => new(roles.SelectMany(role => role.Permissions));
}
