using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.Keys;

/// <summary>
/// What lanes and limits keep of an email address or user name. Keyed, because a plain hash of an address is undone by trying addresses.
/// </summary>
internal sealed class IdentifierHash(MasterKey key)
{
    private readonly byte[] _key = key.Derive("identifier hash");

    public byte[] Of(string normalisedIdentifier) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(normalisedIdentifier));
}
