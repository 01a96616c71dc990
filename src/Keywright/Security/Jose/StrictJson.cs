using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>JSON objects from others: one meaning only, and no deeper than anybody honest writes.</summary>
internal static class StrictJson
{
    // RFC 7519 §4 and RFC 7515 §4: of two members of one name two readers may take different ones, so neither is taken.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Null when it is not one JSON object.</summary>
    public static JsonElement? Object(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The list that an endpoint answers with, or null.</summary>
    public static JsonElement? Array(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member that is a text, or null.</summary>
    public static string? Text(this JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
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
}
