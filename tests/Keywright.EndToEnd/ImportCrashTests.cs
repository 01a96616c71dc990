using System.Diagnostics;
using System.Globalization;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd;

public sealed class ImportCrashOnSqlite() : ImportCrashTests(new SqliteInstallation());

public sealed class ImportCrashOnPostgres() : ImportCrashTests(new PostgresInstallation());

/// <summary>An import that is killed in the middle and started again completes.</summary>
public abstract class ImportCrashTests(Installation installation) : IAsyncLifetime
{
    private const int Users = 20_000;

    public Task InitializeAsync() => installation.InitializeAsync();

    public Task DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task Killed_in_the_middle_and_started_again_it_completes()
    {
        Assert.Equal(0, (await installation.Run("migrate", "up")).Code);
        var file = Path.Combine(installation.Directory, "all.jsonl");
        await File.WriteAllLinesAsync(file, Lines());
        await KillInTheMiddle(file);

        var resumed = await installation.Run("import", file);
        Assert.Equal(0, resumed.Code);
        Assert.Matches($"users +{Users} +[1-9][0-9]* +[1-9][0-9]* +0", resumed.Results);

        var again = await installation.Run("import", file);
        Assert.Matches($"users +{Users} +0 +{Users} +0", again.Results);
    }

    /// <summary>Feeds half of the file to a process that then hangs on the rest, and kills it once it has written some.</summary>
    private async Task KillInTheMiddle(string file)
    {
        using var process = Process.Start(KeywrightCommand.Start(installation.Directory, ["import", "-"], installation.Environment))!;
        var messages = process.StandardError.ReadToEndAsync();
        foreach (var line in (await File.ReadAllLinesAsync(file)).Take(Users / 2))
        {
            await process.StandardInput.WriteLineAsync(line);
        }

        await process.StandardInput.FlushAsync();
        process.Kill();
        await process.WaitForExitAsync();
        Assert.Equal("", string.Join('\n', (await messages).Split('\n').Where(line => line.Length > 0 && line[0] != '…')));
    }

    private static IEnumerable<string> Lines()
    {
        yield return """{"keywright":"export","format":1}""";
        for (var i = 0; i < Users; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"01990001-0000-7000-8000-{i:d12}");
            yield return $$$"""
                {"users":{"id":"{{{id}}}","email":"u{{{i}}}@example.com","email_normal":"u{{{i}}}@example.com",
                "created_at":"2026-11-01T10:00:00.000Z","updated_at":"2026-11-01T10:00:00.000Z"}}
                """.ReplaceLineEndings("");
        }

        yield return """{"end":{}}""";
    }
}
