using System.Net;
using Keywright.Administration;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Support;

/// <summary>Users with roles.</summary>
internal static class Administrators
{
    public static string[] Words(params string[] words) => words;

    public static KeywrightRoles Roles(this KeywrightServer server) => server.Services.GetRequiredService<KeywrightRoles>();

    public static Task<SignedInUser> Administrator(this KeywrightServer server) => server.UserWith("admin");

    public static async Task<SignedInUser> UserWith(this KeywrightServer server, params string[] roles)
    {
        var user = await server.SignedInUser();
        foreach (var role in roles)
        {
            Assert.True(await server.Roles().GrantAsync(user.Id, role));
        }

        return user;
    }

    /// <summary>A user with a role of just these permissions.</summary>
    public static async Task<SignedInUser> UserWhoMay(this KeywrightServer server, params string[] permissions)
    {
        var user = await server.SignedInUser();
        var role = "r" + user.Id.ToString("N");
        Assert.NotNull(await server.Roles().CreateAsync(role, permissions));
        Assert.True(await server.Roles().GrantAsync(user.Id, role));
        return user;
    }

    /// <summary>The user as administrators see one.</summary>
    public static async Task<Answer> Shown(this SignedInUser administrator, Guid user)
    {
        var answer = await administrator.Get("/api/admin/users/" + user);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer;
    }

    public static IEnumerable<string> Texts(this Answer answer, string member) =>
        answer.Json[member]!.AsArray().Select(item => item!.GetValue<string>());

    /// <summary>The ids of a list.</summary>
    public static IReadOnlyList<Guid> Ids(this Answer answer) =>
        [.. answer.Json["data"]!.AsArray().Select(row => row!["id"]!.GetValue<Guid>())];
}
