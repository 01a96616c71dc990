using System.Security.Claims;
using Keywright.Security;

namespace Keywright.Authentication;

/// <summary>What authorization reads of a principal: our identity in it, and none of the host's.</summary>
internal static class OwnIdentity
{
    public static ClaimsIdentity? Of(ClaimsPrincipal principal) => principal.Identities.FirstOrDefault(identity =>
        identity.AuthenticationType == KeywrightDefaults.AuthenticationScheme && identity.FindFirst(KeywrightClaims.Subject) is not null);

    public static bool IsFirstParty(ClaimsIdentity identity) => identity.FindFirst(KeywrightClaims.TokenId) is null;

    /// <summary>Whether a claim of <paramref name="type"/> covers <paramref name="wanted"/>.</summary>
    public static bool Covers(ClaimsIdentity identity, string type, string wanted)
    {
        foreach (var claim in identity.Claims)
        {
            if (claim.Type == type && Ability.Covers(claim.Value, wanted))
            {
                return true;
            }
        }

        return false;
    }
}
