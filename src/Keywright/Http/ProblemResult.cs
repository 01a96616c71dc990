using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Keywright.Http;

/// <summary>A refusal, written with no help of the host: neither its JSON options nor its problem service are asked.</summary>
internal sealed class ProblemResult(ProblemCode code, string detail) : IResult
{
    public const string ContentType = "application/problem+json";

    // The answer is JSON by Content-Type and nosniff, so what HTML would need escaped stays readable.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ProblemCode Code { get; } = code;

    public string Detail { get; } = detail;

    public TimeSpan? RetryAfter { get; init; }

    public IDictionary<string, string[]>? Errors { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Code.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Seconds(wait).ToString(CultureInfo.InvariantCulture);
        }

        if (Code.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers[HeaderNames.WWWAuthenticate] = Challenge.For(httpContext, Code, Detail);
        }

        var body = Write(Call.TraceIdOf(httpContext));
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    /// <summary>RFC 9110 §10.2.3: whole seconds. Rounded up, so that a client that obeys is not too early.</summary>
    private static long Seconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));

    private ReadOnlyMemory<byte> Write(string traceId)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, Code.Type);
            json.WriteString("title"u8, Code.Title);
            json.WriteNumber("status"u8, Code.Status);
            json.WriteString("detail"u8, Detail);
            json.WriteString("code"u8, Code.Code);
            json.WriteString("trace_id"u8, traceId);
            if (Errors is not null)
            {
                WriteErrors(json, Errors);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteErrors(Utf8JsonWriter json, IDictionary<string, string[]> errors)
    {
        json.WriteStartObject("errors"u8);
        foreach (var (field, messages) in errors)
        {
            json.WriteStartArray(field);
            foreach (var message in messages)
            {
                json.WriteStringValue(message);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
