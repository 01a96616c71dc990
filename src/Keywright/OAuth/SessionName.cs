using System.Buffers.Text;
using System.Security.Cryptography;
using Keywright.Security;

namespace Keywright.OAuth;

/// <summary>
/// The <c>sid</c> of OpenID Connect Back-Channel Logout §2.1: a session as one client knows it. Two clients can't tell by it that they
/// serve the same person.
/// </summary>
internal static class SessionName
{
    private const int Length = 16;

    public static string Of(SessionId session, ClientId client)
    {
        Span<byte> both = stackalloc byte[2 * Length];
        session.Value.TryWriteBytes(both, bigEndian: true, out _);
        client.Value.TryWriteBytes(both[Length..], bigEndian: true, out _);
        return Base64Url.EncodeToString(SHA256.HashData(both).AsSpan(0, Length));
    }
}
