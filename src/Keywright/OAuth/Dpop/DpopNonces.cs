using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Keywright.Security.Keys;

namespace Keywright.OAuth.Dpop;

/// <summary>
/// Nonces for DPoP proofs (RFC 9449 §8) that no table remembers: a keyed hash of the time, the same on every node. They keep a client from
/// making proofs ahead; that each proof is used once is its jti's matter.
/// </summary>
internal sealed class DpopNonces(MasterKey master)
{
    public const string Header = "DPoP-Nonce";

    /// <summary>One is made anew so often, and works once more as long.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(3);

    private const string Purpose = "dpop nonce";

    public string New(DateTimeOffset now) => Of(master, SlotOf(now));

    /// <summary>Also under a master key that is held beside the first: nodes are restarted one by one.</summary>
    public bool Accepts(string? nonce, DateTimeOffset now)
    {
        if (nonce is null)
        {
            return false;
        }

        var (shown, slot) = (Encoding.UTF8.GetBytes(nonce), SlotOf(now));
        return master.All.Any(key => IsOf(key, slot) || IsOf(key, slot - 1));

        bool IsOf(MasterKey key, long of) => CryptographicOperations.FixedTimeEquals(shown, Encoding.ASCII.GetBytes(Of(key, of)));
    }

    private static long SlotOf(DateTimeOffset now) => now.UtcTicks / Slot.Ticks;

    private static string Of(MasterKey key, long slot)
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, slot);
        return Base64Url.EncodeToString(HMACSHA256.HashData(key.Derive(Purpose), time).AsSpan(0, 16));
    }
}
