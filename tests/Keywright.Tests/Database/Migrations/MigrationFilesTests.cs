using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations;

public sealed class MigrationFilesTests
{
    // Computed with sha256sum over the canonical text. A change here makes every database in the world look tampered with.
    [Theory]
    [InlineData("a\nb", "v1:911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2")]
    [InlineData("", "v1:01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b")]
    public void A_checksum_never_changes(string text, string checksum) => Assert.Equal(checksum, MigrationChecksum.Of(text));

    [Theory]
    [InlineData("a\nb", "a\r\nb")]
    [InlineData("a\nb", "a\nb\n")]
    [InlineData("a\nb", "a\r\nb\r\n\r\n")]
    [InlineData("a\nb", "\uFEFFa\nb")]
    public void A_checkout_changes_nothing(string one, string other) =>
        Assert.Equal(MigrationChecksum.Of(one), MigrationChecksum.Of(other));

    [Theory]
    [InlineData("a\nb", "ab")]
    [InlineData("a\nb", "a\n\nb")]
    [InlineData("a\nb", "a\nb ")]
    [InlineData("a\nb", "A\nb")]
    [InlineData("a\nb", "a\rb")]
    public void A_change_is_seen(string one, string other) => Assert.NotEqual(MigrationChecksum.Of(one), MigrationChecksum.Of(other));

