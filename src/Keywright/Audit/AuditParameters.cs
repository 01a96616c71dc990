using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Keywright.Http;

namespace Keywright.Audit;

/// <summary>
/// What a request asked for, fit to be kept: secrets hidden by the name of their member and by their form, addresses masked, the rest cut.
/// A password typed into the wrong field is why names of people to sign in as are hidden too (OWASP ASVS 5.0, 16.2.5).
/// </summary>
internal static partial class AuditParameters
{
    public const string Hidden = "[hidden]";

    private const int LongestText = 200;
    private const int MostItems = 20;
    private const int Deepest = 4;
    private const int LongestJson = 4096;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body's members and those query parameters that the route knows, or null where there are none.</summary>
    public static string? Of(Call call, IReadOnlyList<string> queryNames)
    {
        var query = queryNames.Where(name => call.Query(name) is not null).Select(name => (name, call.Query(name)!)).ToList();
        var body = call.Body?.Invoke();
        return query.Count == 0 && body is null ? null : Sanitise(body, query);
    }

    internal static string? Sanitise(byte[]? body, IReadOnlyList<(string Name, string Value)> query)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in query)
            {
                writer.WriteString(name, Text(name, value));
            }

            if (body is not null)
            {
                using var document = JsonDocument.Parse(body);
                WriteMembers(writer, document.RootElement, depth: 0);
            }

            writer.WriteEndObject();
        }

        var json = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        return json == "{}" ? null : json.Length > LongestJson ? """{"left_out":"too long"}""" : json;
    }

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement element, int depth)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in element.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).Take(MostItems))
        {
            writer.WritePropertyName(Call.Cut(member.Name, LongestText));
            Write(writer, member.Name, member.Value, depth + 1);
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement value, int depth)
    {
        if (IsSecret(name) || depth > Deepest)
        {
            writer.WriteStringValue(Hidden);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WriteMembers(writer, value, depth);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray().Take(MostItems))
                {
                    Write(writer, name, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(name, value.GetString()!));
                break;
            case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                value.WriteTo(writer);
                break;
            default:
                // Numbers in the form that both databases give back: text, where they are not plain.
                WriteNumber(writer, value);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.TryGetInt64(out var number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(Call.Cut(value.GetRawText(), LongestText));
        }
    }

    private static string Text(string name, string text) =>
        IsSecret(name) || LooksSecret().IsMatch(text) ? Hidden
        : name.Contains("email", StringComparison.OrdinalIgnoreCase) ? Mask(text)
        : Call.Cut(text.Replace("\0", "", StringComparison.Ordinal), LongestText);

    private static bool IsSecret(string name) => SecretName().IsMatch(name.Replace("_", "", StringComparison.Ordinal));

    /// <summary>a***@example.com: enough to recognise what one knows. What is no address may be anything.</summary>
    private static string Mask(string email)
    {
        var at = email.LastIndexOf('@');
        return at > 0 && at < email.Length - 1 && Domain().IsMatch(email[(at + 1)..]) && !char.IsSurrogate(email[0])
            ? $"{email[0]}***{Call.Cut(email[at..], LongestText)}"
            : Hidden;
    }

    // Whole or in part, underscores left out: current_password, client_secret, refresh_token, recovery_code, user_metadata …
    [GeneratedRegex(
        "pass|secret|token|code|key|credential|assertion|verifier|challenge|otp|pin|cookie|authorization|proof|hash|signature|state|"
        + "exchange|nonce|answer|username|loginhint|identifier|metadata|mnemonic|seed|salt|private|cert|jwk",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // Our own tokens, JWTs, PEM, and what is as long and as random as a key.
    [GeneratedRegex(@"\bkw_|\beyJ[\w-]{8,}|-----BEGIN|://[^/\s]*:[^/\s]*@|[A-Za-z0-9_\-+/=]{40,}", RegexOptions.CultureInvariant)]
    private static partial Regex LooksSecret();

    [GeneratedRegex(@"^[\p{L}\p{N}.\-]+\.[\p{L}\p{N}\-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Domain();
}
