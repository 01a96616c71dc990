using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Keywright.Database;

namespace Keywright.SigningKeys;

/// <summary>
/// The set of public keys (RFC 7517 §5) as the bytes that are sent: made anew only when the keys change, and compared with the database
/// every second at most, so that asking for it costs nobody anything.
/// </summary>
internal sealed class KeySet(KeywrightDatabase database, RotateSigningKeys rotate, TimeProvider clock)
{
    // A key may sign on another node as soon as it is there: whoever meets it asks here.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Sent? _last;

    public async ValueTask<Sent> Get(CancellationToken ct)
    {
        if (_last is { } last && clock.GetElapsedTime(last.ReadAt) < Fresh)
        {
            return last;
        }

        var start = clock.GetTimestamp();
        var keys = await database.ReadOne(SigningKeyStore.ListUnexpired, ct);
        if (keys.Count == 0)
        {
            // A client that came first would otherwise remember an empty set.
            await rotate.Run(ct);
            keys = await database.ReadOne(SigningKeyStore.ListUnexpired, ct);
        }

        return _last = Write(keys, start);
    }

    private static Sent Write(List<SigningKey> keys, long readAt)
    {
        var body = Encoding.ASCII.GetBytes($$"""{"keys":[{{string.Join(',', keys.Select(Jwk.Of))}}]}""");
        return new Sent(body, $"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, 12))}\"", readAt);
    }

    internal sealed record Sent(byte[] Body, string Tag, long ReadAt);
}
