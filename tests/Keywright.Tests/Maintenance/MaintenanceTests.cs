using Keywright.Database;
using Keywright.Database.Backups;
using Keywright.Maintenance;
using Keywright.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Maintenance;

public sealed class MaintenanceOnSqlite() : MaintenanceTests(new SqliteTestDatabase());

public sealed class MaintenanceOnPostgres() : MaintenanceTests(new PostgresTestDatabase());

/// <summary>From the application's own code, which is what the command line calls, too.</summary>
public abstract class MaintenanceTests(TestDatabase database) : ServerTests(database)
{
    private readonly TemporaryDirectory _directory = new();

    private KeywrightMaintenance Maintenance => Server.Services.GetRequiredService<KeywrightMaintenance>();

    [Fact]
    public async Task A_backup_is_made_from_code_and_not_over_another()
    {
        _ = await Server.SignedInUser();

        var backup = await Maintenance.BackupAsync(_directory.File("today"));

        Assert.Equal(new FileInfo(backup.Path).Length, backup.Bytes);
        Assert.Matches("^[0-9]{4}_", backup.Migration);
        var before = await File.ReadAllBytesAsync(backup.Path);
        await Assert.ThrowsAsync<BackupException>(() => Maintenance.BackupAsync(_directory.File("today")));
        Assert.Equal(before, await File.ReadAllBytesAsync(backup.Path));
        _ = await Maintenance.BackupAsync(_directory.File("today"), overwrite: true);
        Assert.Equal(["today"], Directory.EnumerateFiles(_directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_backup_goes_to_a_stream()
    {
        using var stream = new MemoryStream();

        await Maintenance.BackupAsync(stream);

        var head = System.Text.Encoding.ASCII.GetString(stream.GetBuffer(), 0, 6);
        Assert.Equal(Database.Dialect == Dialect.Sqlite ? "SQLite" : "PGDMP", head[..(Database.Dialect == Dialect.Sqlite ? 6 : 5)]);
    }

    [Fact]
    public async Task Statistics_tell_rows_sizes_and_settings()
    {
        _ = await Server.SignedInUser();
        _ = await Server.SignedInUser();

        var stats = await Maintenance.StatisticsAsync();

        Assert.Equal(2, Assert.Single(stats.Tables, table => table.Name == "users").Rows);
        Assert.Contains(stats.Indexes, index => index is { Table: "sessions", Name: "sessions_by_user" });
        Assert.True(stats.Bytes > 0);
        Assert.NotEmpty(stats.Settings["server_version"]);
        if (Database.Dialect == Dialect.Postgres)
        {
            Assert.Contains(stats.Indexes, index => index.IsUnused);
            Assert.DoesNotContain(stats.Indexes, index => index is { Name: "users_pkey", IsUnused: true });
            Assert.All(stats.Tables, table => Assert.NotNull(table.DeadRows));
        }
    }

    [Fact]
    public async Task What_ended_goes_after_the_time_it_is_kept_and_what_lives_stays()
    {
        var (gone, stays) = (await Server.SignedInUser(), await Server.SignedInUser());
        await gone.Post("/logout");
        Server.Wait(TimeSpan.FromDays(29));
        Assert.Equal(0, await Expired("sessions"));
        Is(System.Net.HttpStatusCode.OK, await Server.Post("/refresh", new { refresh_token = stays.RefreshToken }));
        Server.Wait(TimeSpan.FromDays(1));

        Assert.Equal(1, await Expired("sessions"));
        Assert.Equal(1, await Expired("sessions"));
        var deleted = await Maintenance.CleanUpAsync();

        Assert.Equal(1, deleted.Single(table => table.Table == "sessions").Rows);
        Assert.Equal([stays.SessionId], await Server.Rows(tx => tx.List($"SELECT id FROM kw.sessions", row => row.Uuid("id"))));
        Assert.Equal(0, await Expired("sessions"));
    }

    [Fact]
    public async Task Every_kind_of_row_that_ends_is_deleted_and_counted()
    {
        var user = await Server.SignedInUser();
        _ = await user.PersonalToken("read");
        await Server.Change($"UPDATE kw.personal_tokens SET expires_at = created_at");
        _ = await Server.SignIn(user.Email, "wrong");
        await user.Post("/logout");
        await Server.Change($"UPDATE kw.revocations SET created_at = {Server.Database.Clock.GetUtcNow()}");
        Server.Wait(TimeSpan.FromDays(800));

        var expected = await Maintenance.CleanUpAsync(dryRun: true);
        var deleted = await Maintenance.CleanUpAsync();

        Assert.Equal(expected, deleted);
        Assert.All(
            deleted.Where(table => table.Table is "sessions" or "personal_tokens" or "devices" or "sign_in_lanes" or "revocations"),
            table => Assert.True(table.Rows > 0, table.Table));
        Assert.All(await Maintenance.CleanUpAsync(), table => Assert.Equal(0, table.Rows));
    }

    [Fact]
    public async Task More_than_one_batch_and_more_than_one_page_are_deleted()
    {
        var user = await Server.SignedInUser();
        await Server.Services.GetRequiredService<KeywrightDatabase>().Write(async tx =>
        {
            for (var i = 0; i < 5_300; i++)
            {
                await tx.Execute($"""
                    INSERT INTO kw.sessions (id, user_id, mode, lifetime_seconds, login_method, last_activity, expires_at,
                        absolute_expires_at, created_at)
                    VALUES ({Guid.CreateVersion7(tx.Now)}, {user.Id}, 'token', 1, 'password', {tx.Now}, {tx.Now}, {tx.Now}, {tx.Now})
                    """);
            }

            return true;
        });
        Server.Wait(TimeSpan.FromDays(30));

        Assert.Equal(5_300, (await Maintenance.CleanUpAsync()).Single(table => table.Table == "sessions").Rows);
    }

    private async Task<long> Expired(string name) =>
        (await Maintenance.CleanUpAsync(dryRun: true)).Single(table => table.Table == name).Rows;
}
