using System.Security.Cryptography;
using Keywright.Security.PasswordHash.Imported;

namespace Keywright.Security.PasswordHash;

/// <summary>
/// Hashes passwords with Argon2id, or with PBKDF2 where libsodium is missing; verifies either, and tells which should be renewed.
/// A password for nobody costs what a real one costs, so that time does not tell who has an account.
/// </summary>
internal sealed partial class PasswordHasher
{
    private readonly IReadOnlyList<IPasswordFormat> _formats;
    private readonly HashQueue _queue;
    private readonly ILogger _logger;
    private readonly string _decoy;

    public PasswordHasher(PasswordOptions options, ILogger<PasswordHasher> logger)
        : this(Formats(options, Sodium.Instance, LibCrypt.Instance), new(Environment.ProcessorCount, options.MaxWaiting), logger)
    {
        if (Sodium.Instance is null)
        {
            SodiumIsMissing(logger);
        }
    }

    /// <summary>The first format hashes, all of them verify.</summary>
    internal PasswordHasher(IReadOnlyList<IPasswordFormat> formats, HashQueue queue, ILogger logger)
    {
        _formats = formats;
        _queue = queue;
        _logger = logger;
        _decoy = Current.Decoy();
    }

    /// <summary>Without it no Argon2 hash of the database can be verified.</summary>
    public static bool HasArgon2 => Sodium.Instance is not null;

    private IPasswordFormat Current => _formats[0];

    /// <summary>The hash of a password that the policy has accepted.</summary>
    public Task<string> Hash(string password, CancellationToken ct)
    {
        if (!PasswordText.IsPossible(password))
        {
            throw new ArgumentException("The policy refuses such a password, and is asked first.", nameof(password));
        }

        return _queue.Run(() => HashNow(password), ct);
    }

    /// <summary>Whether this is the password; without a hash to compare with, the same work is done for nothing.</summary>
    public Task<PasswordVerdict> Verify(string password, string? phc, CancellationToken ct) => PasswordText.IsPossible(password)
        ? _queue.Run(() => VerifyNow(password, phc), ct)
        : Task.FromResult(PasswordVerdict.Wrong);

    internal static IReadOnlyList<IPasswordFormat> Formats(PasswordOptions options, Sodium? sodium, LibCrypt? libcrypt = null)
    {
        var argon2id = new Argon2id(options, sodium);
        var pbkdf2 = new Pbkdf2Sha512();
        IPasswordFormat[] own = sodium is null ? [pbkdf2, argon2id] : [argon2id, pbkdf2];
        return [.. own, .. ImportedFormats.All(sodium, libcrypt)];
    }

    private string HashNow(string password)
    {
        var bytes = PasswordText.Stored(password);
        try
        {
            return Current.Hash(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private PasswordVerdict VerifyNow(string password, string? phc)
    {
        var format = phc is null ? null : _formats.FirstOrDefault(format => format.Reads(phc));
        if (phc is null || format is null || format.Refuse(phc) is not null)
        {
            if (phc is not null)
            {
                HashIsUnusable(_logger, format?.Refuse(phc) ?? "its format is unknown.");
            }

            Matches(Current, _decoy, password);
            return PasswordVerdict.Wrong;
        }

        if (!Matches(format, phc, password))
        {
            return PasswordVerdict.Wrong;
        }

        return format == Current && !format.IsOutdated(phc) ? PasswordVerdict.Right : PasswordVerdict.RightButOutdated;
    }

    private static bool Matches(IPasswordFormat format, string phc, string password)
    {
        foreach (var bytes in PasswordText.Tried(password))
        {
            var isRight = format.Verify(phc, bytes);
            CryptographicOperations.ZeroMemory(bytes);
            if (isRight)
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "libsodium can't be loaded: passwords are hashed with PBKDF2-SHA512, not Argon2id. Install libsodium (libsodium23 on Debian).")]
    private static partial void SodiumIsMissing(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message =
        "A stored password hash can't be verified, its owner needs a password reset: {Reason}")]
    private static partial void HashIsUnusable(ILogger logger, string reason);
}
