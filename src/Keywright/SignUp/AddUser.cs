using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Users;

namespace Keywright.SignUp;

/// <summary>Makes a user, with the role <c>user</c>: what registration, the command line and the code API share.</summary>
internal sealed class AddUser(AuditLog audit)
{
    private const string DefaultRole = "user";

    /// <summary>The new user, or null when the address or the username is taken.</summary>
    /// <param name="byThemselves">Whether it is the new user who acts.</param>
    public async ValueTask<User?> Add(Tx tx, AuditOrigin origin, NewUser user, bool byThemselves = false)
    {
        if (await UserStore.Add(tx, user) is not { } added)
        {
            return null;
        }

        _ = await RoleStore.Grant(tx, added.Id, DefaultRole, origin.ActorId);
        var by = byThemselves ? origin.By(added.Id) : origin;
        await audit.Add(tx, by, new AuditEvent("user_registered", AuditCategory.Account, "Create a user")
        {
            UserId = added.Id,
            ResourceType = "user",
            ResourceId = added.Id.ToString(),
        });
        return added;
    }

    public static async ValueTask<IResult?> RefuseTaken(Tx tx, EmailAddress email, Username? username) =>
        await UserStore.FindByEmail(tx, email.Normal) is not null
            ? Problems.Of(ProblemCode.EmailTaken, "There is an account with this address already.")
        : await RefuseUsername(tx, username);

    public static async ValueTask<IResult?> RefuseUsername(Tx tx, Username? username) =>
        username is not null && await UserStore.FindByUsername(tx, username.Normal) is not null
            ? Problems.Of(ProblemCode.UsernameTaken, "Somebody has this username: choose another.")
        : null;
}
