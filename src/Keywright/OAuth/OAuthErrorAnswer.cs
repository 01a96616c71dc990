using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Keywright.Http;

namespace Keywright.OAuth;

/// <summary>An <see cref="OAuthError"/> as the JSON of RFC 6749 §5.2.</summary>
internal sealed class OAuthErrorAnswer(OAuthError error, string? challenge = null) : IResult
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public OAuthError Error { get; } = error;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("error"u8, Error.Code);
            json.WriteString("error_description"u8, Error.Description);
            json.WriteEndObject();
        }

        if (challenge is not null)
        {
            httpContext.Response.Headers.WWWAuthenticate = challenge;
        }

        return JsonBytes.Send(httpContext, Error.Status, buffer.WrittenMemory);
    }
}
