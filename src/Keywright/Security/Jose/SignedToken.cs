using System.Text;
using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>A JWT in the compact form of a JWS (RFC 7515 §7.1), parsed. It proves nothing before <see cref="Verify"/>.</summary>
internal sealed class SignedToken
{
    /// <summary>ID tokens have a few hundred characters; with groups in them a few thousand.</summary>
    public const int MaxLength = 16 * 1024;

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly JsonElement _claims;

    private SignedToken(JoseAlgorithm algorithm, string? keyId, string? type, byte[] signed, byte[] signature, JsonElement claims)
    {
        (Algorithm, KeyId, Type) = (algorithm, keyId, type);
        (_signed, _signature, _claims) = (signed, signature, claims);
    }

    public JoseAlgorithm Algorithm { get; }

    public string? KeyId { get; }

    /// <summary>Its <c>typ</c> (RFC 7515 §4.1.9), in lower case and without <c>application/</c>: what the token is for (RFC 8725 §3.11).</summary>
    public string? Type { get; }

    /// <summary>
    /// Null when it is malformed, too long, or of an algorithm that is not ours. What a header says of keys (<c>jwk</c>, <c>jku</c>,
    /// <c>x5c</c>, <c>x5u</c>) is not read: keys come from whoever is trusted.
    /// </summary>
    public static SignedToken? Parse(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || text.Split('.') is not [var head, var payload, var tail]
            || StrictBase64Url.Decode(head) is not { } headBytes || StrictBase64Url.Decode(payload) is not { } payloadBytes
            || StrictBase64Url.Decode(tail) is not { Length: > 0 } signature
            || StrictJson.Object(headBytes) is not { } header || StrictJson.Object(payloadBytes) is not { } claims)
        {
            return null;
        }

        // RFC 7515 §4.1.11: a critical extension that is not understood is a refusal. We understand none.
        return JoseAlgorithms.Parse(header.Text("alg")) is not { } algorithm || header.Has("crit")
            || (header.Has("kid") && header.Text("kid") is null)
            ? null
            : new SignedToken(
                algorithm, header.Text("kid"), TypeOf(header), Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]), signature, claims);
    }

    // RFC 7515 §4.1.9: media types are compared without regard to case, and lose their application/.
    private static string? TypeOf(JsonElement header)
    {
        const string Prefix = "application/";
        var type = header.Text("typ")?.ToLowerInvariant();
        return type?.StartsWith(Prefix, StringComparison.Ordinal) == true ? type[Prefix.Length..] : type;
    }

    /// <summary>What it says, if one of the keys signed it.</summary>
    public JsonElement? Verify(KeySet keys) => keys.For(this).Any(key => key.Verify(_signed, _signature)) ? _claims : null;
}
