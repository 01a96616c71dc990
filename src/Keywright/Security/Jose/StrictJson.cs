using System.Text.Json;
using System.Text.Unicode;

namespace Keywright.Security.Jose;

/// <summary>JSON objects from others: one meaning only, and no deeper than anybody honest writes.</summary>
internal static class StrictJson
{
    // RFC 7519 §4 and RFC 7515 §4: of two members of one name two readers may take different ones, so neither is taken.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Null when it is not one JSON object.</summary>
    public static JsonElement? Object(ReadOnlyMemory<byte> utf8) => Parse(utf8, JsonValueKind.Object);

    /// <summary>The list that an endpoint answers with, or null.</summary>
    public static JsonElement? Array(ReadOnlyMemory<byte> utf8) => Parse(utf8, JsonValueKind.Array);

    /// <summary>A member that is a text, or null.</summary>
    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var member) ? TextOf(member) : null;

    /// <summary>A value as text, or null where it is none.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape that is half of a character.
            return null;
        }
    }

    /// <summary>A member that is an instant as RFC 7519 §2 writes it, or null.</summary>
    public static DateTimeOffset? Instant(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var seconds)
            && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    public static bool Has(this JsonElement json, string name) => json.TryGetProperty(name, out _);

    private static JsonElement? Parse(ReadOnlyMemory<byte> utf8, JsonValueKind kind)
    {
        // RFC 8259 §8.1: JSON is UTF-8. The framework's reader finds out only where a text is read.
        if (!Utf8.IsValid(utf8.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return document.RootElement.ValueKind == kind ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is an escape in a name that is half of a character: names are compared.
            return null;
        }
    }
}
