using System.Diagnostics;
using Keywright.Tests.Support;

namespace Keywright.EndToEnd.Schema;

/// <summary>The clients of the databases themselves, as an operator uses them.</summary>
internal static class DatabaseClient
{
    /// <summary>Runs SQL with psql, which stops at the first error; <paramref name="schema"/> is the search path.</summary>
    public static Task<CommandResult> Psql(string url, string schema, string sql) => Run(
        "psql", [url, "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", "--file=-"], sql,
        ("PGOPTIONS", $"-c search_path={schema} -c client_min_messages=warning"));

    /// <summary>Runs SQL with the sqlite3 shell.</summary>
    public static Task<CommandResult> Sqlite(string file, string sql) => Run("sqlite3", ["-bail", file], sql);

    private static async Task<CommandResult> Run(
        string program, string[] arguments, string input, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return await KeywrightCommand.Run(start, input);
    }
}
