using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Keywright.Security.Jose;
using Keywright.Security.Keys;

namespace Keywright.Passkeys;

/// <summary>Which ceremony a state belongs to: one of another can't be completed with it.</summary>
internal enum Ceremony
{
    Registration,
    SignIn,
}

/// <summary>What must be remembered of a ceremony that has begun. The client carries it, sealed: beginning costs no row.</summary>
/// <param name="Json">What the framework remembers: the challenge, and for whom.</param>
/// <param name="Hash">What marks it as used.</param>
/// <param name="ExpiresAt">When it is too late to finish.</param>
internal sealed record PasskeyState(string Json, byte[] Hash, DateTimeOffset ExpiresAt);

/// <summary>Seals and opens states.</summary>
internal sealed class PasskeyStates(MasterKey key, TimeProvider time)
{
    // WebAuthn §15.1 recommends 5 to 10 minutes where the user is verified.
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Purpose = "passkey state";
    private const int Header = sizeof(long);

    public string Seal(Ceremony ceremony, string json)
    {
        var plain = new byte[Header + Encoding.UTF8.GetByteCount(json)];
        BinaryPrimitives.WriteInt64BigEndian(plain, (time.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        _ = Encoding.UTF8.GetBytes(json, plain.AsSpan(Header));
        return Base64Url.EncodeToString(key.Encrypt(Purpose, plain, Bound(ceremony)));
    }

    /// <summary>Null when it is none of ours, belongs to the other ceremony, or has expired.</summary>
    public PasskeyState? Open(Ceremony ceremony, string? text)
    {
        if (StrictBase64Url.Decode(text) is not { } box || key.Decrypt(Purpose, box, Bound(ceremony)) is not { Length: > Header } plain)
        {
            return null;
        }

        var expiresAt = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(plain));
        return expiresAt <= time.GetUtcNow()
            ? null
            : new PasskeyState(Encoding.UTF8.GetString(plain.AsSpan(Header)), SHA256.HashData(plain), expiresAt);
    }

    private static byte[] Bound(Ceremony ceremony) => [(byte)ceremony];
}
