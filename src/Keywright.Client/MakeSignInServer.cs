using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Keywright.Client;

/// <summary>Gives each scheme its server, with what that remembers, once its options are read.</summary>
internal sealed class MakeSignInServer(IServiceProvider services, IDataProtectionProvider protection)
    : IPostConfigureOptions<KeywrightSignInOptions>
{
    private const int LargestAnswer = 256 * 1024;

    public void PostConfigure(string? name, KeywrightSignInOptions options)
    {
        options.TimeProvider ??= services.GetService<TimeProvider>() ?? TimeProvider.System;
        options.StateDataFormat ??= new PropertiesDataFormat(
            (options.DataProtectionProvider ?? protection).CreateProtector(typeof(KeywrightSignInHandler).FullName!, name ?? "", "1"));
        options.BackchannelHttpHandler ??= OwnHandler();
        options.Backchannel = new HttpClient(options.BackchannelHttpHandler)
        {
            Timeout = options.BackchannelTimeout,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        options.Server = new SignInServer(options, options.TimeProvider, services.GetRequiredService<ILogger<SignInServer>>());
    }

    private static SocketsHttpHandler OwnHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
