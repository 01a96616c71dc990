using Keywright.Http;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Dpop;

/// <summary>
/// The key that what a client is about to get is bound to (RFC 9449 §5): that of its proof, which some clients must send.
/// </summary>
internal sealed class DpopBinding(DpopProofs proofs, OAuthOptions options)
{
    public async ValueTask<(string? Thumbprint, OAuthError? Refusal)> Read(Call call, OAuthClient client) =>
        await proofs.Verify(call.Http, accessToken: null, call.Ct) switch
        {
            DpopVerdict.Proven proven => (proven.Thumbprint, null),
            DpopVerdict.Refused refused => (null, refused.Error),
            // RFC 9449 §5.2; FAPI 2.0 Security Profile §5.3.2.1: only tokens that are bound to their sender.
            _ when client.DpopBoundAccessTokens || client.MustFitFapi2(options) =>
                (null, new OAuthError("invalid_dpop_proof", "The client must send a DPoP proof (RFC 9449 §5).")),
            _ => (null, null),
        };
}
