namespace Keywright.Security.PasswordHash.Imported;

/// <summary>Every way of others that is verified here.</summary>
internal static class ImportedFormats
{
    public static IReadOnlyList<IPasswordFormat> All(Sodium? sodium, LibCrypt? libcrypt) =>
        [.. ImportedPbkdf2.All, new UnixCrypt(libcrypt), new Scrypt(sodium), new FirebaseScrypt(sodium)];
}
