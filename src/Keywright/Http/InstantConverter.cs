using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keywright.Http;

/// <summary>Times on the wire: written as UTC with a Z and milliseconds, read in any ISO 8601 form that names its offset.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

        // Without an offset the time of whose clock would it be?
        return text is not null
            && reader.TryGetDateTimeOffset(out var instant)
            && text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > time)
                ? instant
                : throw new JsonException("A time must read like 2026-11-21T05:47:00Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[Format.Length];
        _ = value.UtcDateTime.TryFormat(text, out var written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
