using System.Diagnostics.CodeAnalysis;
using Keywright.Account;
using Keywright.Roles;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>The <em>user</em> of the HTTP contract as administrators see one: with the locks.</summary>
internal sealed record AdministeredUser : UserView
{
    [SetsRequiredMembers]
    private AdministeredUser(UserView view)
        : base(view)
    {
    }

    /// <summary>Until when sign-in is closed: by an administrator, or for unknown devices after too many failures.</summary>
    public required DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Why an administrator closed it.</summary>
    public required string? LockReason { get; init; }

    public required int FailedLoginAttempts { get; init; }

    /// <summary>With all roles that were given. The permissions are those that a credential carries which no passkey began.</summary>
    public static AdministeredUser Of(User user, IEnumerable<Role> roles) =>
        Of(user, new HeldRoles([.. roles], hasTwoFactors: user.TwoFactorAt is not null));

    private static AdministeredUser Of(User user, HeldRoles roles) => new(UserView.Of(user, roles))
    {
        Roles = [.. roles.All.Select(role => role.Name)],
        LockedUntil = user.LockedUntil,
        LockReason = user.LockReason,
        FailedLoginAttempts = user.FailedLoginAttempts,
    };
}
