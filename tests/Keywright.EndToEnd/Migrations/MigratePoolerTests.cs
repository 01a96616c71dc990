using System.Diagnostics;
using Keywright.EndToEnd.Postgres;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd.Migrations;

/// <summary>pgbouncer in transaction mode gives every transaction another session: a lock would be somebody else's soon.</summary>
public sealed class MigratePoolerTests(PrivateServer server) : IClassFixture<PrivateServer>
{
    [Fact]
    public async Task It_refuses_with_the_reason_instead_of_hanging()
    {
        await using var pgbouncer = await Pgbouncer.Start(server.Port);
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.File("migrations"));
        await File.WriteAllTextAsync(directory.File("migrations/0001_a.sql"), "CREATE TABLE a (n integer);\n");
        var start = Stopwatch.GetTimestamp();

        var refused = await Run(directory, "up", "--dir", "migrations", "--database", pgbouncer.Url);

        Assert.Equal(1, refused.Code);
        Assert.Contains("pooler", refused.Messages, StringComparison.Ordinal);
        Assert.Contains("Migrations:Database", refused.Messages, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(20));

        var direct = await Run(
            directory, "up", "--dir", "migrations", "--database", pgbouncer.Url, $"--Migrations:Database={server.Url}");
        Assert.True(direct.Code == 0, direct.Messages);
        Assert.Contains("0001_a", direct.Results, StringComparison.Ordinal);
    }

    private static Task<CommandResult> Run(TemporaryDirectory directory, params string[] arguments) =>
        KeywrightCommand.Run(KeywrightCommand.Start(directory.Path, ["migrate", .. arguments], new Dictionary<string, string>()));
}
