using Keywright.Database;
using Keywright.OAuth.Token;
using Keywright.Security;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Device;

/// <summary>
/// grant_type=urn:ietf:params:oauth:grant-type:device_code (RFC 8628 §3.4): the device asks again and again until its user has decided.
/// </summary>
internal sealed class DeviceCodeGrant(KeywrightDatabase database, IssueGrant issue) : IGrantType
{
    public string Name => GrantTypes.DeviceCode;

    public async ValueTask<TokenResult> Redeem(TokenRequest request) =>
        SecretToken.Parse(TokenKind.DeviceCode, request.Form["device_code"]) is not { } token
            ? OAuthError.InvalidGrant("device_code is missing or malformed (RFC 8628 §3.4).")
            : await database.Write(tx => Redeem(tx, request, token), request.Ct);

    private async ValueTask<TokenResult> Redeem(Tx tx, TokenRequest request, SecretToken token)
    {
        var id = tx.NewId<GrantId>();
        return await OAuthDeviceCodeStore.Use(tx, token.Hash, request.Client.Id, id) is { } allowed
            ? await issue.Run(tx, request, id, Name, allowed)
            : await Refuse(tx, request, token);
    }

    /// <summary>RFC 8628 §3.5. One answer for unknown, used and another client's.</summary>
    private static async ValueTask<TokenResult> Refuse(Tx tx, TokenRequest request, SecretToken token) =>
        await OAuthDeviceCodeStore.Find(tx, token.Hash, request.Client.Id) switch
        {
            null or { Status: "used" } => OAuthError.InvalidGrant("The device code is unknown or used (RFC 8628 §3.5)."),
            { Status: "denied" } => OAuthError.AccessDenied("The user refused (RFC 8628 §3.5)."),
            { ExpiresAt: var end } when end <= tx.Now => new OAuthError("expired_token", "The device code has expired. Ask for a new one."),
            { Interval: var interval } when !await OAuthDeviceCodeStore.Poll(tx, token.Hash, interval) =>
                new OAuthError("slow_down", "Ask less often: five seconds more between two requests."),
            _ => new OAuthError("authorization_pending", "The user has not decided yet."),
        };
}
