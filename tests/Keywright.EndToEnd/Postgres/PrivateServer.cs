using System.Diagnostics;

namespace Keywright.EndToEnd.Postgres;

/// <summary>A PostgreSQL of one test class, made and run by tests/postgres.sh, that can be taken away and brought back.</summary>
public sealed class PrivateServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("keywright-postgres-").FullName;

    public string Url { get; private set; } = "";

    public int Port => new Uri(Url).Port;

    public async Task InitializeAsync() => await Start();

    public async Task Start(params string[] settings) => Url = await Script(["start", _directory, .. settings]);

    /// <summary>Starts as a standby of another, on which nothing was done here before.</summary>
    public async Task Follow(PrivateServer primary)
    {
        _ = await Script(["follow", _directory, primary.Url]);
        await Start();
    }

    public async Task Stop(string mode = "fast") => _ = await Script(["stop", _directory, mode]);

    public async Task DisposeAsync()
    {
        await Stop("immediate");
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<string> Script(string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root(), "tests", "postgres.sh"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output.Trim();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Keywright.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
        }

        return folder.FullName;
    }
}
