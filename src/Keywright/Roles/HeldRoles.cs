using Keywright.Security;

namespace Keywright.Roles;

/// <summary>
/// The roles of a user: those in force for a credential, and those that are withheld because they ask for two factors and one is all that
/// there is. What is withheld gives no permission and no claim; who holds it is treated as holding it by everybody who would act on them.
/// </summary>
internal sealed record HeldRoles
{
    public HeldRoles(IReadOnlyList<Role> all, bool hasTwoFactors)
    {
        All = all;
        InForce = hasTwoFactors ? all : [.. all.Where(role => !role.RequiresTwoFactor)];
        Permissions = Role.PermissionsOf(InForce);
    }

    public static HeldRoles None { get; } = new([], hasTwoFactors: false);

    public IReadOnlyList<Role> All { get; }

    public IReadOnlyList<Role> InForce { get; }

    public PermissionSet Permissions { get; }

    /// <summary>Setting up a second factor would bring more.</summary>
    public bool LackTwoFactors => InForce.Count < All.Count;
}
