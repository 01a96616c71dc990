using Keywright.Audit;
using Keywright.Database;
using Keywright.Roles;
using Keywright.Security.PasswordHash;
using Keywright.SignUp;
using Keywright.Users;

namespace Keywright.Administration;

/// <summary>Makes a user for an administrator or the application, under the same rules as registration.</summary>
internal sealed class CreateUser(
    KeywrightDatabase database, PasswordPolicy policy, PasswordHasher hasher, AddUser addUser, ChangeRoles changeRoles)
{
    private const int LongestName = 255;

    /// <summary>Makes the user, unless <paramref name="refuse"/> (who makes whom, with which roles) says no in the same unit.</summary>
    public async Task<CreateUserResult> Run(
        NewKeywrightUser wish, AuditOrigin origin, CancellationToken ct, Func<Tx, IReadOnlyList<Role>, ValueTask<string?>>? refuse = null)
    {
        var errors = Refuse(wish);
        var known = await database.ReadOne(tx => RoleStore.Names(tx), ct);
        if (wish.Roles.FirstOrDefault(role => !known.Contains(role)) is { } missing)
        {
            errors["roles"] = $"There is no role '{missing}'. There are: {string.Join(", ", known)}.";
        }

        if (errors.Count > 0)
        {
            return new CreateUserResult.Refused("validation_failed", errors);
        }

        var hash = wish.Password is null ? null : await hasher.Hash(wish.Password, ct);
        return await database.Write(async tx =>
        {
            var roles = new List<Role>();
            foreach (var name in wish.Roles.Distinct())
            {
                roles.AddRange(await RoleStore.Find(tx, name) is { } role ? [role] : []);
            }

            return refuse is not null && await refuse(tx, roles) is { } refusal
                ? Taken("permission_required", "roles", refusal)
                : await Add(tx, origin, wish, hash, roles);
        }, ct);
    }

    private async ValueTask<CreateUserResult> Add(
        Tx tx, AuditOrigin origin, NewKeywrightUser wish, string? hash, IReadOnlyList<Role> roles)
    {
        var email = EmailAddress.Parse(wish.Email)!;
        var user = new NewUser(email, hash)
        {
            Username = wish.Username is null ? null : Username.Parse(wish.Username),
            Name = wish.Name,
            FirstName = wish.FirstName,
            LastName = wish.LastName,
            EmailVerifiedAt = wish.EmailVerified ? tx.Now : null,
            AppMetadata = wish.AppMetadata ?? "{}",
        };
        if (await addUser.Add(tx, origin, user) is not { } added)
        {
            return await UserStore.FindByEmail(tx, email.Normal) is not null
                ? Taken("email_taken", "email", "There is a user with this address already.")
                : Taken("username_taken", "username", "Somebody has this username.");
        }

        foreach (var role in roles)
        {
            _ = await changeRoles.Grant(tx, origin, added.Id, role);
        }

        return new CreateUserResult.Created(KeywrightUser.Of(added, (await RoleStore.Of(tx, added.Id)).Select(role => role.Name)));
    }

    private static CreateUserResult.Refused Taken(string code, string field, string message) =>
        new(code, new Dictionary<string, string>(StringComparer.Ordinal) { [field] = message });

    private Dictionary<string, string> Refuse(NewKeywrightUser wish)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        void Check(string field, string? reason)
        {
            if (reason is not null)
            {
                errors[field] = reason;
            }
        }

        Check("email", EmailAddress.Parse(wish.Email) is null ? EmailAddress.Rule : null);
        Check("username", wish.Username is not null && Username.Parse(wish.Username) is null ? Username.Rule : null);
        Check("name", ProfileText.Refuse(wish.Name, LongestName));
        Check("first_name", ProfileText.Refuse(wish.FirstName, LongestName));
        Check("last_name", ProfileText.Refuse(wish.LastName, LongestName));
        Check("password", wish.Password is null ? null : policy.Refuse(wish.Password, wish.Email, wish.Username, wish.Name));
        return errors;
    }
}
