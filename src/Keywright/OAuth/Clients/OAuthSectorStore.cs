using Keywright.Database;

namespace Keywright.OAuth.Clients;

/// <summary>All writes to <c>oauth_sectors</c>. A row stays for good: without its salt nobody is known any more in its sector.</summary>
internal static class OAuthSectorStore
{
    public static ValueTask<byte[]?> Find(Tx tx, string sector) => tx.Find($"""
        SELECT salt FROM kw.oauth_sectors WHERE sector = {sector}
        """, row => row.Bytes("salt"));

    /// <summary>The salt of the sector: the one that is there, or else this.</summary>
    public static async ValueTask<byte[]> FindOrAdd(Tx tx, string sector, byte[] salt)
    {
        _ = await tx.Execute($"""
            INSERT INTO kw.oauth_sectors (sector, salt, created_at) VALUES ({sector}, {salt}, {tx.Now}) ON CONFLICT DO NOTHING
            """);
        return (await Find(tx, sector))!;
    }
}
