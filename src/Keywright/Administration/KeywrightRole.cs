using Keywright.Roles;

namespace Keywright.Administration;

/// <summary>A role as the code API shows it.</summary>
/// <param name="Id">The same in every installation for the built-in ones.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What it gives, wildcards included.</param>
/// <param name="IsBuiltIn">admin, moderator and user stay, under these names.</param>
/// <param name="RequiresTwoFactor">In force only for who has a second factor, or came in with a passkey.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
public sealed record KeywrightRole(
    Guid Id, string Name, string? Description, IReadOnlyList<string> Permissions, bool IsBuiltIn, bool RequiresTwoFactor,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static KeywrightRole Of(Role role) => new(
        role.Id.Value, role.Name, role.Description, role.Permissions, role.IsBuiltIn, role.RequiresTwoFactor, role.CreatedAt,
        role.UpdatedAt);
}
