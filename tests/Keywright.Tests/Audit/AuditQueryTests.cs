using System.Net;
using System.Text.Json.Nodes;
using Keywright.Audit;
using Keywright.Tests.Support;

namespace Keywright.Tests.Audit;

public sealed class AuditQueryOnSqlite() : AuditQueryTests(new SqliteTestDatabase());

public sealed class AuditQueryOnPostgres() : AuditQueryTests(new PostgresTestDatabase());

/// <summary>Reading the log over HTTP.</summary>
public abstract class AuditQueryTests(TestDatabase database) : AuditLogTests(database)
{
    private const string Log = "/api/admin/audit";

    [Fact]
    public async Task The_log_is_for_those_who_may_read_it()
    {
        var user = await Server.SignedInUser();
        foreach (var path in new[] { Log, Log + "?format=csv", Log + "/stats", $"/api/admin/users/{user.Id}/audit" })
        {
            Is(HttpStatusCode.Unauthorized, "unauthenticated", await Server.Get(path));
            Is(HttpStatusCode.Forbidden, "permission_required", await user.Get(path));
        }

        Assert.DoesNotContain("audit_exported", await Server.AuditTypes());
    }

    [Fact]
    public async Task Every_filter_finds_its_events_and_no_others()
    {
        var token = await Admin();
        var ada = await Server.SignedInUser();
        _ = await Server.SignIn(ada.Email, "wrong");
        var pat = await ada.PersonalToken("*");
        Server.Wait(TimeSpan.FromMinutes(10));
        await Add("tagged", origin: AuditOrigin.CommandLine);

        Assert.All(await Types(token, $"user_id={ada.Id}"), type => Assert.NotEqual("tagged", type));
        Assert.Equal(["login"], await Types(token, $"user_id={ada.Id}&event_type=login"));
        Assert.Equal(["login"], await Types(token, "status=failure"));
        Assert.Equal(["token_created"], await Types(token, "event_category=token&resource_type=personal_access_token"));
        Assert.Contains("session_started", await Types(token, $"resource_id={ada.SessionId}"));
        Assert.Equal(["tagged"], await Types(token, "tag=cli"));
        Assert.Equal(["tagged"], await Types(token, "from=2026-11-21T12:05:00Z"));
        Assert.DoesNotContain("tagged", await Types(token, "to=2026-11-21T12:05:00Z"));
        Assert.Equal(["login"], await Types(token, "severity=warning&event_category=authentication"));
        Assert.Equal(["tagged"], await Types(token, "action=Test"));
        Assert.NotEmpty(await Types(token, "ip=203.0.113.7"));
        Assert.Equal(await Types(token, "ip=203.0.113.7"), await Types(token, "ip=::ffff:203.0.113.7"));
        Assert.Empty(await Types(token, "ip=203.0.113.8"));
        Assert.Equal(
            await Types(token, $"user_id={ada.Id}"),
            Types((await Server.Get($"/api/admin/users/{ada.Id}/audit?limit=200", token)).Json));
        Assert.NotEmpty(pat);

        foreach (var bad in new[] { "user_id=x", "from=x", "ip=x", "limit=0", "cursor=x", "format=x", "tag=%00" })
        {
            Is(HttpStatusCode.UnprocessableEntity, "validation_failed", await Server.Get($"{Log}?{bad}", token));
        }
    }

    [Fact]
    public async Task Pages_neither_miss_nor_repeat_an_event_while_others_are_written()
    {
        var token = await Admin();
        await Add("before", 25);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await Server.Get($"{Log}?event_type=before&limit=4&cursor={cursor}", token)).Json;
            seen.AddRange(page["data"]!.AsArray().Select(one => one!["id"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();

            // All in the same millisecond, and one whose clock is behind.
            await Add("before", 2);
        }
        while (cursor is not null);

        var written = (await Ids("before")).Take(25).Select(id => id.ToString()).Reverse();
        Assert.Equal(written, seen);
    }

    [Fact]
    public async Task An_export_is_whole_safe_to_open_and_an_event_itself()
    {
        var token = await Admin();
        await Add("fact", 1203, origin: AuditOrigin.System with { UserAgent = "=cmd|' /C calc'!A0, \"x\"" });

        var csv = await Server.Get(Log + "?format=csv&event_type=fact", token);
        var json = await Server.Get(Log + "?format=jsonl&event_type=fact", token);

        Assert.Equal("text/csv; charset=utf-8; header=present", csv.Headers["Content-Type"]);
        Assert.Equal("application/jsonl; charset=utf-8", json.Headers["Content-Type"]);
        Assert.StartsWith("attachment", csv.Headers["Content-Disposition"], StringComparison.Ordinal);
        var rows = csv.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1204, rows.Length);
        Assert.All(rows.Skip(1), row => Assert.Contains(",\"'=cmd|' /C calc'!A0, \"\"x\"\"\",", row, StringComparison.Ordinal));
        var events = json.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.Equal((await Ids("fact")).AsEnumerable().Reverse(), events.Select(one => one["id"]!.GetValue<Guid>()));
        Assert.Equal(2, (await Ids("audit_exported")).Count);
        Assert.Empty((await Server.Send("HEAD", Log + "?format=csv", null, token)).Body);
    }

