using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Tests.Maintenance.Transfer;

/// <summary>An export of many users as text, written by hand: by nothing that is under test.</summary>
internal static class Population
{
    public const string Header = """{"keywright":"export","format":1,"schema":"0009_master_keys","instance":"0000000000000000"}""";

    private const string Time = "2026-11-01T10:00:00.000Z";

    public static IEnumerable<string> Lines(int users)
    {
        yield return Header;
        for (var i = 0; i < users; i++)
        {
            yield return User(i);
        }

        foreach (var (table, row) in ((string, Func<int, string>)[])
            [("user_roles", Role), ("devices", Device), ("sessions", Session), ("personal_tokens", Token), ("audit_events", Event)])
        {
            for (var i = 0; i < (table == "devices" ? users / 10 : users); i++)
            {
                yield return $$"""{"{{table}}":{{row(i)}}}""";
            }
        }

        yield return $$$"""{"end":{"users":{{{users}}}}}""";
    }

    public static string Id(int kind, int i) =>
        string.Create(CultureInfo.InvariantCulture, $"0199{kind:d4}-{i / 10000:d4}-7000-8000-{i:d12}");

    public static string User(int i) => $$$"""
        {"users":{"id":"{{{Id(1, i)}}}","email":"User{{{i}}}@Example.com","email_normal":"user{{{i}}}@example.com",
        "email_verified_at":"{{{Time}}}","username":"User{{{i}}}","username_normal":"user{{{i}}}","name":"Zoë \"{{{i}}}\" O'Neil 🙂",
        "password_hash":"$2b$06$FP6JTw36mnqRvbZ4vQQMWe5FrOK/Rox3a/sXWlBPyh.W6idKbL3T2","status":"active",
        "failed_login_attempts":{{{i % 3}}},"user_metadata":{"a":[1,2.50,{"y":true,"z":null}],"n":{{{i}}}},"app_metadata":{},
        "created_at":"{{{Time}}}","updated_at":"{{{Time}}}"}}
        """.ReplaceLineEndings("");

    private static string Role(int i) => $$"""
        {"user_id":"{{Id(1, i)}}","role_id":"01900000-0000-7000-8000-000000000003","assigned_at":"{{Time}}"}
        """;

    private static string Device(int i) => $$"""
        {"id":"{{Id(2, i)}}","user_id":"{{Id(1, i)}}","token_hash":"{{Hash("d", i)}}","name":"Phone","last_seen_at":"{{Time}}",
        "expires_at":"{{Time}}",
        "created_at":"{{Time}}"}
        """.ReplaceLineEndings("");

    private static string Session(int i) => $$"""
        {"id":"{{Id(3, i)}}","user_id":"{{Id(1, i)}}","device_id":"{{Id(2, i)}}","mode":"token","status":"active",
        "access_hash":"{{Hash("a", i)}}",
        "access_expires_at":"{{Time}}","refresh_hash":"{{Hash("r", i)}}","generation":{{i % 9}},"lifetime_seconds":3600,"is_remembered":0,
        "login_method":"password","user_agent":"curl/8","ip_address":"2001:db8::{{(i % 9000) + 1:x}}",
        "risk_score":0,"risk_reasons":["new_device"],
        "last_activity":"{{Time}}","expires_at":"{{Time}}","absolute_expires_at":"{{Time}}","created_at":"{{Time}}"}
        """.ReplaceLineEndings("");

    private static string Token(int i) => $$"""
        {"id":"{{Id(4, i)}}","owner_type":"user","owner_id":"{{Id(1, i)}}","name":"ci","token_hash":"{{Hash("p", i)}}",
        "abilities":["posts:*"],
        "last_used_ip":"192.0.2.7","created_at":"{{Time}}"}
        """.ReplaceLineEndings("");

    private static string Event(int i) => $$"""
        {"id":"{{Id(5, i)}}","user_id":"{{Id(1, i)}}","event_type":"login","event_category":"authentication",
        "action":"Sign in","status":"success",
        "metadata":{"method":"password"},"tags":["web"],"severity":"info","is_sensitive":0,"retention_policy":"standard",
        "created_at":"{{Time}}",
        "expires_at":"2027-11-01T10:00:00.000Z"}
        """.ReplaceLineEndings("");

    private static string Hash(string kind, int i) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}{i}"))));
}
