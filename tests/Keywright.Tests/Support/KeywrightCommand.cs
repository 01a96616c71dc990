using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Keywright.Tests.Support;

/// <summary>The real executable, of the build that these tests belong to, told nothing by the environment but what a test says.</summary>
public static class KeywrightCommand
{
    // artifacts/bin/Keywright.Tests/debug/ → artifacts/bin/Keywright.Server/debug/keywright
    private static readonly string Path = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Keywright.Server", new DirectoryInfo(AppContext.BaseDirectory).Name, "keywright"));

    private static readonly string[] Ours =
        ["KEYWRIGHT_", "OAUTH_", "AUTH_", "DATABASE_URL", "JWT_SECRET", "ASPNETCORE_", "DOTNET_ENVIRONMENT"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static ProcessStartInfo Start(
        string directory, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => Ours.Any(name.StartsWith)).ToList())
        {
            start.Environment.Remove(name);
        }

        // Wherever the runtime of these tests came from, the executable finds it too.
        start.Environment["DOTNET_ROOT"] = System.IO.Path.GetFullPath(
            System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CommandResult> Run(ProcessStartInfo start, string input = "")
    {
        using var process = Process.Start(start)!;
        var results = process.StandardOutput.ReadToEndAsync();
        var messages = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading what it was given.
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"keywright {string.Join(' ', start.ArgumentList)} did not end.");
        }

        return new CommandResult(process.ExitCode, await results, await messages);
    }
}

/// <summary>What a command said and how it ended.</summary>
public sealed record CommandResult(int Code, string Results, string Messages);
