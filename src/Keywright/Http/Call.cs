using System.Diagnostics;
using System.Net;
using Keywright.Http.Places;

namespace Keywright.Http;

/// <summary>One request as a use case sees it: limits, caller and origin are settled.</summary>
internal sealed class Call(HttpContext http, IPAddress? address, Caller? caller)
{
    /// <summary>What is kept of a User-Agent. Browsers stay below 300 characters; more is only a way to fill a table.</summary>
    private const int MaxUserAgent = 512;

    public HttpContext Http { get; } = http;

    public CancellationToken Ct => Http.RequestAborted;

    public Caller? CallerOrNull { get; } = caller;

    /// <exception cref="InvalidOperationException">The route admits anonymous callers and this is one.</exception>
    public Caller Caller => CallerOrNull ?? throw new InvalidOperationException("This route admits anonymous callers: use CallerOrNull.");

    /// <summary>The client's address; proxies count only where <c>TrustedProxies</c> names them. Null on a Unix socket.</summary>
    public IPAddress? Address { get; } = address;

    public string? UserAgent
    {
        get
        {
            var text = Http.Request.Headers.UserAgent.ToString();
            return text.Length == 0 ? null : Cut(text, MaxUserAgent);
        }
    }

    /// <summary>At most <paramref name="length"/> characters, never half of one: PostgreSQL takes no lone surrogate.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>The body as we understood it, as JSON, or null where there is none: for the audit, which hides its secrets.</summary>
    public Func<byte[]>? Body { get; set; }

    /// <summary>Says where the client is; asked once, when somebody wants to know.</summary>
    public Lazy<Place?>? FindPlace { private get; init; }

    /// <summary>Where the client's address is, as far as that is known.</summary>
    public Place? Place => FindPlace?.Value;

    public string TraceId => TraceIdOf(Http);

    public string Method => Http.Request.Method;

    public string Path => Http.Request.Path.Value ?? "/";

    public static string TraceIdOf(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    public string? Route(string name) => Http.Request.RouteValues.TryGetValue(name, out var value) ? value as string : null;

    /// <summary>The first value of a query parameter, or null where it is absent or empty.</summary>
    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } first, ..] ? first : null;
}
