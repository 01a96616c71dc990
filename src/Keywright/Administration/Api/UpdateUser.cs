using System.Text.Json;
using Keywright.Account;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>
/// PATCH /users/{id}: a member that is absent stays, null clears, <c>app_metadata</c> is replaced whole. <c>user_metadata</c> is the
/// person's own; status and roles have routes of their own.
/// </summary>
internal sealed class UpdateUser(Administer administer, Revocations revocations, AuditLog audit) : IUseCase<UpdateUser.Request>
{
    private static readonly Deed Deed = new(KeywrightPermissions.UsersWrite, "user_updated", "Change a user");
    private static readonly ProfileChange NoProfile = new(null, null, null, null, null);
    private static readonly AdministratorsChange Nothing = new(null, null, null);

    // An element tells absent (undefined) from null.
    public sealed record Request(
        JsonElement Email, JsonElement EmailVerified, JsonElement Username, JsonElement Name, JsonElement FirstName, JsonElement LastName,
        JsonElement AppMetadata);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (WronglyTyped(request) is { } member)
        {
            return Problems.Of(ProblemCode.MalformedRequest, $"{member} has the wrong JSON type.");
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var profile = new ProfileChange(
            ProfileMembers.Name(request.Name, "name", errors), ProfileMembers.Name(request.FirstName, "first_name", errors),
            ProfileMembers.Name(request.LastName, "last_name", errors), ProfileMembers.Username(request.Username, errors), null)
        {
            ClearsUsername = request.Username.ValueKind == JsonValueKind.Null,
        };
        var change = new AdministratorsChange(
            Email(request.Email, errors), Flag(request.EmailVerified), UserMetadata.Read(request.AppMetadata, "app_metadata", errors));
        return errors.Count > 0
            ? Problems.Invalid(errors)
            : await administer.OnUser(call, Deed, (tx, _, user) => Change(tx, call, user, profile, change));
    }

    private async ValueTask<IResult> Change(Tx tx, Call call, User user, ProfileChange profile, AdministratorsChange change)
    {
        var changed = user;

        // What can be refused stands before what is written: the unit commits whatever it returns.
        await (change.Email is { } wanted ? UserStore.QueueFor(tx, wanted) : ValueTask.CompletedTask);
        if (change.Email is { } email && await UserStore.FindByEmail(tx, email.Normal) is { } owner && owner.Id != user.Id)
        {
            return Problems.Of(ProblemCode.EmailTaken, "There is a user with this address already.");
        }

        if (profile != NoProfile)
        {
            if (await UserStore.Change(tx, user.Id, profile) is not { } renamed)
            {
                return Problems.Of(ProblemCode.UsernameTaken, "Somebody has this username.");
            }

            changed = renamed;
        }

        if (change != Nothing || profile != NoProfile)
        {
            changed = (await UserStore.Change(tx, revocations, user.Id, change))!;
            await audit.Add(tx, call.Origin(), Deed.Event(user.Id, "user", user.Id.ToString()) with
            {
                MetadataJson = JsonText.Object(("changed", Changed(profile, change))),
            });
        }

        return Answers.Ok(AdministeredUser.Of(changed, await RoleStore.Of(tx, user.Id)));
    }

    /// <summary>The names of what changed, and none of what it says.</summary>
    private static string Changed(ProfileChange profile, AdministratorsChange change) => string.Join(' ', new[]
    {
        change.Email is null ? null : "email",
        change.EmailVerified is null ? null : "email_verified",
        profile.Username is null && !profile.ClearsUsername ? null : "username",
        profile.Name is null ? null : "name",
        profile.FirstName is null ? null : "first_name",
        profile.LastName is null ? null : "last_name",
        change.AppMetadata is null ? null : "app_metadata",
    }.OfType<string>());

    private static string? WronglyTyped(Request request) =>
        !ProfileMembers.IsText(request.Email) ? "email"
        : request.EmailVerified.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False) ? "email_verified"
        : !ProfileMembers.IsText(request.Username) ? "username"
        : !ProfileMembers.IsText(request.Name) ? "name"
        : !ProfileMembers.IsText(request.FirstName) ? "first_name"
        : !ProfileMembers.IsText(request.LastName) ? "last_name"
        : !ProfileMembers.IsObject(request.AppMetadata) ? "app_metadata"
        : null;

    private static bool? Flag(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? null : element.GetBoolean();

    private static EmailAddress? Email(JsonElement element, Dictionary<string, string[]> errors)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        var email = element.ValueKind == JsonValueKind.String ? EmailAddress.Parse(element.GetString()) : null;
        if (email is null)
        {
            errors["email"] = ["Enter an email address, such as ada@example.com."];
        }

        return email;
    }
}
