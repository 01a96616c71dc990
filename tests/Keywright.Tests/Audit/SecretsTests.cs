using System.Text;
using System.Text.Json.Nodes;
using Keywright.Tests.Support;

namespace Keywright.Tests.Audit;

public sealed class SecretsOnSqlite() : SecretsTests(new SqliteTestDatabase());

public sealed class SecretsOnPostgres() : SecretsTests(new PostgresTestDatabase());

/// <summary>No password and no token is kept anywhere: not in the audit, not in the log, not in a table.</summary>
public abstract class SecretsTests(TestDatabase database) : ServerTests(database)
{
    private const string Changed = "quite another horse 7";
    private const string Wrong = "a wrong guess it was 3";

    private static readonly string[] Tables =
        ["users", "sessions", "devices", "personal_tokens", "sign_in_lanes", "rate_limits", "revocations", "audit_events"];

    [Fact]
    public async Task No_secret_is_kept_in_plain()
    {
        await using var verbose = await Another(options => options.RateLimiting.Enabled = true);
        var secrets = new List<string> { KeywrightServer.Password, Changed, Wrong };

        var ada = Keep(secrets, await verbose.Post("/register", new { email = "ada@example.com", password = KeywrightServer.Password }));
        var access = ada.Text("access_token");
        _ = await verbose.SignIn("ada@example.com", Wrong);
        var cookie = await verbose.Post("/login", new { email = "ada@example.com", password = KeywrightServer.Password, mode = "cookie" });
        secrets.AddRange(cookie.Cookies.Select(set => set.Split('=', ';')[1]));
        var refreshed = Keep(secrets, await verbose.Post("/refresh", new { refresh_token = ada.Text("refresh_token") }));
        _ = Keep(secrets, await verbose.Post("/tokens", new { name = "x" }, access));
        _ = await verbose.Get("/user?access_token=" + access, "kw_at_junk");
        _ = await verbose.Delete("/sessions/" + access, null, access);
        _ = await verbose.Send("PUT", "/user/password", new { current_password = Wrong, password = Changed }, access);
        _ = await verbose.Send("PUT", "/user/password", new { current_password = KeywrightServer.Password, password = Changed }, access);
        Server.Wait(TimeSpan.FromMinutes(1));
        _ = await verbose.Post("/refresh", new { refresh_token = ada.Text("refresh_token") });
        _ = await verbose.Post("/logout", null, refreshed.Text("access_token"));

        var kept = string.Join('\n', (await Dump.Of(verbose, Tables)).Concat(verbose.Log.Entries).Concat(Server.Log.Entries));
        Assert.Contains("password_changed", kept, StringComparison.Ordinal);
        Assert.True(secrets.Count > 9, string.Join(' ', secrets));
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), kept, StringComparison.OrdinalIgnoreCase);
        });
    }

    private static Answer Keep(List<string> secrets, Answer answer)
    {
        Assert.InRange((int)answer.Status, 200, 299);
        secrets.AddRange(answer.Json.Where(member => member.Key.EndsWith("token", StringComparison.Ordinal)).Select(member => member.Value)
            .OfType<JsonValue>().Select(value => value.GetValue<string>()));
        return answer;
    }
}
