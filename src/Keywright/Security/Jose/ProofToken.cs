using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>
/// A DPoP proof (RFC 9449 §4.2): the one kind of token that brings its own key, and proves the possession of it and nothing else. There
/// is none whose signature is not verified, and no way from here to a <see cref="SignedToken"/>.
/// </summary>
internal sealed class ProofToken
{
    /// <summary>An RSA key and its signature have 1,400 characters at 4096 bits.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>A longer one is a way to fill a table. Everybody's are random bits.</summary>
    public const int LongestId = 128;

    private const string Type = "dpop+jwt";

    // RFC 7518 §6.2.2, §6.3.2, §6.4.1: what only the owner of a key may know.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private ProofToken(string thumbprint, string id, DateTimeOffset issuedAt, JsonElement claims)
    {
        (Thumbprint, Id, IssuedAt) = (thumbprint, id, issuedAt);
        Claims = claims;
    }

    /// <summary>RFC 7638: what an access token is bound to.</summary>
    public string Thumbprint { get; }

    /// <summary>Its <c>jti</c>.</summary>
    public string Id { get; }

    public DateTimeOffset IssuedAt { get; }

    public string? Nonce => Claims.Text("nonce");

    public JsonElement Claims { get; }

    /// <summary>RFC 9449 §4.3, points 2 to 7: null unless it is well-formed, and signed with the key in its header.</summary>
    public static ProofToken? Verify(string? text)
    {
        if (CompactJws.Parse(text, MaxLength) is not { } jws || jws.Header.Text("typ") != Type || KeyOf(jws) is not { } key
            || StrictJson.Object(jws.Payload) is not { } claims || claims.Text("jti") is not { Length: > 0 and <= LongestId } id
            || claims.Text("htm") is null || claims.Text("htu") is null || claims.Instant("iat") is not { } issuedAt)
        {
            return null;
        }

        return jws.IsSignedBy(key) ? new ProofToken(key.Thumbprint(), id, issuedAt, claims) : null;
    }

    // Whoever sends a private key has given it away: nothing is bound to it.
    private static PublicKey? KeyOf(CompactJws jws) =>
        jws.Header.TryGetProperty("jwk", out var jwk) && jwk.ValueKind == JsonValueKind.Object && !PrivateMembers.Any(name => jwk.Has(name))
            ? PublicKey.Parse(jwk, jws.Algorithm)
            : null;
}
