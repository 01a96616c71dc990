using System.Security.Cryptography;
using Keywright.Tests.Support;

namespace Keywright.Tests.Cli;

public sealed class CliOnSqlite : CliTests
{
    protected override IReadOnlyDictionary<string, string> Database => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = "sqlite:///" + Directory.File("data/keywright.db").TrimStart('/'),
        ["SCHEMA"] = "main",
    };
}

public sealed class CliOnPostgres : CliTests
{
    private readonly string _schema = "t_" + RandomNumberGenerator.GetHexString(16, lowercase: true);

    protected override IReadOnlyDictionary<string, string> Database => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = PostgresTestServer.Url,
        ["KEYWRIGHT_Schema"] = _schema,
        ["SCHEMA"] = _schema,
    };

    protected override Task Drop() => PostgresTestServer.Run($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE");
}

/// <summary>The scripts of this folder, against the real executable.</summary>
public abstract class CliTests : IAsyncLifetime
{
    public static TheoryData<string> Scripts
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var path in System.IO.Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Cli"), "*.txt").Order())
            {
                names.Add(Path.GetFileName(path));
            }

            return names;
        }
    }

    protected TemporaryDirectory Directory { get; } = new();

    protected abstract IReadOnlyDictionary<string, string> Database { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Drop();
        Directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task The_script_runs_as_it_says(string script)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Cli", script));
        await new CliRunner(Directory.Path, Database).Run(text);
    }

    protected virtual Task Drop() => Task.CompletedTask;
}
