namespace Keywright.Security.Jose;

/// <summary>The signatures that count (RFC 7518 §3.1). There is no <c>none</c> and no HMAC to confuse a key with.</summary>
internal enum JoseAlgorithm
{
    ES256,
    RS256,
    PS256,
}

internal static class JoseAlgorithms
{
    /// <summary>Null for every other name. Names are case-sensitive (RFC 7515 §4.1.1).</summary>
    public static JoseAlgorithm? Parse(string? name) => name switch
    {
        "ES256" => JoseAlgorithm.ES256,
        "RS256" => JoseAlgorithm.RS256,
        "PS256" => JoseAlgorithm.PS256,
        _ => null,
    };
}
