using Keywright.Http;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Token;

/// <summary>A request of the token endpoint (RFC 6749 §3.2) by a client that has proved to be it, for a grant that it may use.</summary>
internal sealed record TokenRequest(Call Call, OAuthClient Client, Parameters Form)
{
    /// <summary>RFC 9449 §5: the thumbprint of the key whose possession the client proved.</summary>
    public string? KeyThumbprint { get; init; }

    public CancellationToken Ct => Call.Ct;
}
