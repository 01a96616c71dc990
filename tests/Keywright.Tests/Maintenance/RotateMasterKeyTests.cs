using System.Net;
using System.Security.Cryptography;
using Keywright.Audit.Sealing;
using Keywright.Database;
using Keywright.Maintenance;
using Keywright.Security.Keys;
using Keywright.SigningKeys;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Maintenance;

public sealed class RotateMasterKeyOnSqlite() : RotateMasterKeyTests(new SqliteTestDatabase());

public sealed class RotateMasterKeyOnPostgres() : RotateMasterKeyTests(new PostgresTestDatabase());

public abstract class RotateMasterKeyTests(TestDatabase database) : ServerTests(database)
{
    private static readonly string Old = Convert.ToBase64String(new byte[32]);
    private static readonly string New = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The columns of bytes that are no envelopes: hashes by their name, and these.</summary>
    private static readonly string[] Plain =
    [
        "audit_events.personal_salt", "audit_events.personal_digest", "audit_keys.public_key", "audit_seals.signature",
        "audit_seals.entries", "signing_keys.public_key", "sessions.successor", "oauth_grants.successor", "passkeys.credential_id",
        "passkeys.public_key", "passkeys.credential", "passkeys.user_handle", "passkey_states.state_hash", "oauth_sectors.salt",
    ];

    internal override KeywrightServer Make() => new(Database, options => options.Keys.PreviousMasterKeys.Add(New));

