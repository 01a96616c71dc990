using System.Net;
using Microsoft.Extensions.Hosting;

namespace Keywright.Http.Outgoing;

/// <summary>An answer of somebody else's server, read to its end.</summary>
internal sealed record OutgoingAnswer(HttpStatusCode Status, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>
/// Calls servers that the operator configured, and those that these name: TLS only (but for loopback in Development), no redirects, five
/// seconds, a limited length (OWASP ASVS 5.0, 12.3.1, 15.3.2).
/// </summary>
internal sealed partial class OutgoingHttp(IHostEnvironment environment, ILogger<OutgoingHttp> log) : IDisposable
{
    private const int MaxLength = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Patience,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MaxLength,
    };

    /// <summary>Whether an address may be called, or a browser be sent there.</summary>
    public bool Allows(Uri? address) => address is { IsAbsoluteUri: true, UserInfo.Length: 0 }
        && (address.Scheme == Uri.UriSchemeHttps
            || (address is { Scheme: "http", IsLoopback: true } && environment.IsDevelopment()));

    /// <summary>The answer, or null when there is none that we take: the log says why.</summary>
    public async Task<OutgoingAnswer?> Send(HttpRequestMessage request, CancellationToken ct)
    {
        var address = request.RequestUri!;
        if (!Allows(address))
        {
            Refused(log, address.GetLeftPart(UriPartial.Path));
            return null;
        }

        request.Headers.UserAgent.ParseAdd("Keywright");
        try
        {
            using var response = await _http.SendAsync(request, ct);
            return new OutgoingAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Failed(log, e, address.GetLeftPart(UriPartial.Path));
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "Not called, as it is not https: {Address}")]
    private static partial void Refused(ILogger log, string address);

    [LoggerMessage(EventId = 104, Level = LogLevel.Warning, Message = "No answer from {Address}")]
    private static partial void Failed(ILogger log, Exception e, string address);
}