    [Fact]
    public void Our_own_files_come_in_order_with_their_way_back()
    {
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            var files = MigrationFiles.Embedded(dialect);

            Assert.Equal(Enumerable.Range(1, files.Count), files.Select(file => (int)file.Number));
            Assert.All(files, file => Assert.NotNull(file.Rollback));
            Assert.All(files, file => Assert.NotNull(file.Description));
            Assert.All(files, file => Assert.Contains(dialect.Choose(".sqlite.", ".postgres."), file.FileName, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_file_is_read_with_its_headers()
    {
        var file = Assert.Single(Parse(
            ("0012_more_things.sql",
                "-- description: Fills the things: all of them.\n-- Just a remark: nothing.\n\n-- type: data\nSELECT 1;\n-- type: index\n"),
            ("0012_more_things.down.sql", "SELECT 2;\r\n")));

        Assert.Equal((12, "0012_more_things", "0012_more_things.sql"), (file.Number, file.Name, file.FileName));
        Assert.Equal(("Fills the things: all of them.", "data"), (file.Description, file.Type));
        Assert.Equal("SELECT 2;\n", file.Rollback);
    }

    [Theory]
    [InlineData("users.sql", "users.sql is not named like a migration")]
    [InlineData("1_users.sql", "1_users.sql")]
    [InlineData("0000_users.sql", "0000_users.sql")]
    [InlineData("0001-users.sql", "0001-users.sql")]
    [InlineData("0001_Users.sql", "0001_Users.sql")]
    [InlineData("0001_users.mysql.sql", "0001_users.mysql.sql")]
    [InlineData("0001_users.sqlite.sql", "no counterpart")]
    [InlineData("0001_users.down.sql", "undoes a migration that is missing")]
    public void What_is_no_migration_is_refused_by_name(string name, string reason) =>
        Assert.Contains(reason, Refused((name, "SELECT 1;")), StringComparison.Ordinal);

    [Fact]
    public void Two_files_of_one_number_are_refused_by_name()
    {
        Assert.StartsWith("0001_a.sql and 0001_b.sql", Refused(("0001_b.sql", ""), ("0001_a.sql", "")), StringComparison.Ordinal);
        Assert.StartsWith(
            "0001_a.postgres.sql and 0001_a.sql", Refused(("0001_a.sql", ""), ("0001_a.postgres.sql", "")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-- type: view", "type \"view\"")]
    [InlineData("-- transaction: off", "the transaction \"off\" is not one of none")]
    [InlineData("--lock-timeout: 5 parsecs", "the lock-timeout \"5 parsecs\" is not a time")]
    [InlineData("-- statement-timeout: -1s", "the statement-timeout \"-1s\" is not a time")]
    [InlineData("-- phase: later", "the phase \"later\" is not one of expand, backfill, contract")]
    [InlineData("-- min-app-version: soon", "the min-app-version \"soon\"")]
    [InlineData("-- transacton: none", "\"transacton\" is unknown: is \"transaction\" meant?")]
    [InlineData("-- lock_timeout: 5s", "\"lock_timeout\" is unknown: is \"lock-timeout\" meant?")]
    [InlineData("-- Transaction: none", "\"Transaction\" is unknown: is \"transaction\" meant?")]
    [InlineData("-- migrate:up\nSELECT 1;\n-- migrate:down", "the way back is a file of its own")]
    public void A_header_that_would_not_be_heeded_is_refused(string header, string reason) =>
        Assert.Contains(reason, Refused(("0001_a.sql", header + "\nSELECT 1;")), StringComparison.Ordinal);

    [Fact]
    public void A_way_back_in_one_dialect_only_is_refused() => Assert.Contains(
        "0001_a.sqlite.down.sql has no counterpart",
        Refused(("0001_a.sqlite.sql", ""), ("0001_a.postgres.sql", ""), ("0001_a.sqlite.down.sql", "")),
        StringComparison.Ordinal);

    [Fact]
    public void Every_header_is_read()
    {
        var headers = Assert.Single(Parse(("0001_a.sql", """
            -- description: A.
            -- type: index
            -- transaction: none
            -- lock-timeout: 250ms
            -- statement-timeout: 10min
            -- phase: expand
            -- min-app-version: 1.4.0
            -- note: time: flies
            VACUUM;
            """))).Headers;

        var expected = new MigrationHeaders
        {
            Description = "A.",
            Type = "index",
            IsTransactional = false,
            LockTimeout = TimeSpan.FromMilliseconds(250),
            StatementTimeout = TimeSpan.FromMinutes(10),
            Phase = "expand",
            MinAppVersion = "1.4.0",
        };
        Assert.Equal(expected, headers);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var error = Assert.Throws<MigrationException>(() => Parse(
            ("users.sql", ""), ("0001_a.sql", ""), ("0001_b.sql", ""), ("0002_c.sql", "-- type: x\n-- phase: y"), ("0003_d.down.sql", "")));

        Assert.Equal(
            [
                ("unreadable", "users.sql"), ("unreadable", "0002_c.sql"), ("unreadable", "0002_c.sql"),
                ("duplicate", "0001_a.sql and 0001_b.sql"), ("unreadable", "0003_d.down.sql"),
            ],
            error.Findings.Select(finding => (finding.Word, finding.Migration)));
        Assert.All(error.Findings, finding => Assert.Contains(finding.Message, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_are_ordered_as_numbers()
    {
        var files = Parse(("20260101120000_c.sql", ""), ("000000010_b.sql", ""), ("0009_a.sql", ""));

        Assert.Equal([9, 10, 20260101120000], files.Select(file => file.Number));
        Assert.Contains("same number", Refused(("0001_a.sql", ""), ("00001_b.sql", "")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_of_somebodys_own_is_read()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("0002_b.sql"), "SELECT 2;");
        File.WriteAllText(directory.File("0001_a.sql"), "SELECT 1;");
        File.WriteAllText(directory.File("0001_a.down.sql"), "SELECT 0;");
        File.WriteAllText(directory.File("README.md"), "");

        var files = MigrationFiles.Directory(directory.Path, Dialect.Postgres);

        Assert.Equal(["0001_a.sql", "0002_b.sql"], files.Select(file => file.FileName));
        Assert.Equal("SELECT 0;\n", files[0].Rollback);
    }

    [Fact]
    public void A_directory_that_is_missing_is_refused_by_name()
    {
        var error = Assert.Throws<MigrationException>(() => MigrationFiles.Directory("/nowhere/at/all", Dialect.Sqlite));

        Assert.Contains("/nowhere/at/all", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<MigrationFile> Parse(params (string, string)[] files) => MigrationFiles.Parse(files, Dialect.Sqlite);

    private static string Refused(params (string, string)[] files) =>
        Assert.Throws<MigrationException>(() => Parse(files)) is { Problem: MigrationProblem.Refused } e ? e.Message : "";
}
