using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Authorize;
using Keywright.Pages;

namespace Keywright.OAuth.Device;

/// <summary>
/// GET /device (RFC 8628 §3.3): asks for the code that a device shows. One that came with the address is filled in, not looked up: that
/// would be a way to guess.
/// </summary>
internal sealed class ShowDevice(KeywrightDatabase database, OAuthSettings settings) : IUseCase
{
    public const string Path = "/device";
    public const string UserCode = "user_code";

    public async Task<IResult> Handle(Call call)
    {
        var code = UserCodes.Parse(call.Query(UserCode));
        return await database.Read(tx => SignedInSession.Find(tx, call.CallerOrNull), call.Ct) is null
            ? SignIn(settings, code)
            : new PageResult(call, new DevicePage(Link.Local(settings.Pages + Path))
            {
                UserCode = code is null ? null : UserCodes.Shown(code),
            });
    }

    /// <summary>Who is not signed in does that first, and comes back.</summary>
    public static SeeOther SignIn(OAuthSettings settings, string? code)
    {
        var back = settings.Pages + Path + (code is null ? "" : $"?{UserCode}={UserCodes.Shown(code)}");
        return new SeeOther($"{settings.Pages}/login?return_to={Uri.EscapeDataString(back)}");
    }
}
