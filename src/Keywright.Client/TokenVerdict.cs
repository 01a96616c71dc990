using System.Text.Json;

namespace Keywright.Client;

/// <summary>What became of an access token.</summary>
internal abstract record TokenVerdict
{
    private TokenVerdict()
    {
    }

    /// <summary>It works.</summary>
    public sealed record Valid(JsonElement Claims) : TokenVerdict;

    /// <summary>In the words of RFC 6750 §3.1 and RFC 9449 §7.1.</summary>
    public sealed record Refused(string Error, string Description) : TokenVerdict
    {
        public static Refused Token(string description) => new("invalid_token", description);

        public static Refused Proof(string description) => new("invalid_dpop_proof", description);
    }

    /// <summary>Nobody can say: the server is away. The token may well be good.</summary>
    public sealed record Unknown : TokenVerdict
    {
        public static readonly Unknown Now = new();
    }
}
