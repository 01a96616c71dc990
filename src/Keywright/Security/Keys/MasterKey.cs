using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Keywright.Security.Keys;

/// <summary>
/// The one secret outside the database. It is never used itself: each purpose has its own key, derived by HKDF (RFC 5869).
/// While it is rotated other keys are held beside it: what they encrypted is read, and what is encrypted is so under the database's.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
internal sealed class MasterKey
{
    /// <summary>Less than this is guessable or not a key.</summary>
    public const int MinLength = 32;

    // Ids come with hostile input too: the file is not read for each.
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    // Version of the envelope that Encrypt writes, in front of the key's id.
    private const byte Envelope = 1;
    private const int IdLength = 4;
    private const int HeaderLength = 1 + IdLength;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _secret;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _id;

    private readonly MasterKeySource? _source;
    private volatile IReadOnlyList<MasterKey> _others = [];
    private volatile MasterKey _current;
    private long _readAt;

    public MasterKey(ReadOnlySpan<byte> secret, params IEnumerable<MasterKey> others)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, MinLength);
        _secret = secret.ToArray();

        var fingerprint = Derive("fingerprint", 8);
        Fingerprint = Convert.ToHexStringLower(fingerprint);
        _id = fingerprint[..IdLength];
        _current = this;
        _others = [.. others.Where(other => other.Fingerprint != Fingerprint)];
    }

    private MasterKey(MasterKeySource source, IReadOnlyList<byte[]> secrets)
        : this(secrets[0], secrets.Skip(1).Select(secret => new MasterKey(secret))) =>
        (_source, _readAt) = (source, Environment.TickCount64);

    /// <summary>Tells keys apart and reveals nothing of them: the database remembers whose it is.</summary>
    public string Fingerprint { get; }

    /// <summary>The fingerprint of the key that is encrypted with.</summary>
    public string CurrentFingerprint => _current.Fingerprint;

    /// <summary>The first bytes of the fingerprint: in front of what was encrypted or signed, so that a retired key can be found.</summary>
    internal ReadOnlySpan<byte> Id => _id;

    /// <summary>How everything begins that is encrypted with the key of now.</summary>
    internal byte[] CurrentHeader => [Envelope, .. _current._id];

    /// <summary>This one and those held beside it.</summary>
    internal IEnumerable<MasterKey> All => [this, .. _others];

    /// <summary>A key that nobody else has and that nothing will remember: for storage that ends with the process.</summary>
    public static MasterKey New() => new(RandomNumberGenerator.GetBytes(MinLength));

    /// <summary>The configured keys, or those of the data directory, where one is created at the first start.</summary>
    public static MasterKey Load(KeyOptions options, string dataDirectory)
    {
        var source = new MasterKeySource(options, dataDirectory);
        return new(source, source.Read());
    }

    /// <summary>The key for one purpose. Different purposes share nothing.</summary>
    public byte[] Derive(string purpose, int length = 32) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, length, info: Encoding.UTF8.GetBytes("keywright " + purpose));

    /// <summary>Encrypts with this key from now on, if it is held.</summary>
    public bool TryUse(string fingerprint)
    {
        if (Find(key => key.Fingerprint == fingerprint, TimeSpan.Zero) is not { } key)
        {
            return false;
        }

        _current = key;
        return true;
    }

    /// <summary>The held key of this id, or null.</summary>
    internal MasterKey? Held(ReadOnlySpan<byte> id)
    {
        var wanted = id.ToArray();
        return Find(key => key._id.AsSpan().SequenceEqual(wanted), BetweenReads);
    }

    /// <summary>
    /// Envelope version (1 byte), key id (4), nonce (12), ciphertext, tag (16). What <paramref name="associated"/> names (a row's id)
    /// is authenticated, so that a value can't be moved to another row.
    /// </summary>
    public byte[] Encrypt(string purpose, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var current = _current;
        byte[] header = [Envelope, .. current._id];
        var key = current.Derive(purpose);
        try
        {
            return [.. header, .. SealedBox.Seal(key, plain, [.. header, .. associated])];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Null when it is under a key that is not held, for another purpose or other associated data, or was changed.</summary>
    public byte[]? Decrypt(string purpose, ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> associated)
    {
        if (encrypted.Length < HeaderLength || encrypted[0] != Envelope
            || Held(encrypted[1..HeaderLength]) is not { } held)
        {
            return null;
        }

        var key = held.Derive(purpose);
        try
        {
            return SealedBox.Open(key, encrypted[HeaderLength..], [.. encrypted[..HeaderLength], .. associated]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public override string ToString() => $"master key {Fingerprint}";

    private MasterKey? Find(Func<MasterKey, bool> isIt, TimeSpan patience) =>
        All.FirstOrDefault(isIt) ?? (ReadAgain(patience) ? All.FirstOrDefault(isIt) : null);

    /// <summary>A rotation on this machine adds a key to the file: a server that runs needs no restart to hold it.</summary>
    private bool ReadAgain(TimeSpan patience)
    {
        var last = Interlocked.Read(ref _readAt);
        var now = Environment.TickCount64;
        if (_source?.File is null || now - last < patience.TotalMilliseconds
            || Interlocked.CompareExchange(ref _readAt, now, last) != last)
        {
            return false;
        }

        try
        {
            var known = All.Select(key => key.Fingerprint).ToHashSet(StringComparer.Ordinal);
            _others = [.. _others, .. _source.Read().Select(secret => new MasterKey(secret)).Where(key => known.Add(key.Fingerprint))];
            return true;
        }
        catch (MasterKeyException)
        {
            // What was read at the start still holds.
            return false;
        }
    }
}
