using Microsoft.Extensions.Options;

namespace Keywright.Client;

/// <summary>Gives each scheme its verifier, with what that remembers, once its options are read.</summary>
internal sealed class MakeTokenVerifier(IServiceProvider services) : IPostConfigureOptions<KeywrightBearerOptions>
{
    // A set of keys has a few thousand bytes.
    private const int LargestAnswer = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public void PostConfigure(string? name, KeywrightBearerOptions options)
    {
        options.TimeProvider ??= services.GetService<TimeProvider>() ?? TimeProvider.System;
        options.BackchannelHandler ??= OwnHandler();
        options.Backchannel = new HttpClient(options.BackchannelHandler)
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        options.Verifier = new TokenVerifier(options, options.TimeProvider, services.GetRequiredService<ILogger<TokenVerifier>>());
    }

    // It gives up connections, so that a change in DNS is noticed.
    private static SocketsHttpHandler OwnHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