    [Fact]
    public async Task Statistics_count_what_happened_and_show_what_happened_last()
    {
        var token = await Admin();
        await Add("fact", 7);
        _ = await Server.SignIn("nobody@example.com", "wrong");

        var stats = (await Server.Get(Log + "/stats", token)).Json;

        var fact = stats["by_type"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "fact")!;
        Assert.Equal((7, 0), (fact["count"]!.GetValue<int>(), fact["failures"]!.GetValue<int>()));
        Assert.Equal(1, stats["failures"]!.GetValue<int>());
        Assert.Equal(10, stats["recent"]!.AsArray().Count);
        Assert.Equal(stats["total"]!.GetValue<int>(), stats["by_severity"]!.AsArray().Sum(one => one!["count"]!.GetValue<int>()));
        var none = (await Server.Get(Log + "/stats?from=2020-01-01&to=2020-02-01", token)).Json;
        Assert.Equal(0, none["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Activity_is_ones_own_and_tells_nothing_of_others()
    {
        var ada = await Server.SignedInUser();
        var bob = await Server.SignedInUser();
        await Server.Change($"""
            INSERT INTO kw.audit_events (id, user_id, actor_id, event_type, event_category, action, status, ip_address, user_agent,
                                         created_at, expires_at)
            VALUES ({AuditIds.Next(LongAgo)}, {ada.Id}, {bob.Id}, 'by_bob', 'admin', 'x', 'success', {IPAddress.Loopback}, 'Bob',
                    {LongAgo}, {LongAgo.AddYears(90)})
            """);

        var own = (await ada.Get("/activity?limit=200")).Json["data"]!.AsArray();

        Assert.All(own, one => Assert.Equal(ada.Id, one!["user_id"]!.GetValue<Guid>()));
        Assert.Equal("203.0.113.7", own[0]!["ip_address"]!.GetValue<string>());
        var byBob = own.Single(one => one!["event_type"]!.GetValue<string>() == "by_bob")!;
        Assert.Equal((null, null), (byBob["ip_address"]?.GetValue<string>(), byBob["user_agent"]?.GetValue<string>()));
        Assert.Empty((await ada.Get($"/activity?user_id={bob.Id}")).Json["data"]!.AsArray());
        Assert.DoesNotContain("by_bob", Types((await ada.Get("/activity?status=failure")).Json));
        Is(HttpStatusCode.Forbidden, "session_required", await Server.Get("/activity", await ada.PersonalToken("*")));
    }

    [Fact]
    public async Task An_event_has_every_member_of_the_contract()
    {
        var ada = await Server.SignedInUser();
        _ = await ada.PersonalToken("posts:read");

        var one = (await ada.Get("/activity?event_type=token_created")).Json["data"]!.AsArray()[0]!.AsObject();

        Assert.Equal(
            [
                "id", "user_id", "actor_id", "session_id", "event_type", "event_category", "action", "resource_type", "resource_id",
                "status", "result_code",
                "message", "ip_address", "user_agent", "location_country", "location_city", "risk_score", "request_method",
                "request_path", "request_params", "response_status", "metadata", "tags", "severity", "is_sensitive", "retention_policy",
                "created_at", "expires_at",
            ],
            one.Select(member => member.Key));
        Assert.Equal(201, one["response_status"]!.GetValue<int>());
        Assert.Equal("""{"name":"test","abilities":["posts:read"]}""", one["request_params"]!.ToJsonString().Replace(" ", ""));
        Assert.Equal("extended", one["retention_policy"]!.GetValue<string>());
        _ = await Server.SignIn(ada.Email, "wrong");
        var failed = (await ada.Get("/activity?event_type=login&status=failure")).Json["data"]!.AsArray()[0]!;
        Assert.Equal(401, failed["response_status"]!.GetValue<int>());
        Assert.Equal("[hidden]", failed["request_params"]!["password"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_event_is_one_statement_that_nobody_waits_for()
    {
        var statements = Server.Sql.Statements;
        await Add("fact", 3);

        Assert.Equal(3, Server.Sql.Statements - statements);
    }

    private async Task<string> Admin()
    {
        var admin = await Server.SignedInUser();
        await Server.Change($"""
            INSERT INTO kw.user_roles (user_id, role_id, assigned_at)
            SELECT {admin.Id}, id, {LongAgo} FROM kw.roles WHERE name = 'admin'
            """);
        return (await Server.SignIn(admin.Email)).Text("access_token");
    }

    private async Task<List<string>> Types(string token, string filter)
    {
        var answer = await Server.Get($"{Log}?limit=200&{filter}", token);
        IsOk(answer);
        return Types(answer.Json);
    }

    private static List<string> Types(JsonObject listing) =>
        [.. listing["data"]!.AsArray().Select(one => one!["event_type"]!.GetValue<string>())];
}
