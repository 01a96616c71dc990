using System.Text;
using Keywright.Database;

namespace Keywright.Security.Keys;

/// <summary>The keys of ASP.NET Core's data protection: shared by all nodes, and worth nothing without the master key.</summary>
internal sealed class DataKeys(KeywrightDatabase database, MasterKey master)
{
    public const string Purpose = "data protection key";

    /// <summary>Those that can be read: one under a lost master key is as good as gone.</summary>
    public async Task<IReadOnlyList<string>> List() =>
    [
        .. (await database.ReadOne(DataKeyStore.List))
            .Select(key => master.Decrypt(Purpose, key.Xml, key.Id.ToByteArray(bigEndian: true)))
            .OfType<byte[]>().Select(Encoding.UTF8.GetString),
    ];

    public async Task Add(string xml) => _ = await database.Write(tx =>
    {
        var id = Guid.CreateVersion7(tx.Now);
        return DataKeyStore.Add(
            tx, new DataKey(id, master.Encrypt(Purpose, Encoding.UTF8.GetBytes(xml), id.ToByteArray(bigEndian: true))));
    });
}
