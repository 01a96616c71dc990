using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Keywright.Maintenance.Transfer;

/// <summary>
/// One spelling of a JSON value: no spaces, members in order, the last of several with one name. PostgreSQL keeps the value and not the
/// spelling, so two databases agree on this only.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static string Of(string json)
    {
        if (json is "{}" or "[]")
        {
            return json;
        }

        using var document = JsonDocument.Parse(json);
        var text = new ArrayBufferWriter<byte>(json.Length + 16);
        using (var writer = new Utf8JsonWriter(text, Compact))
        {
            Write(writer, document.RootElement);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal)
                    .Select(same => same.Last()).OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(value.GetRawText()));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    // jsonb keeps 1.0 and writes 1e2 as 100; what no decimal holds stays as it is written.
    private static string Number(string raw) =>
        raw.AsSpan().ContainsAny('e', 'E') && decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : raw;
}
