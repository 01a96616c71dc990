using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Keywright.Database.Postgres;

namespace Keywright.Database.Backups;

/// <summary>
/// Runs pg_dump and pg_restore, PostgreSQL's own programs: nobody else knows how to write down every object of every version.
/// How to connect is told by libpq's variables, so that no password stands on a command line that others can read.
/// </summary>
internal sealed partial class PostgresTool(DatabaseTarget.Postgres target, DatabaseSettings settings)
{
    public const string Dump = "pg_dump";
    public const string Restore = "pg_restore";

    private const int LongestComplaint = 2000;

    /// <summary>Runs a tool to its end; what it prints goes to <paramref name="output"/>.</summary>
    /// <exception cref="BackupException">It is not installed, or failed; the message says what it said.</exception>
    public async Task Run(string tool, IEnumerable<string> arguments, Stream output, CancellationToken ct)
    {
        using var process = Start(tool, arguments);
        var complaints = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output, ct);
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
            {
                var said = (await complaints).Trim();
                throw new BackupException($"{tool} failed: {said[..Math.Min(said.Length, LongestComplaint)]}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Runs a tool and returns what it prints.</summary>
    public async Task<string> Read(string tool, IEnumerable<string> arguments, CancellationToken ct)
    {
        using var output = new MemoryStream();
        await Run(tool, arguments, output, ct);
        output.Position = 0;
        using var reader = new StreamReader(output);
        return await reader.ReadToEndAsync(ct);
    }

    /// <summary>An older pg_dump can't read a newer server's catalogs, and says so only after it has connected.</summary>
    /// <exception cref="BackupException">The tool is older than the server, is not installed, or the server is away.</exception>
    public async Task RefuseOlderThanServer(string tool, CancellationToken ct)
    {
        var text = await Read(tool, ["--version"], ct);
        var version = int.TryParse(Major().Match(text).Value, CultureInfo.InvariantCulture, out var major) ? major : 0;
        var server = await ServerVersion(ct);
        if (version < server)
        {
            var client = string.Create(CultureInfo.InvariantCulture, $"postgresql-client-{server}");
            throw new BackupException(
                $"{tool} here is version {version}, and the server is PostgreSQL {server}: it must be at least as new. "
                + $"Install the client programs of the server's version (Debian and Ubuntu: {client}) and put them on the PATH.");
        }
    }

    /// <summary>As an argument that names the database, whatever characters its name has.</summary>
    public string DatabaseArgument() =>
        $"--dbname=dbname='{target.Name.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";

    private Process Start(string tool, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BackupException($"{tool} is needed and is not on the PATH. It is one of PostgreSQL's client programs: "
                + "Debian and Ubuntu `apt install postgresql-client`, Alpine `apk add postgresql-client`, macOS `brew install libpq`.", e);
        }
    }

    private IEnumerable<(string Name, string Value)> Variables()
    {
        var ports = target.Hosts.Select(host => (host.Port ?? 5432).ToString(CultureInfo.InvariantCulture));
        yield return ("PGHOST", string.Join(',', target.Hosts.Select(host => host.Host.Trim('[', ']'))));
        yield return ("PGPORT", string.Join(',', ports));
        yield return ("PGDATABASE", target.Name);
        yield return ("PGAPPNAME", "keywright-backup");
        yield return ("LC_ALL", "C");
        if (target.Hosts.Count > 1)
        {
            yield return ("PGTARGETSESSIONATTRS", "read-write");
        }

        if (target.User is { } user)
        {
            yield return ("PGUSER", user);
        }

        if (target.Password is { } password)
        {
            yield return ("PGPASSWORD", password);
        }

        foreach (var (key, value) in target.Settings.Where(setting => Names.ContainsKey(setting.Key)))
        {
            yield return (Names[key], value);
        }
    }

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [PostgresTarget.SslMode] = "PGSSLMODE",
        ["sslrootcert"] = "PGSSLROOTCERT",
        ["sslcert"] = "PGSSLCERT",
        ["sslkey"] = "PGSSLKEY",
        ["channel_binding"] = "PGCHANNELBINDING",
        ["connect_timeout"] = "PGCONNECT_TIMEOUT",
    };

    private async Task<int> ServerVersion(CancellationToken ct)
    {
        try
        {
            await using var source = PostgresConnect.Open(PostgresConnect.Single(target, settings.Pool));
            await using var connection = await source.OpenConnectionAsync(ct);
            return connection.PostgreSqlVersion.Major;
        }
        catch (Exception e) when (PostgresErrors.IsOfTheDriver(e))
        {
            throw new DatabaseException(DatabaseProblem.Unavailable, $"PostgreSQL can't be reached: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Major();
}
