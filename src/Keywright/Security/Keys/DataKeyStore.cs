using Keywright.Database;

namespace Keywright.Security.Keys;

/// <summary>A key of ASP.NET Core's data protection, encrypted.</summary>
internal sealed record DataKey(Guid Id, byte[] Xml);

/// <summary>All writes to <c>data_keys</c>.</summary>
internal static class DataKeyStore
{
    public static ValueTask<List<DataKey>> List(Tx tx) => tx.List($"""
        SELECT id, xml FROM kw.data_keys ORDER BY created_at, id
        """, row => new DataKey(row.Uuid("id"), row.Bytes("xml")));

    public static ValueTask<int> Add(Tx tx, DataKey key) => tx.Execute($"""
        INSERT INTO kw.data_keys (id, xml, created_at) VALUES ({key.Id}, {key.Xml}, {tx.Now})
        """);
}
