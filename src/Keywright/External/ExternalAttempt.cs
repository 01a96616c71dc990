using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Keywright.Security.Jose;
using Keywright.Security.Keys;

namespace Keywright.External;

/// <summary>
/// A sign-in at a provider, or a link to it, that has begun. The browser that began it carries it, sealed, in a cookie: beginning costs no
/// row, and no other browser can finish it (login CSRF, RFC 9700 §4.7).
/// </summary>
/// <param name="Provider">Where it began: an answer of another provider does not finish it.</param>
/// <param name="State">What the provider sends back.</param>
/// <param name="Nonce">What the ID token repeats.</param>
/// <param name="Verifier">PKCE's secret.</param>
/// <param name="ReturnTo">Where the browser goes afterwards; checked when it began.</param>
internal sealed record ExternalAttempt(
    string Provider, string State, string Nonce, string Verifier, string ReturnTo, DateTimeOffset ExpiresAt)
{
    /// <summary>token or cookie.</summary>
    public string Mode { get; init; } = "token";

    /// <summary>The SHA-256 that the one who redeems the exchange must know the origin of; of the verifier where it is not given.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whose account is to be linked, and the session that asked for it.</summary>
    public Guid? LinkUser { get; init; }

    public Guid? LinkSession { get; init; }

    public byte[] StateHash => SHA256.HashData(Encoding.UTF8.GetBytes(State));
}

[JsonSerializable(typeof(ExternalAttempt))]
internal sealed partial class ExternalAttemptJson : JsonSerializerContext;

/// <summary>Begins attempts, seals and opens them.</summary>
internal sealed class ExternalAttempts(MasterKey key, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Purpose = "external attempt";

    public ExternalAttempt New(ExternalProvider provider, string returnTo) =>
        new(provider.Name, Secret(), Secret(), Secret(), returnTo, time.GetUtcNow() + Lifetime);

    public string Seal(ExternalAttempt attempt) => Base64Url.EncodeToString(
        key.Encrypt(Purpose, JsonSerializer.SerializeToUtf8Bytes(attempt, ExternalAttemptJson.Default.ExternalAttempt), []));

    /// <summary>Null when it is none of ours or too old, or belongs to another provider or state.</summary>
    public ExternalAttempt? Open(string? text, string provider, string? state)
    {
        if (state is null || StrictBase64Url.Decode(text) is not { } bytes || key.Decrypt(Purpose, bytes, []) is not { } plain
            || JsonSerializer.Deserialize(plain, ExternalAttemptJson.Default.ExternalAttempt) is not { } attempt)
        {
            return null;
        }

        var isSame = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(attempt.State), Encoding.UTF8.GetBytes(state));
        return isSame && attempt.Provider == provider && attempt.ExpiresAt > time.GetUtcNow() ? attempt : null;
    }

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
