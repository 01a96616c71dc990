using Keywright.Security.Keys;
using Keywright.Server;
using Keywright.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Keywright.Tests.Server;

public sealed class SharedDataProtectionOnSqlite() : SharedDataProtectionTests(new SqliteTestDatabase());

public sealed class SharedDataProtectionOnPostgres() : SharedDataProtectionTests(new PostgresTestDatabase());

public abstract class SharedDataProtectionTests(TestDatabase database) : ServerTests(database)
{
    internal override KeywrightServer Make() => new(Database) { HostServices = services => services.AddSharedDataProtection() };

    [Fact]
    public async Task What_one_node_protects_another_one_reads()
    {
        await using var other = await Another(_ => { }, services => services.AddSharedDataProtection());
        var text = Protector(Server).Protect("for all nodes");

        Assert.Equal("for all nodes", Protector(other).Unprotect(text));
    }

    [Fact]
    public async Task The_keys_lie_encrypted_in_the_database()
    {
        _ = Protector(Server).Protect("something");

        var key = Assert.Single(await Server.Rows(DataKeyStore.List));
        Assert.Equal(-1, key.Xml.AsSpan().IndexOf("<key"u8));
        Assert.Null(MasterKey.New().Decrypt(DataKeys.Purpose, key.Xml, key.Id.ToByteArray(bigEndian: true)));
        Assert.Contains("<key", Assert.Single(await Server.Services.GetRequiredService<DataKeys>().List()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedding_application_keeps_its_own_key_ring()
    {
        await using var host = await Another(_ => { });

        Assert.NotEqual(
            "Keywright.Server",
            host.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository?.GetType().Namespace);
        Assert.Null(host.Services.GetService<DataKeys>());
    }

    private static IDataProtector Protector(KeywrightServer server) =>
        server.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
