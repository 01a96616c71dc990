using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.OAuth.Authorize;

/// <summary>The session of the browser at the authorization endpoint, and whose it is.</summary>
internal sealed record SignedInSession(SessionId SessionId, User User, string LoginMethod, DateTimeOffset AuthTime)
{
    /// <summary>Null unless the browser's cookie is that of a live session. Tokens are for programs: they open no page.</summary>
    public static async ValueTask<SignedInSession?> Find(Tx tx, Caller? caller, bool hold = false) =>
        caller is { Kind: CallerKind.SessionCookie, SessionId: { } id } && await UserStore.FindBySession(tx, id, hold) is { } found
            ? new SignedInSession(id, found.User, found.LoginMethod, found.Since)
            : null;

    /// <summary>RFC 8176: how the user proved who they are.</summary>
    public IReadOnlyList<string> Amr
    {
        get
        {
            var methods = LoginMethod.Split('+');
            var amr = methods.SelectMany(Words).Distinct(StringComparer.Ordinal).ToList();
            return methods.Length > 1 || methods.Contains("passkey", StringComparer.Ordinal) ? [.. amr, "mfa"] : amr;
        }
    }

    /// <summary>How strong that is: <c>phr</c> (resistant to phishing, OpenID EAP ACR Values §2), two factors, or one.</summary>
    public string Acr => LoginMethod.Split('+').Contains("passkey", StringComparer.Ordinal) ? AcrValues.PhishingResistant
        : LoginMethod.Contains('+', StringComparison.Ordinal) ? AcrValues.TwoFactors
        : AcrValues.OneFactor;

    private static string[] Words(string method) => method switch
    {
        "password" => ["pwd"],
        "totp" or "recovery_code" or "email" => ["otp"],
        "passkey" => ["pop", "user"],
        _ => [],
    };
}

/// <summary>The authentication context classes that this server tells apart.</summary>
internal static class AcrValues
{
    public const string OneFactor = "urn:keywright:acr:one-factor";
    public const string TwoFactors = "urn:keywright:acr:two-factors";
    public const string PhishingResistant = "phr";

    public static IReadOnlyList<string> All { get; } = [OneFactor, TwoFactors, PhishingResistant];
}
