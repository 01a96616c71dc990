using Keywright.Database;
using Keywright.Database.Postgres;
using Npgsql;

namespace Keywright.Tests.Support;

/// <summary>The PostgreSQL that ./test started, or that of <c>KEYWRIGHT_TEST_POSTGRES</c>.</summary>
internal static class PostgresTestServer
{
    private const string Variable = "KEYWRIGHT_TEST_POSTGRES";

    private static readonly Lazy<NpgsqlDataSource> Source = new(() => NpgsqlDataSource.Create(
        PostgresConnect.Pooled((DatabaseTarget.Postgres)DatabaseUrl.Parse(Url), new PoolOptions { MaxSize = 10 }, Pooler.None)));

    // xunit 2 can't skip a test that runs, and a test that passes without its database would be a lie.
    public static string Url => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } url
        ? url
        : throw new InvalidOperationException($"It needs a PostgreSQL: run ./test, which starts one, or set {Variable}=postgresql://…");

    /// <summary>Beside the code under test, through the driver alone.</summary>
    public static async Task<object?> Run(string sql)
    {
#pragma warning disable CA2100 // The tests' own texts.
        await using var command = Source.Value.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