    [Fact]
    public async Task Sessions_second_factors_mail_and_keys_go_on_while_a_server_runs()
    {
        var user = await Server.SignedInUser("ada@example.com");
        var app = await Authenticator.SetUp(Server, user);
        Is(HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = "ada@example.com" }));
        await Server.Services.GetRequiredService<RotateSigningKeys>().Run(CancellationToken.None);
        await Server.Services.GetRequiredService<SealAudit>().Run(CancellationToken.None);

        var done = await Rotate();

        Assert.All(done, column => Assert.Equal(0, column.Unreadable));
        string[] columns = ["totp.secret", "outbox.letter", "audit_keys.private_key", "signing_keys.private_key"];
        Assert.All(
            columns,
            name => Assert.True(done.Single(column => column.Column == name).Rows > 0, name));

        // The one that ran meanwhile, one with both keys the other way round, and one that has the new one only.
        await using var both = await Node(New, Old);
        await using var alone = await Node(New);
        foreach (var node in new[] { Server, both, alone })
        {
            IsOk(await node.Get("/user", user.AccessToken));
            Server.Wait(TimeSpan.FromSeconds(30));
            var challenge = Authenticator.Challenge(await node.SignIn("ada@example.com"));
            IsOk(await node.Post("/two-factor/challenge", new { challenge, code = app.Code() }));
        }

        Assert.StartsWith("kw_pr_", await alone.LinkTo("ada@example.com", "kw_pr_"), StringComparison.Ordinal);
        var key = (await alone.Rows(AuditKeyStore.List)).Single();
        Assert.True(alone.Services.GetRequiredService<AuditKeys>().IsOurs(key));
        Assert.Contains("master_key_rotated", await Server.AuditTypes());
    }

    [Fact]
    public async Task A_refresh_token_of_before_is_known_and_its_reuse_still_ends_the_family()
    {
        var user = await Server.SignedInUser();
        _ = await Rotate();
        await using var both = await Node(New, Old);

        var next = await both.Post("/refresh", new { refresh_token = user.RefreshToken });
        IsOk(next);
        Assert.Equal(
            next.Text("refresh_token"), (await Server.Post("/refresh", new { refresh_token = user.RefreshToken })).Text("refresh_token"));
        IsOk(await both.Post("/refresh", new { refresh_token = next.Text("refresh_token") }));
        Server.Wait(TimeSpan.FromMinutes(5));
        var replay = await both.Post("/refresh", new { refresh_token = user.RefreshToken });

        Assert.Equal(HttpStatusCode.Unauthorized, replay.Status);
        Assert.Contains("refresh_token_reused", string.Join(' ', await Server.AuditTypes()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Afterwards_a_node_with_the_old_key_alone_does_not_start()
    {
        _ = await Rotate();

        var refusal = await Assert.ThrowsAsync<MasterKeyException>(async () => await Node(Old));

        Assert.Contains(new MasterKey(Convert.FromBase64String(New)).Fingerprint, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(New, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_cut_off_is_gone_on_with_and_a_lost_key_is_told()
    {
        var lost = MasterKey.New();
        var user = await Server.SignedInUser();
        _ = await Authenticator.SetUp(Server, user);
        var id = Guid.Parse("01990001-0000-7000-8000-000000000001");
        await Server.Change($"""
            INSERT INTO kw.data_keys (id, xml, created_at)
            VALUES ({id}, {lost.Encrypt(DataKeys.Purpose, "x"u8, id.ToByteArray(bigEndian: true))}, {Database.Clock.GetUtcNow()})
            """);

        // The command dies behind its first statement; a server's next round does the rest.
        _ = await Rotation(Server).SwitchTo(new MasterKey(Convert.FromBase64String(New)).Fingerprint, CancellationToken.None);
        await using var node = await Node(Old, New);
        var done = await Rotation(node).EncryptAnew(CancellationToken.None);

        Assert.Equal(1, done.Single(column => column.Column == "totp.secret").Rows);
        Assert.Contains(new Reencrypted("data_keys.xml", 0, 1), done);
        Assert.All(await Rotation(node).EncryptAnew(CancellationToken.None), column => Assert.Equal(0, column.Rows));
    }

    [Fact]
    public async Task A_running_node_follows()
    {
        await using var node = await Node(Old, New);
        _ = await Rotate();
        var key = node.Services.GetRequiredService<MasterKey>();
        Assert.Equal(key.Fingerprint, key.CurrentFingerprint);

        var follow = ActivatorUtilities.CreateInstance<FollowMasterKey>(node.Services);
        await follow.Run(CancellationToken.None);

        Assert.Equal(new MasterKey(Convert.FromBase64String(New)).Fingerprint, key.CurrentFingerprint);
    }

    [Fact]
    public async Task Every_column_of_bytes_is_encrypted_anew_or_is_known_as_plain()
    {
        var live = await Server.Rows(tx => tx.List(
            tx.Dialect.Choose<Sql>(
                sqlite: $"""
                    SELECT m.name || '.' || c.name AS name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
                     WHERE m.type = 'table' AND c.type = 'BLOB'
                    """,
                postgres: $"""
                    SELECT table_name || '.' || column_name AS name
                      FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
                     WHERE table_schema = {Database.Settings.Schema} AND table_type = 'BASE TABLE' AND data_type = 'bytea'
                    """),
            row => row.Text("name")));
        var unknown = live
            .Where(name => !name.EndsWith("hash", StringComparison.Ordinal) && !Plain.Contains(name)).Order(StringComparer.Ordinal);

        Assert.Equal(EncryptedColumns.All.Select(column => column.ToString()).Order(StringComparer.Ordinal), unknown);
    }

    private async Task<IReadOnlyList<Reencrypted>> Rotate()
    {
        await using var command = await Node(New, Old);
        _ = await Rotation(command).SwitchTo(new MasterKey(Convert.FromBase64String(New)).Fingerprint, CancellationToken.None);
        return await Rotation(command).EncryptAnew(CancellationToken.None);
    }

    private static RotateMasterKey Rotation(KeywrightServer node) => node.Services.GetRequiredService<RotateMasterKey>();

    private Task<KeywrightServer> Node(string key, params string[] previous) => Another(options =>
    {
        options.Keys.MasterKey = key;
        foreach (var other in previous)
        {
            options.Keys.PreviousMasterKeys.Add(other);
        }
    });

}
