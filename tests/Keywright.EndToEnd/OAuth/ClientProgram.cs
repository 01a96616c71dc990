using System.Diagnostics;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd.OAuth;

/// <summary>The programs in tests/clients, in whatever language they are.</summary>
internal static class ClientProgram
{
    public static string Folder { get; } = Find();

    /// <summary>Runs one to its end, on what it reads from standard input.</summary>
    public static Task<CommandResult> Run(string program, string flow, string input)
    {
        var interpreter = program.EndsWith(".py", StringComparison.Ordinal) ? "/usr/bin/python3" : "node";
        return KeywrightCommand.Run(
            new ProcessStartInfo(interpreter, [Path.Combine(Folder, program), flow])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            input);
    }

    private static string Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Keywright.slnx")))
        {
            root = root.Parent!;
        }

        return Path.Combine(root.FullName, "tests", "clients");
    }
}
