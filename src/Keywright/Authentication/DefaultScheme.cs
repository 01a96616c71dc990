using Microsoft.AspNetCore.Authentication;

namespace Keywright.Authentication;

/// <summary>
/// Ours is the default where the host has no scheme of its own. With exactly one of its own, ASP.NET Core would have taken that, until we
/// became the second: so say it.
/// </summary>
internal static class DefaultScheme
{
    public static void Choose(AuthenticationOptions options)
    {
        if (options.DefaultScheme is null)
        {
            var others = options.Schemes.Where(scheme => scheme.Name != KeywrightDefaults.AuthenticationScheme).ToList();
            options.DefaultScheme = others switch
            {
                [] => KeywrightDefaults.AuthenticationScheme,
                [var only] => only.Name,
                _ => null,
            };
        }
    }
}
