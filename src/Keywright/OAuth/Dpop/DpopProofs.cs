using Keywright.Database;
using Keywright.Security.Jose;

namespace Keywright.OAuth.Dpop;

/// <summary>
/// Whether the sender of a request has the key that it says (RFC 9449 §4.3). Each proof works once, on one node of all.
/// </summary>
internal sealed class DpopProofs(KeywrightDatabase database, OAuthSettings settings, DpopNonces nonces, DpopSettings demands)
{
    public const string Header = "DPoP";

    /// <param name="http">The request, and the answer that a new nonce is put on.</param>
    /// <param name="accessToken">The token that is presented with it, or null at an endpoint that takes none.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<DpopVerdict> Verify(HttpContext http, string? accessToken, CancellationToken ct)
    {
        // §4.3 point 1: not more than one.
        var headers = http.Request.Headers[Header];
        if (headers.Count == 0)
        {
            return DpopVerdict.None.Sent;
        }

        if (headers.Count > 1 || ProofToken.Verify(headers[0]) is not { } proof)
        {
            return Refuse("The DPoP proof is malformed, signed by another key than its own, or not the only one.");
        }

        // The public URL, not the Host header: who sends a proof may say anything in that.
        var expected = new ExpectedProof(http.Request.Method, settings.At(http.Request.Path.ToUriComponent()), accessToken);
        if (expected.Refuse(proof) is { } wrong)
        {
            return Refuse($"The DPoP proof is for another request: {wrong} is wrong.");
        }

        var (verdict, nonce) = await database.Write(tx => Use(tx, proof), ct);
        if (nonce is not null)
        {
            http.Response.Headers[DpopNonces.Header] = nonce;
        }

        return verdict;
    }

    /// <summary>The verdict, and the nonce that the client should use next where it is another.</summary>
    private async ValueTask<(DpopVerdict Verdict, string? Nonce)> Use(Tx tx, ProofToken proof)
    {
        if (!ExpectedProof.IsFresh(proof, tx.Now))
        {
            return (Refuse("The DPoP proof is too old, or from the future: iat is wrong."), null);
        }

        // RFC 9449 §8.2: also with an answer that grants, so that the next request needs no second try.
        var next = demands.DemandsNonces && nonces.New(tx.Now) is var newest && newest != proof.Nonce ? newest : null;
        if (next is not null && !nonces.Accepts(proof.Nonce, tx.Now))
        {
            return (new DpopVerdict.Refused(new("use_dpop_nonce", "The DPoP proof must hold the nonce of this answer.")), next);
        }

        var isFirst = await OAuthUsedProofStore.Use(
            tx, OAuthUsedProofStore.Dpop, proof.Thumbprint, proof.Id, proof.IssuedAt + ExpectedProof.Window);
        return (isFirst ? new DpopVerdict.Proven(proof.Thumbprint) : Refuse("The DPoP proof was used before."), next);
    }

    /// <summary>RFC 9449 §5 and §7.1.</summary>
    private static DpopVerdict.Refused Refuse(string description) => new(new OAuthError("invalid_dpop_proof", description));
}
