using System.Text.Json;
using System.Text.Unicode;
using Keywright.Security.Jose;

namespace Keywright.Http;

/// <summary>
/// Two things that JSON can write with \u and no database can keep: U+0000, and half a surrogate pair. Found here, they are refusals;
/// found by PostgreSQL, they would be errors of ours.
/// </summary>
internal static class Escapes
{
    /// <summary>The object that others sent, or null when it is none, or holds what can't be kept.</summary>
    public static JsonElement? Clean(ReadOnlyMemory<byte> json) =>
        Utf8.IsValid(json.Span) && StrictJson.Object(json) is { } found && Refuse(json.Span) is null ? found : null;

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static ProblemResult? Refuse(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
        {
            return null;
        }

        var member = "";
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = WireJson.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String))
            {
                continue;
            }

            string text;
            try
            {
                text = reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                return Problems.Of(ProblemCode.MalformedRequest, $"The member {member} holds half a surrogate pair.");
            }

            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                member = text;
            }

            if (text.Contains('\0', StringComparison.Ordinal))
            {
                return Problems.Invalid(member.Replace("\0", "", StringComparison.Ordinal), "must not hold the character U+0000.");
            }
        }

        return null;
    }
}
