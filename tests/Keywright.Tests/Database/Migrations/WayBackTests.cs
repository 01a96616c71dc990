using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Database.Schema;
using Keywright.Maintenance;
using Keywright.Tests.Support;
using Keywright.Tests.TwoFactor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keywright.Tests.Database.Migrations;

public sealed class WayBackOnSqlite() : WayBackTests(new SqliteTestDatabase());

public sealed class WayBackOnPostgres() : WayBackTests(new PostgresTestDatabase());

/// <summary>Our own migrations undone, on a database that was used, and applied again.</summary>
public abstract class WayBackTests(TestDatabase database) : ServerTests(database)
{
    private const int Oldest = 10;

    [Fact]
    public async Task Each_step_back_leaves_what_was_there_before_the_step()
    {
        await Use();
        var newest = int.Parse((await Migrations.StatusAsync())[^1].Name[..4], System.Globalization.CultureInfo.InvariantCulture);

        for (var number = newest - 1; number >= Oldest; number--)
        {
            Assert.Single(await Migrations.RollbackAsync(1, "test"));
            Assert.Equal((number, ""), (number, await Differences()));
        }

        Assert.Equal(newest - Oldest, (await Migrations.UpAsync()).Count);
        Assert.Equal("", await Differences());
        IsOk(await Server.SignIn("ada@example.com"));
        _ = await (await Server.SignedInUser()).PersonalToken("*");
    }

    [Fact]
    public async Task All_at_once_and_up_again_is_as_new()
    {
        await Use();

        _ = await Migrations.RollbackToAsync(Oldest, "test");
        Assert.Equal("", await Differences());
        _ = await Migrations.UpAsync();

        Assert.Equal("", await Differences());
        Assert.Empty(SchemaDifferences.Between(
            ExpectedSchema.Own(Database.Dialect), await LiveSchema.Read(Server.Sql.Counted, Database.Settings.Schema)));
        IsOk(await Server.SignIn("ada@example.com"));
    }

    private KeywrightMigrations Migrations => Server.Services.GetRequiredService<KeywrightMigrations>();

    /// <summary>Rows in the tables that the steps change.</summary>
    private async Task Use()
    {
        var admin = await Server.Administrator();
        var ada = await Server.SignedInUser("ada@example.com");
        _ = await Authenticator.SetUp(Server, admin);
        _ = await ada.PersonalToken("*");
        Is(System.Net.HttpStatusCode.Created, await admin.Post("/api/admin/service-accounts", new { name = "ci" }));
        _ = await Server.Roles().UpdateAsync("moderator", requiresTwoFactor: true);
        Is(System.Net.HttpStatusCode.Accepted, await Server.Post("/password/forgot", new { email = "ada@example.com" }));
    }

    /// <summary>What the live schema has otherwise than the files that are applied would make it.</summary>
    private async Task<string> Differences()
    {
        var settings = Database.Settings;
        var migrator = OpenDatabase.Migrator(Server.Sql.Counted, settings, TimeProvider.System, NullLoggerFactory.Instance);
        var findings = await migrator.Validate(new ScratchSchema(settings, TimeProvider.System).Differences);
        return string.Join('\n', findings.Where(finding => finding.Kind == MigrationFindingKind.Schema).Select(finding => finding.Message));
    }
}
