using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Keywright.Tests.Support;
using Npgsql;

namespace Keywright.EndToEnd.Migrations;

/// <summary>A directory of somebody's own SQL files, a database, and <c>keywright migrate --dir</c> between the two.</summary>
public abstract class OwnFiles : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public bool IsPostgres => this is OwnFilesOnPostgres;

    protected string Directory => _directory.Path;

    protected abstract IReadOnlyList<string> Database { get; }

    public void Write(string name, string text)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "migrations"));
        File.WriteAllText(PathOf(name), text);
    }

    public string PathOf(string name) => Path.Combine(Directory, "migrations", name);

    /// <summary>The text for the one database or for the other.</summary>
    public void Write(string name, string sqlite, string postgres) => Write(name, IsPostgres ? postgres : sqlite);

    /// <summary>All files are gone.</summary>
    public void Clear()
    {
        System.IO.Directory.Delete(Path.Combine(Directory, "migrations"), recursive: true);
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "migrations"));
    }

    public ProcessStartInfo Command(params string[] arguments) => KeywrightCommand.Start(
        Directory, ["migrate", .. arguments, "--dir", "migrations", .. Database], new Dictionary<string, string>());

    public Task<CommandResult> Run(params string[] arguments) => KeywrightCommand.Run(Command(arguments));

    /// <summary>Runs a command that must end well.</summary>
    public async Task<string> Do(params string[] arguments)
    {
        var result = await Run(arguments);
        Assert.True(result.Code == 0, $"{string.Join(' ', arguments)}: {result.Code}\n{result.Results}\n{result.Messages}");
        return result.Results;
    }

    /// <summary>The first value of a statement, as text.</summary>
    public abstract Task<string> Sql(string statement);

    /// <summary>The names of the migrations in a state, in order.</summary>
    public Task<string> Names(string state = "completed") => Sql(IsPostgres
        ? $"SELECT coalesce(string_agg(migration_name, ' ' ORDER BY migration_name), '') FROM migration_history WHERE status = '{state}'"
        : $"""
            SELECT coalesce(group_concat(migration_name, ' '), '')
              FROM (SELECT migration_name FROM migration_history WHERE status = '{state}' ORDER BY migration_name)
            """);

    public async Task Until(string question, string answer)
    {
        for (var i = 0; ; i++)
        {
            if (await Ask(question) == answer)
            {
                return;
            }

            Assert.True(i < 600, $"{question} never was {answer}");
            await Task.Delay(50);
        }
    }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    private async Task<string> Ask(string question)
    {
        try
        {
            return await Sql(question);
        }
        catch (Exception e) when (e is FormatException or PostgresException)
        {
            // The table is not there yet.
            return "";
        }
    }
}

public sealed class OwnFilesOnSqlite : OwnFiles
{
    private string File => Path.Combine(Directory, "own.db");

    protected override IReadOnlyList<string> Database => ["--database", "sqlite://" + File];

    /// <summary>With SQLite's own shell: the library of the tests' packages is too old for STRICT tables.</summary>
    public override async Task<string> Sql(string statement)
    {
        using var shell = Process.Start(new ProcessStartInfo("sqlite3", ["-cmd", ".timeout 10000", File, statement])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var answer = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return shell.ExitCode == 0 ? answer.TrimEnd('\n') : throw new FormatException(await errors);
    }
}

public sealed class OwnFilesOnPostgres : OwnFiles
{
    private NpgsqlDataSource? _source;

    public string Schema { get; } = "t_" + RandomNumberGenerator.GetHexString(16, lowercase: true);

    protected override IReadOnlyList<string> Database => ["--database", PostgresTestServer.Url, "--schema", Schema];

    private NpgsqlDataSource Source => _source ??= Open();

    public override async Task InitializeAsync() => _ = await PostgresTestServer.Run($"CREATE SCHEMA \"{Schema}\"");

    public override async Task<string> Sql(string statement)
    {
        await using var connection = await Connect();
        return await Sql(connection, statement);
    }

    public static async Task<string> Sql(NpgsqlConnection connection, string statement)
    {
#pragma warning disable CA2100 // The tests' own texts.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>A session of somebody else, whom errors can name.</summary>
    public async Task<NpgsqlConnection> Connect() => await Source.OpenConnectionAsync();

    public override async Task DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        _ = await PostgresTestServer.Run($"DROP SCHEMA \"{Schema}\" CASCADE");
        await base.DisposeAsync();
    }

    private NpgsqlDataSource Open()
    {
        var url = new Uri(PostgresTestServer.Url);
        var user = url.UserInfo.Split(':');
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port < 0 ? 5432 : url.Port,
            Username = user[0],
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = url.AbsolutePath.Trim('/'),
            SearchPath = Schema,
            ApplicationName = "somebody else",
            Pooling = false,
        });
    }
}
