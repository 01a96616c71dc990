using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Migrations;

public sealed class NoTransactionOnSqlite() : NoTransactionTests(new SqliteTestDatabase());

public sealed class NoTransactionOnPostgres() : NoTransactionTests(new PostgresTestDatabase());

/// <summary>Files with the header <c>transaction: none</c>.</summary>
public abstract class NoTransactionTests(TestDatabase database) : OwnMigrationTests(database)
{
    private const string Head = "-- transaction: none\n";

    private const string Three = Head + Table1 + "\nINSERT INTO no_such_table VALUES (1);\n" + Table2;

    [Fact]
    public async Task It_goes_on_after_the_last_statement_that_finished()
    {
        Files["0001_three.sql"] = Three;

        var error = await UpRefused();

        Assert.Equal(MigrationProblem.Failed, error.Problem);
        Assert.Contains("0001_three.sql stopped", error.Message, StringComparison.Ordinal);
        Assert.Contains("statement 2 of 3 (line 3)", error.Message, StringComparison.Ordinal);
        Assert.True(await Has("things_1"));
        Assert.Equal("1:failed", await States());
        Assert.Single((await Row("0001_three")).Checkpoints.Done);

        Files["0001_three.sql"] = Three.Replace("no_such_table", "things_1", StringComparison.Ordinal);
        Assert.Equal("0001_three", await Up());
        Assert.True(await Has("things_2"));
        Assert.True((await Row("0001_three")).Checkpoints.IsEmpty);
    }

    [Fact]
    public async Task It_goes_on_when_its_process_died()
    {
        Files["0001_three.sql"] = Three.Replace("no_such_table", "things_1", StringComparison.Ordinal);
        var statements = Keywright.Database.Migrations.Scripts.SqlScript.Statements(Dialect, Parsed()[0].Sql);
        await using (var connection = await Open())
        {
            await connection.EnsureHistory(CancellationToken.None);
            await connection.Unit(tx => MigrationStore.Start(tx, Parsed()[0], 1), CancellationToken.None);
            var line = Checkpoints.DoneLine(isDown: false, Checkpoints.HashOf(statements[0].Text));
            await connection.Apply(
                new MigrationScript(Table1), tx => MigrationStore.Checkpoint(tx, "0001_three", line), CancellationToken.None);
        }

        Assert.Equal("1:running", await States());
        Assert.Equal("0001_three", await Up());

        Assert.Equal(1, await Number($"SELECT count(*) AS n FROM kw.things_1"));
    }

    [Fact]
    public async Task A_statement_that_ran_and_is_another_now_is_refused_with_what_to_do()
    {
        Files["0001_three.sql"] = Three;
        await UpRefused();

        Files["0001_three.sql"] = Three.Replace("things_1", "other", StringComparison.Ordinal);
        var changed = await UpRefused();
        Files["0001_three.sql"] = Head + "-- nothing left";
        var shorter = await UpRefused();
        Files["0001_three.sql"] = Three[Head.Length..];
        var whole = await UpRefused();

        Assert.All([changed, shorter, whole], error => Assert.Equal(MigrationProblem.Refused, error.Problem));
        Assert.Contains("statement 1 (line 2) is another now. Bring back that text", changed.Message, StringComparison.Ordinal);
        Assert.Contains("clear the row with repair", changed.Message, StringComparison.Ordinal);
        Assert.Contains("has only 0 now", shorter.Message, StringComparison.Ordinal);
        Assert.Contains("without its header", whole.Message, StringComparison.Ordinal);
        Assert.False(await Has("things_2"));
    }

    [Theory]
    [InlineData("BEGIN; SELECT 1; COMMIT;")]
    [InlineData("SAVEPOINT a;")]
    [InlineData("CREATE INDEX CONCURRENTLY ON t (a);")]
    [InlineData("SET ROLE somebody;")]
    public async Task What_could_not_be_resumed_is_refused_before_anything_runs(string sql)
    {
        Files["0001_first.sql"] = Table1;
        Files["0002_second.sql"] = Head + sql;

        var error = await UpRefused();

        Assert.StartsWith("0002_second.sql: line 2: ", error.Message, StringComparison.Ordinal);
        Assert.False(await Has("things_1"));
    }

    [Fact]
    public async Task What_takes_no_transaction_runs_and_files_with_one_after_it()
    {
        Files["0001_vacuum.sql"] = Head + Table1 + "INSERT INTO things_1 VALUES (1); VACUUM; INSERT INTO things_1 VALUES (2);";
        Files["0002_second.sql"] = Table2;

        await Up();

        Assert.Equal(2, await Number($"SELECT count(*) AS n FROM kw.things_1"));
        Assert.Equal("1:completed 2:completed", await States());
    }

    internal async Task<MigrationConnection> Open() =>
        await OpenDatabase.MigrationConnection(Settings.Target(), Settings, TimeProvider.System, CancellationToken.None);
}
