using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>GET /users: oldest first; with <c>q</c>, <c>status</c> and <c>role</c>. The deleted only when asked for.</summary>
internal sealed class ListUsers(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        var (status, role) = (call.Query("status"), call.Query("role"));
        if (status is not null && !UserWords.All.Contains(status))
        {
            return Problems.Invalid("status", $"Use one of {string.Join(", ", UserWords.All)}.");
        }

        UserId? after = page.After is { } id ? new UserId(id) : null;
        UserStatus? wanted = status is null ? null : UserWords.Status(status);
        var (users, roles) = await database.Read<(List<User>, ILookup<UserId, Role>?)>(async tx =>
        {
            var found = role is null ? null : await RoleStore.Find(tx, role);
            if (role is not null && found is null)
            {
                return ([], null);
            }

            var users = await UserStore.List(tx, after, page.Limit + 1, new UserSearch(call.Query("q"), wanted, found?.Id));
            return (users, await RoleStore.OfMany(tx, [.. users.Select(user => user.Id)]));
        }, call.Ct);
        return Answers.Ok(Paging.Listing(page, users, user => AdministeredUser.Of(user, roles![user.Id]), user => user.Id.Value));
    }
}
