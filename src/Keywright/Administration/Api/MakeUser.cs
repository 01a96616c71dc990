using System.Text.Json;
using Keywright.Account;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>POST /users: under the rules of registration, with roles that the caller may give. Without a password none works.</summary>
internal sealed class MakeUser(CreateUser create, KeywrightDatabase database, AuditLog audit)
    : IUseCase<MakeUser.Request>
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersWrite, "user_created", "Create a user");

    public sealed record Request(
        string? Email, bool? EmailVerified, string? Password, string? Username, string? Name, string? FirstName, string? LastName,
        IReadOnlyList<string?>? Roles, JsonElement AppMetadata);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (!ProfileMembers.IsObject(request.AppMetadata))
        {
            return Problems.Of(ProblemCode.MalformedRequest, "app_metadata has the wrong JSON type.");
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var metadata = UserMetadata.Read(request.AppMetadata, "app_metadata", errors);
        var roles = request.Roles ?? [];
        if (roles.Contains(null))
        {
            errors["roles"] = ["Name roles."];
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var wish = new NewKeywrightUser(request.Email ?? "", request.Password)
        {
            Username = Blank(request.Username),
            Name = Blank(request.Name),
            FirstName = Blank(request.FirstName),
            LastName = Blank(request.LastName),
            EmailVerified = request.EmailVerified ?? false,
            Roles = [.. roles.OfType<string>()],
            AppMetadata = metadata,
        };
        var result = await create.Run(wish, call.Origin(), call.Ct, (tx, given) => Refuse(tx, call, given));
        return result is CreateUserResult.Created made ? await Show(call, new UserId(made.User.Id)) : Problem(result);
    }

    /// <summary>Giving roles needs the permission to give, and all that the roles give.</summary>
    private async ValueTask<string?> Refuse(Tx tx, Call call, IReadOnlyList<Role> given)
    {
        var authority = await Authority.Of(tx, call.Caller);
        var refusal = authority.RefuseLack(Deed.Permission)
            ?? (given.Count > 0 ? authority.RefuseLack(KeywrightPermissions.RolesGrant) : null)
            ?? authority.RefuseToGive(Role.PermissionsOf(given).Texts);
        if (refusal is not null)
        {
            await audit.Add(tx, call.Origin(), Deed.Event(null, "user", "") with
            {
                ResourceId = null,
                Failed = true,
                ResultCode = refusal.Code.Code,
            });
        }

        return refusal?.Detail;
    }

    private async Task<IResult> Show(Call call, UserId id) => await database.Read<IResult>(async tx =>
        await UserStore.Find(tx, id) is { } user
            ? Answers.Created(AdministeredUser.Of(user, await RoleStore.Of(tx, id)))
            : Administer.NoSuchUser(), call.Ct);

    private static IResult Problem(CreateUserResult result)
    {
        var refused = (CreateUserResult.Refused)result;
        var reason = refused.Errors.First().Value;
        return refused.Code switch
        {
            "email_taken" => Problems.Of(ProblemCode.EmailTaken, reason),
            "username_taken" => Problems.Of(ProblemCode.UsernameTaken, reason),
            "permission_required" => Problems.Of(ProblemCode.PermissionRequired, reason),
            _ => Problems.Invalid(refused.Errors.ToDictionary(error => error.Key, error => new[] { error.Value }, StringComparer.Ordinal)),
        };
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
