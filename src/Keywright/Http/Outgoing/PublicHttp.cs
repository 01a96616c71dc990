using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace Keywright.Http.Outgoing;

/// <summary>
/// Calls addresses that somebody else chose: metadata documents, key sets, sectors, logout. The host's name is resolved once, and the
/// connection goes to an address that was judged, so that a name can't mean another machine a moment later. Public addresses only, https
/// only, no redirect, no proxy, no cookie, five seconds, 64 KiB (OWASP ASVS 5.0, 1.3.6, 15.3.2).
/// In Development loopback will do, with http too.
/// </summary>
internal sealed partial class PublicHttp : IDisposable
{
    public const int MaxLength = 64 * 1024;

    private const int MaxHeadersKibibytes = 16;

    private readonly OutgoingSettings _settings;
    private readonly IHostEnvironment? _environment;
    private readonly ResolveHost _resolve;
    private readonly ILogger<PublicHttp> _log;
    private readonly HttpClient _http;

    public PublicHttp(OutgoingSettings settings, ResolveHost resolve, ILogger<PublicHttp> log, IHostEnvironment? environment = null)
    {
        (_settings, _resolve, _log, _environment) = (settings, resolve, log, environment);
#pragma warning disable CA2000 // The client owns it.
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = Connect,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MaxHeadersKibibytes,
            MaxResponseDrainSize = 0,

            // Each request is judged anew: none goes over the connection of an earlier one.
            PooledConnectionLifetime = TimeSpan.Zero,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
    }

    private bool IsDevelopment => _environment?.IsDevelopment() == true;

    /// <summary>Whether an address can be called at all, whatever its host's name means.</summary>
    public bool Allows(Uri? address) => address is { IsAbsoluteUri: true, UserInfo.Length: 0, Host.Length: > 0 }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && IsDevelopment));

    /// <summary>The answer to a GET, or null when there is none that we take: the log says why.</summary>
    public async Task<PublicAnswer?> Get(Uri address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        return await Send(request, ct);
    }

    /// <summary>The answer to a POST, or null when there is none that we take: the log says why.</summary>
    public async Task<PublicAnswer?> Post(Uri address, HttpContent content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        return await Send(request, ct);
    }

    public void Dispose() => _http.Dispose();

    private async Task<PublicAnswer?> Send(HttpRequestMessage request, CancellationToken ct)
    {
        var shown = request.RequestUri!.GetLeftPart(UriPartial.Path);
        if (!Allows(request.RequestUri))
        {
            Refused(_log, shown);
            return null;
        }

        request.Headers.UserAgent.ParseAdd("Keywright");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_settings.Patience);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (await Read(response, patience.Token) is { } body)
            {
                return new PublicAnswer(
                    response.StatusCode, body, response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(),
                    MaxAge(response.Headers.CacheControl));
            }

            TooLong(_log, shown);
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Failed(_log, e, shown);
            return null;
        }
    }

    /// <summary>The body, or null when it is longer than anything that we ask for.</summary>
    private static async Task<byte[]?> Read(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > MaxLength)
        {
            return null;
        }

        var buffer = new byte[MaxLength + 1];
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > MaxLength ? null : buffer[..length];
    }

    private static TimeSpan? MaxAge(CacheControlHeaderValue? said) =>
        said is null ? null
        : said.NoStore || said.NoCache ? TimeSpan.Zero
        : said.MaxAge;

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint.Host;
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, ct);
        var judged = found.Where(MayReach).ToArray();
        if (judged.Length == 0)
        {
            throw new HttpRequestException($"{host} has no public address.");
        }

#pragma warning disable CA2000 // The stream owns it.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        try
        {
            await socket.ConnectAsync(judged, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool MayReach(IPAddress address) => PublicAddress.Is(address) || _settings.AllowsPrivateAddresses
        || (IsDevelopment && (address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.IPv6Loopback)));

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Not called, as it is not https: {Address}")]
    private static partial void Refused(ILogger log, string address);

    [LoggerMessage(EventId = 106, Level = LogLevel.Warning, Message = "No answer from {Address}")]
    private static partial void Failed(ILogger log, Exception e, string address);

    [LoggerMessage(EventId = 107, Level = LogLevel.Warning, Message = "The answer of {Address} is too long")]
    private static partial void TooLong(ILogger log, string address);
}
