using System.Security.Claims;
using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.Client;

/// <summary>
/// What a token says, as claims: one a scope (<c>scope</c>), a role (<c>role</c>) and a permission (<c>permission</c>); the rest under its
/// own name.
/// </summary>
internal static class TokenClaims
{
    private const string Subject = "sub";
    public const string Role = "role";

    public static ClaimsPrincipal Principal(JsonElement claims, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, Subject, Role);
        identity.AddClaims(Read(claims));
        return new ClaimsPrincipal(identity);
    }

    public static IEnumerable<Claim> Read(JsonElement claims) => claims.EnumerateObject()
        .SelectMany(member => Values(member.Name, member.Value).Select(value => new Claim(NameOf(member.Name), value)));

    // RFC 6749 §3.3: scopes stand between spaces. Lists are claims of one name.
    private static IEnumerable<string> Values(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when name == "scope" => StrictJson.TextOf(value)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        JsonValueKind.String => StrictJson.TextOf(value) is { } text ? [text] : [],
        JsonValueKind.Array => value.EnumerateArray()
            .SelectMany(one => one.ValueKind == JsonValueKind.Array ? [one.GetRawText()] : Values("", one)),
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Number or JsonValueKind.Object => [value.GetRawText()],
        _ => [],
    };

    private static string NameOf(string member) => member switch
    {
        "roles" => Role,
        "permissions" => "permission",
        _ => member,
    };
}
