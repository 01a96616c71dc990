using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keywright.Tests.Http.Places;
using Keywright.Tests.Support;

namespace Keywright.Tests.Sessions.Risk;

/// <summary>A server that knows a few places.</summary>
public abstract class RiskServerTests(TestDatabase database) : ServerTests(database)
{
    internal const string Berlin = "192.0.2.10";
    internal const string Potsdam = "192.0.2.200";
    internal const string Munich = "203.0.113.7";
    internal const string Wellington = "198.51.100.5";
    internal const string Paris = "2001:db8:f::1";
    internal const string Nowhere = "100.64.0.1";
    internal const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        + "Version/17.5 Mobile/15E148 Safari/604.1";

    private static readonly Lazy<string> Places = new(() =>
    {
        var path = Path.Combine(AppContext.BaseDirectory, "places.mmdb");
        File.WriteAllBytes(path, new MmdbWriter()
            .Add("192.0.2.0/25", "DE", "Berlin", 52.52, 13.41).Add("192.0.2.128/25", "DE", "Potsdam", 52.4, 13.07)
            .Add("203.0.113.0/24", "DE", "Munich", 48.14, 11.58).Add("198.51.100.0/24", "NZ", "Wellington", -41.29, 174.78)
            .Add("2001:db8:f::/48", "FR", "Paris", 48.86, 2.35).Bytes());
        return path;
    });

    internal override KeywrightServer Make() => new(Database, options => options.Risk.GeoDatabase = Places.Value);

    /// <summary>In Munich, with a proven address.</summary>
    internal Task<SignedInUser> Ada() => Server.VerifiedUser();

    internal Task<Answer> SignIn(SignedInUser user, string from, string? device = null, string? agent = null, TimeSpan wait = default)
    {
        Server.Wait(wait);
        (string, string)[] headers = agent is null ? [("X-Test-Peer", from)] : [("X-Test-Peer", from), ("User-Agent", agent)];
        return Server.Post("/login", new { email = user.Email, password = KeywrightServer.Password, device_token = device }, null, headers);
    }

    internal async Task<string> Code(SignedInUser user) =>
        Regex.Match((await Server.MailTo(user.Email, "sign-in code")).Text, @"Code: (\d{4} \d{4})").Groups[1].Value;

    internal async Task<Answer> Stepped(SignedInUser user, Answer asked) =>
        asked.Json["challenge"] is null ? asked : await Answer(asked, await Code(user));

    internal Task<Answer> Answer(Answer asked, string code) =>
        Server.Post("/two-factor/challenge", new { challenge = asked.Text("challenge"), code }, null, ("X-Test-Peer", Paris));

    internal async Task Copied(SignedInUser user)
    {
        IsOk(await Server.Post("/refresh", new { refresh_token = user.RefreshToken }));
        Server.Wait(TimeSpan.FromMinutes(1));
        Is(HttpStatusCode.Unauthorized, "refresh_token_reused", await Server.Post("/refresh", new { refresh_token = user.RefreshToken }));
    }

    internal static Answer IsIn(Answer answer)
    {
        IsOk(answer);
        Assert.Equal("authenticated", answer.Text("status"));
        return answer;
    }

    internal async Task<JsonNode> Session(Answer signedIn)
    {
        var sessions = await Server.Get("/sessions", signedIn.Text("access_token"));
        return sessions.Json["data"]!.AsArray().Single(one => one!["is_current"]!.GetValue<bool>())!;
    }

    internal async Task<JsonNode> Judged(SignedInUser user, Answer answer, int score, params string[] reasons)
    {
        Assert.Equal(user.Id, IsIn(answer).Json["user"]!["id"]!.GetValue<Guid>());
        var session = await Session(answer);
        Assert.Equal(reasons, session["risk_reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
        Assert.Equal(score, session["risk_score"]!.GetValue<int>());
        return session;
    }

    internal async Task<List<string>> Subjects(SignedInUser user)
    {
        _ = await Server.Deliver();
        return [.. Server.Mail.SubjectsTo(user.Email)];
    }

    internal static string? Text(JsonNode session, string member) => session[member]?.GetValue<string>();
}
