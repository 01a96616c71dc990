using System.Text;
using System.Text.Json;

namespace Keywright.Security.Jose;

/// <summary>
/// The compact form of a JWS (RFC 7515 §7.1): the one parser of <see cref="SignedToken"/> and <see cref="ProofToken"/>, which say where
/// its key may come from. It proves nothing by itself.
/// </summary>
internal sealed class CompactJws
{
    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private CompactJws(JoseAlgorithm algorithm, JsonElement header, byte[] payload, byte[] signed, byte[] signature)
    {
        (Algorithm, Header, Payload) = (algorithm, header, payload);
        (_signed, _signature) = (signed, signature);
    }

    public JoseAlgorithm Algorithm { get; }

    public JsonElement Header { get; }

    public byte[] Payload { get; }

    /// <summary>Null when it is malformed, too long, or of an algorithm that is not ours.</summary>
    public static CompactJws? Parse(string? text, int maxLength)
    {
        // Five parts are a JWE; a list of more is not even made.
        if (text is not { Length: > 0 } || text.Length > maxLength || text.Split('.', 4) is not [var head, var payload, var tail]
            || StrictBase64Url.Decode(head) is not { } headBytes || StrictBase64Url.Decode(payload) is not { } payloadBytes
            || StrictBase64Url.Decode(tail) is not { Length: > 0 } signature || StrictJson.Object(headBytes) is not { } header)
        {
            return null;
        }

        // RFC 7515 §4.1.11: a critical extension that is not understood is a refusal. We understand none; b64 (RFC 7797) would change
        // what is signed, and must be critical where it does.
        return JoseAlgorithms.Parse(header.Text("alg")) is not { } algorithm || header.Has("crit") || header.Has("b64")
            || !IsTextOrAbsent(header, "kid") || !IsTextOrAbsent(header, "typ")
            ? null
            : new CompactJws(algorithm, header, payloadBytes, Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]), signature);
    }

    public bool IsSignedBy(PublicKey key) => key.Algorithm == Algorithm && key.Verify(_signed, _signature);

    private static bool IsTextOrAbsent(JsonElement header, string name) => !header.Has(name) || header.Text(name) is not null;
}
