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

    public static AdministeredUser Of(User user, IEnumerable<Role> roles) => new(UserView.Of(user, [.. roles]))
    {
        LockedUntil = user.LockedUntil,
        LockReason = user.LockReason,
        FailedLoginAttempts = user.FailedLoginAttempts,
    };
}
