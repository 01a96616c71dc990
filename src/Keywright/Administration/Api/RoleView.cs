using Keywright.Roles;

namespace Keywright.Administration.Api;

/// <summary>A role on the wire.</summary>
internal sealed record RoleView(
    Guid Id, string Name, string? Description, IReadOnlyList<string> Permissions, bool IsBuiltIn, bool RequiresTwoFactor,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static RoleView Of(Role role) => new(
        role.Id.Value, role.Name, role.Description, role.Permissions, role.IsBuiltIn, role.RequiresTwoFactor, role.CreatedAt,
        role.UpdatedAt);
}
