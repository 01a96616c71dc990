using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>A JWT in the compact form of a JWS (RFC 7515 §7.1), parsed. It proves nothing before <see cref="Verify"/>.</summary>
internal sealed class SignedToken
{
    /// <summary>ID tokens have a few hundred characters; with groups in them a few thousand.</summary>
    public const int MaxLength = 16 * 1024;

    private const string MediaType = "application/";

    private readonly CompactJws _jws;
    private readonly JsonElement _claims;

    private SignedToken(CompactJws jws, JsonElement claims) => (_jws, _claims) = (jws, claims);

    public JoseAlgorithm Algorithm => _jws.Algorithm;

    public string? KeyId => _jws.Header.Text("kid");

    /// <summary>What it says it is for: <c>typ</c> without <c>application/</c> and in lower case (RFC 7515 §4.1.9), or null.</summary>
    public string? Type
    {
        get
        {
            var type = _jws.Header.Text("typ")?.ToLowerInvariant();
            return type?.StartsWith(MediaType, StringComparison.Ordinal) == true ? type[MediaType.Length..] : type;
        }
    }

    /// <summary>What it says, and nobody vouches for yet: only to find the client whose keys it is verified with.</summary>
    public string? UnverifiedIssuer => _claims.Text("iss");

    /// <summary>
    /// Null when it is malformed, too long, or of an algorithm that is not ours. What a header says of keys (<c>jwk</c>, <c>jku</c>,
    /// <c>x5c</c>, <c>x5u</c>) is not read: keys come from whoever is trusted.
    /// </summary>
    public static SignedToken? Parse(string? text) =>
        CompactJws.Parse(text, MaxLength) is { } jws && StrictJson.Object(jws.Payload) is { } claims ? new SignedToken(jws, claims) : null;

    /// <summary>What it says, if one of the keys signed it.</summary>
    public JsonElement? Verify(KeySet keys) => keys.For(this).Any(_jws.IsSignedBy) ? _claims : null;
}
