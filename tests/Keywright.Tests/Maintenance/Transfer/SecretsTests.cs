using System.Text;
using Keywright.Database;
using Keywright.Maintenance.Transfer;

namespace Keywright.Tests.Maintenance.Transfer;

public sealed class SecretsOnSqlite() : SecretsTests("sqlite");

public sealed class SecretsOnPostgres() : SecretsTests("postgres");

/// <summary>What a master key encrypts travels under a passphrase, and is under the other master key where it arrives.</summary>
public abstract class SecretsTests(string kind) : IAsyncLifetime
{
    private const string Passphrase = "a passphrase of some length";
    private const string Purpose = "vault: secret";
    private static readonly Guid Owner = Guid.Parse("01990001-0000-7000-8000-000000000001");
    private static readonly Guid Plain = Guid.Parse("01990001-0000-7000-8000-000000000002");

    // A table as a feature may have one; the tests of the live schema watch over the real ones.
    private static readonly TransferTable Vault = new(
        "vault", ["id"],
        new("id", ColumnKind.Id),
        new("secret", ColumnKind.Secret) { Purpose = Purpose, IsRequired = true });

    private Place _from = null!;
    private Place _to = null!;

    public async Task InitializeAsync()
    {
        (_from, _to) = (await Make(), await Make());
        await _from.Database.Write(async tx =>
        {
            _ = await Add(tx, Owner, "the secret"u8);
            return await Add(tx, Plain, null);
        });
    }

    public async Task DisposeAsync()
    {
        await _from.DisposeAsync();
        await _to.DisposeAsync();
    }

    [Fact]
    public async Task A_secret_arrives_under_the_other_master_key()
    {
        var lines = await _from.Export(new() { Passphrase = Passphrase });
        var report = await _to.Import(lines, new() { Passphrase = Passphrase });

        Assert.True(report.IsComplete);
        var there = await Stored(_to);
        Assert.Equal("the secret", Encoding.UTF8.GetString(_to.Key.Decrypt(Purpose, there, Owner.ToByteArray(bigEndian: true))!));
        Assert.Null(_from.Key.Decrypt(Purpose, there, Owner.ToByteArray(bigEndian: true)));
        Assert.DoesNotContain(lines, line => line.Contains(Convert.ToBase64String("the secret"u8), StringComparison.Ordinal));

        // Every encryption is another one; the secret is the same.
        Assert.Equal(0, (await _to.Import(lines, new() { Passphrase = Passphrase })).Tables.Sum(table => table.Written));
        Assert.Empty(_to.Problems);
    }

    [Fact]
    public async Task Without_a_passphrase_nothing_is_exported()
    {
        var refusal = await Assert.ThrowsAsync<TransferException>(() => _from.Export());

        Assert.Contains("vault.secret", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--passphrase-file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_can_be_left_out_on_either_side()
    {
        Assert.Single(await _from.Export(new() { WithoutSecrets = true }), line => line.StartsWith("{\"vault\"", StringComparison.Ordinal));

        var lines = await _from.Export(new() { Passphrase = Passphrase });
        await Assert.ThrowsAsync<TransferException>(() => _to.Import(lines));
        var report = await _to.Import(lines, new() { WithoutSecrets = true });
        Assert.Equal((1, 1), report.Tables.Select(table => (table.Written, table.Refused)).Single());
    }

    [Fact]
    public async Task Another_passphrase_is_told_before_anything_is_written()
    {
        var lines = await _from.Export(new() { Passphrase = Passphrase });

        var refusal = await Assert.ThrowsAsync<TransferException>(() => _to.Import(lines, new() { Passphrase = Passphrase + "!" }));
        Assert.Equal("The passphrase is not that of the file.", refusal.Message);
    }

    [Fact]
    public async Task A_secret_moved_to_another_row_is_refused()
    {
        var lines = (await _from.Export(new() { Passphrase = Passphrase }))
            .Select(line => line.Replace(Owner.ToString(), "01990001-0000-7000-8000-000000000009", StringComparison.Ordinal));

        var report = await _to.Import(lines, new() { Passphrase = Passphrase });
        Assert.Equal(1, report.Tables.Sum(table => table.Refused));
    }

    // Whoever wrote the file chose the parameters: reading it must not take the machine.
    [Theory]
    [InlineData("\"memory\":65536", "\"memory\":2000000000")]
    [InlineData("\"iterations\":3", "\"iterations\":2000000000")]
    [InlineData("argon2id", "md5")]
    public async Task A_key_that_costs_too_much_is_not_derived(string from, string to)
    {
        var lines = (await _from.Export(new() { Passphrase = Passphrase }))
            .Select(line => line.Replace(from, to, StringComparison.Ordinal));

        await Assert.ThrowsAsync<TransferException>(() => _to.Import(lines, new() { Passphrase = Passphrase }));
    }

    private async Task<Place> Make()
    {
        var place = await Place.Of(kind, [Vault]);
        _ = await place.Database.Write(tx => tx.Execute(tx.Dialect.Choose<Sql>(
            sqlite: $"CREATE TABLE kw.vault (id TEXT PRIMARY KEY, secret BLOB) STRICT",
            postgres: $"CREATE TABLE kw.vault (id uuid PRIMARY KEY, secret bytea)")));
        return place;
    }

    private ValueTask<int> Add(Tx tx, Guid id, ReadOnlySpan<byte> secret)
    {
        var encrypted = secret.IsEmpty ? null : _from.Key.Encrypt(Purpose, secret, id.ToByteArray(bigEndian: true));
        return tx.Execute($"INSERT INTO kw.vault (id, secret) VALUES ({id}, {encrypted})");
    }

    private static async Task<byte[]> Stored(Place place) => (await place.Database.Read(tx =>
        tx.Find($"SELECT secret FROM kw.vault WHERE id = {Owner}", row => row.Bytes("secret"))))!;
}
