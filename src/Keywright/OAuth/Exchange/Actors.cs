using System.Buffers;
using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.OAuth.Exchange;

/// <summary>Who acts for whom (RFC 8693 §4.1): the newest outside, those before inside.</summary>
internal static class Actors
{
    /// <summary>More hands than these nobody can answer for, and each makes the token longer.</summary>
    public const int Most = 5;

    /// <summary>The <c>act</c> of a token of which <paramref name="actor"/> is the newest hand, or null when there are too many.</summary>
    public static string? Add(string? before, string actor)
    {
        using var chain = before is null ? null : JsonDocument.Parse(before);
        if (chain is not null && Depth(chain.RootElement) >= Most)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("sub"u8, actor);
            if (chain is not null)
            {
                json.WritePropertyName("act"u8);
                chain.RootElement.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>
    /// Whether <c>may_act</c> (RFC 8693 §4.4) names this actor. What it says beside the subject must hold too; what is not understood
    /// can't.
    /// </summary>
    public static bool Allows(string mayAct, string actor, string issuer)
    {
        using var json = JsonDocument.Parse(mayAct);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.Text("sub") == actor
            && json.RootElement.EnumerateObject().All(member => member.Name == "sub"
                || (member.Name == "iss" && member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() == issuer));
    }

    private static int Depth(JsonElement chain)
    {
        var depth = 1;
        while (chain.TryGetProperty("act", out var before) && before.ValueKind == JsonValueKind.Object)
        {
            (chain, depth) = (before, depth + 1);
        }

        return depth;
    }
}
