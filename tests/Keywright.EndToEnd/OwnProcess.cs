using System.Diagnostics;

namespace Keywright.EndToEnd;

/// <summary>This assembly as another process, in a role of Program.cs.</summary>
internal sealed class OwnProcess : IDisposable
{
    private readonly Process _process;

    private OwnProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Starts it; a <paramref name="tracer"/> is a program that runs it, with its arguments.</summary>
    public static OwnProcess Start(string[] arguments, string[]? tracer = null, string? assembly = null)
    {
        string[] command = [.. tracer ?? [], "dotnet", assembly ?? typeof(OwnProcess).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new OwnProcess(Process.Start(start)!);
    }

    /// <summary>All lines, once it ended well.</summary>
    public static async Task<string[]> Run(string[] arguments, string[]? tracer = null, string? assembly = null)
    {
        using var process = Start(arguments, tracer, assembly);
        return await process.End();
    }

    public async Task<string[]> End()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        var output = await Output.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, $"exit code {_process.ExitCode}\n{output}\n{await errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>SIGKILL, in the middle of whatever it does.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
