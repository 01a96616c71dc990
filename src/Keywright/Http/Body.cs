using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;

namespace Keywright.Http;

/// <summary>A body that was read, or why not.</summary>
internal readonly record struct Read<T>(T? Value, ProblemResult? Refusal)
    where T : class;

/// <summary>Reads JSON bodies: bounded, UTF-8, an object, by our own contract.</summary>
internal static class Body
{
    public const int MaxBytes = 64 * 1024;

    public static async ValueTask<Read<T>> Read<T>(HttpContext http, JsonTypeInfo<T> type, bool isOptional, CancellationToken ct)
        where T : class
    {
        if (isOptional && !HasContent(http))
        {
            return Parse("{}"u8, type);
        }

        if (!MediaType.IsJson(http.Request.ContentType))
        {
            return new(null, Problems.Of(ProblemCode.UnsupportedMediaType, "Send the body as application/json in UTF-8."));
        }

        if (http.Request.ContentLength > MaxBytes)
        {
            return new(null, TooLarge());
        }

        // One byte more than allowed: its arrival is the refusal, however the body is framed.
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            var length = await http.Request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, false, ct);
            return length > MaxBytes ? new(null, TooLarge()) : Parse(buffer.AsSpan(0, length), type);
        }
        finally
        {
            // It held a password.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>A JSON object as it was sent, for what has rules of its own; each member has one meaning.</summary>
    public static async ValueTask<(JsonElement? Object, ProblemResult? Refusal)> ReadObject(HttpContext http, CancellationToken ct)
    {
        if (!MediaType.IsJson(http.Request.ContentType))
        {
            return (null, Problems.Of(ProblemCode.UnsupportedMediaType, "Send the body as application/json in UTF-8."));
        }

        if (http.Request.ContentLength > MaxBytes)
        {
            return (null, TooLarge());
        }

        var buffer = new byte[MaxBytes + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > MaxBytes ? (null, TooLarge())
            : Escapes.Clean(buffer.AsMemory(0, length)) is { } json ? (json, null)
            : (null, Problems.Of(ProblemCode.MalformedRequest, "The body must be a JSON object, each member once, without \\u0000."));
    }

    /// <summary>What was read, as JSON again: the members that we know and that are there.</summary>
    public static byte[] Write<T>(T body, JsonTypeInfo<T> type)
        where T : class
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in type.Properties)
            {
                var value = member.Get?.Invoke(body);
                if (value is not (null or JsonElement { ValueKind: JsonValueKind.Undefined }))
                {
                    writer.WritePropertyName(member.Name);
                    JsonSerializer.Serialize(writer, value, type.Options.GetTypeInfo(member.PropertyType));
                }
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static bool HasContent(HttpContext http) =>
        http.Request.ContentLength is { } length
            ? length > 0
            : http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;

    public static ProblemResult TooLarge() => Problems.Of(ProblemCode.PayloadTooLarge, $"The body may have {MaxBytes / 1024} KiB at most.");

    private static Read<T> Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        // RFC 8259 §8.1: a byte order mark may be ignored.
        if (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            json = json[3..];
        }

        if (!Utf8.IsValid(json))
        {
            return Malformed<T>("The body is not UTF-8.");
        }

        if (json.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
        {
            return Malformed<T>("The body must be a JSON object.");
        }

        try
        {
            if (Escapes.Refuse(json) is { } refusal)
            {
                return new(null, refusal);
            }

            return new(JsonSerializer.Deserialize(json, type), null);
        }
        catch (JsonException e)
        {
            return Malformed<T>(Explain(e));
        }
    }

    private static Read<T> Malformed<T>(string detail)
        where T : class => new(null, Problems.Of(ProblemCode.MalformedRequest, detail));

    private static string Explain(JsonException e)
    {
        // The serializer wraps what the reader says of the syntax in its own exception, and so tells it from a wrong type.
        if (e.InnerException is JsonException || e.Path is null or "$")
        {
            return $"The body is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).";
        }

        return $"The member {e.Path.AsSpan(1).TrimStart('.')} has the wrong JSON type.";
    }
}
