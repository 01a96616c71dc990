using System.Net;
using Keywright.Http;
using Keywright.Security;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Pages;

public sealed class SignOutPageOnSqlite() : SignOutPageTests(new SqliteTestDatabase());

public sealed class SignOutPageOnPostgres() : SignOutPageTests(new PostgresTestDatabase());

/// <summary>A form that a session sends: signing out.</summary>
public abstract class SignOutPageTests(TestDatabase database) : PageTests(database)
{
    [Fact]
    public async Task A_link_asks_and_the_button_signs_out()
    {
        var visitor = await SignedIn();
        var cookie = visitor.Cookie;
        var page = await visitor.Get("/logout");
        IsPage(HttpStatusCode.OK, "Sign out?", page);

        var answer = await visitor.Submit(page, "/logout", ("decision", "sign_out"));

        GoesTo("/logout", answer);
        IsPage(HttpStatusCode.OK, "Signed out", await visitor.Follow(answer));
        Assert.False(visitor.IsSignedIn);
        Is(HttpStatusCode.Unauthorized, "token_revoked", await Server.Get("/user", null, ("Cookie", cookie)));
    }

    [Fact]
    public async Task Whoever_stays_stays()
    {
        var visitor = await SignedIn();

        GoesTo("/", await visitor.Submit(await visitor.Get("/logout"), "/logout", ("decision", "stay")));
        IsPage(HttpStatusCode.OK, "You are signed in", await visitor.Get("/"));
    }

    [Fact]
    public async Task Another_site_signs_nobody_out_even_with_the_token()
    {
        var visitor = await SignedIn();
        var page = await visitor.Get("/logout");

        foreach (var headers in new (string, string)[][] { [("Origin", "https://evil.example")], [("Sec-Fetch-Site", "cross-site")] })
        {
            IsPage(HttpStatusCode.Forbidden, "Request from another site",
                await visitor.Submit(page, "/logout", headers, [("decision", "sign_out")]));
        }

        IsPage(HttpStatusCode.OK, "You are signed in", await visitor.Get("/"));
    }

    [Fact]
    public async Task Where_the_browser_says_nothing_the_hidden_token_decides()
    {
        var visitor = await SignedIn();
        var other = Server.Services.GetRequiredService<SameOrigin>().TokenFor(SessionId.From(Guid.Empty));
        (string, string)[] sign = [("decision", "sign_out")];

        const string Refused = "Request from another site";
        IsPage(HttpStatusCode.Forbidden, Refused, await visitor.Post("/logout", sign));
        IsPage(HttpStatusCode.Forbidden, Refused, await visitor.Post("/logout", [.. sign, (Parameters.TokenField, other)]));
        IsPage(HttpStatusCode.OK, "You are signed in", await visitor.Get("/"));

        GoesTo("/logout", await visitor.Submit(await visitor.Get("/logout"), "/logout", [], sign));
        Assert.False(visitor.IsSignedIn);
    }

    [Fact]
    public async Task Nobody_signs_out()
    {
        IsPage(HttpStatusCode.OK, "Signed out", await Visitor().Get("/logout"));
        GoesTo("/logout", await Visitor().Post("/logout", [("decision", "sign_out")], Pages.Visitor.SameOrigin));
        GoesTo("/login", await Visitor().Get("/"));
    }

    private async Task<Visitor> SignedIn()
    {
        var visitor = Visitor();
        GoesTo("/", await visitor.SignIn((await Server.SignedInUser()).Email));
        return visitor;
    }
}
