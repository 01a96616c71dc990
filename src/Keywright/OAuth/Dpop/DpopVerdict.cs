namespace Keywright.OAuth.Dpop;

/// <summary>What became of the DPoP proof of a request.</summary>
internal abstract record DpopVerdict
{
    private DpopVerdict()
    {
    }

    /// <summary>None was sent.</summary>
    public sealed record None : DpopVerdict
    {
        public static readonly None Sent = new();
    }

    /// <summary>The sender has the key of this thumbprint (RFC 7638): the <c>jkt</c> of what it gets.</summary>
    public sealed record Proven(string Thumbprint) : DpopVerdict;

    /// <summary><c>invalid_dpop_proof</c>, or <c>use_dpop_nonce</c> with the nonce in the answer's header.</summary>
    public sealed record Refused(OAuthError Error) : DpopVerdict;
}
