using System.Diagnostics;

namespace Keywright.EndToEnd;

public sealed class FirstStepsOnSqlite() : FirstStepsTests(new SqliteInstallation());

public sealed class FirstStepsOnPostgres() : FirstStepsTests(new PostgresInstallation());

/// <summary>The walk of docs/guides/first-steps.md, with curl, against the real server: the guide stays true.</summary>
public abstract class FirstStepsTests(Installation installation) : IAsyncLifetime
{
    public Task InitializeAsync() => installation.InitializeAsync();

    public Task DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task The_guide_can_be_walked_from_registration_to_revocation()
    {
        var server = await installation.Serve();
        var script = Path.Combine(Repository(), "docs", "guides", "first-steps.sh");
        using var walk = Process.Start(new ProcessStartInfo("bash", [script, server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = walk.StandardOutput.ReadToEndAsync();
        var complained = await walk.StandardError.ReadToEndAsync();
        await walk.WaitForExitAsync();

        Assert.Equal("", complained);
        Assert.Equal(0, walk.ExitCode);
        var transcript = await said;
        var refused = transcript.LastIndexOf("token_revoked\"", StringComparison.Ordinal) + 14;
        Assert.EndsWith("\"code\":\"token_revoked\"", transcript[..refused], StringComparison.Ordinal);
        Assert.DoesNotMatch("kw_[a-z]+_[0-9A-Za-z]{6}", transcript);
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Keywright.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests don't run inside a checkout.");
    }
}
