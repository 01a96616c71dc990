using Keywright.Maintenance.Transfer;

namespace Keywright.Tests.Maintenance.Transfer;

public sealed class TransferOnSqlite() : TransferTests("sqlite");

public sealed class TransferOnPostgres() : TransferTests("postgres");

/// <summary>What meets what is here, and what is wrong with a file.</summary>
public abstract class TransferTests(string kind) : IAsyncLifetime
{
    private Place _here = null!;

    public async Task InitializeAsync() => _here = await Place.Of(kind);

    public async Task DisposeAsync() => await _here.DisposeAsync();

    [Fact]
    public async Task An_import_goes_on_where_it_was_interrupted()
    {
        var lines = Population.Lines(2_500).ToList();

        await Assert.ThrowsAsync<TransferException>(() => _here.Import(lines.Take(4_000)));
        var report = await _here.Import(lines);

        Assert.Equal(3_999, report.Tables.Sum(table => table.Unchanged));
        Assert.Equal(lines.Count - 2 - 3_999, report.Tables.Sum(table => table.Written));
        Assert.Empty(_here.Problems);
        Assert.True(report.IsComplete);
        report = await _here.Import(lines);
        Assert.Equal(0, report.Tables.Sum(table => table.Written));
    }

    [Fact]
    public async Task A_row_that_is_here_otherwise_is_told_and_stays()
    {
        _ = await _here.Import(Population.Lines(3));
        var report = await _here.Import(Changed(Population.Lines(3), "\"name\":\"Zoë", "\"name\":\"Chloë"));

        Assert.Equal(3, _here.Problems.Count);
        Assert.Equal($"line 2: users {Population.Id(1, 0)}: it is here already, with another name.", _here.Problems[0].ToString());
        Assert.False(report.IsComplete);
        Assert.DoesNotContain(await _here.Export(), line => line.Contains("Chloë", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_overwrite_it_becomes_what_the_file_says_and_events_never_do()
    {
        _ = await _here.Import(Population.Lines(3));
        var changed = Changed(
            Changed(Population.Lines(3), "\"Zoë", "\"Chloë"),
            "\"last_activity\":\"2026-11-01T10:00:00", "\"last_activity\":\"2026-11-01T10:00:30");
        changed = Changed(changed, "\"action\":\"Sign in\"", "\"action\":\"Nothing\"");
        var report = await _here.Import(changed, new() { Overwrite = true });

        Assert.Equal(6, report.Tables.Sum(table => table.Written));
        Assert.Equal(3, _here.Problems.Count(problem => problem.Table == "audit_events"));
        var lines = await _here.Export();
        Assert.Equal(3, lines.Count(line => line.Contains("Chloë", StringComparison.Ordinal)));
        Assert.Equal(3, lines.Count(line => line.Contains("10:00:30.000Z", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("Nothing", StringComparison.Ordinal));

        // Nodes that have them cached are told, and a second run finds nothing to do.
        Assert.Equal(6, await _here.Database.Read(tx => tx.FindValue($"SELECT count(*) AS n FROM kw.revocations", row => row.Int("n"))));
        report = await _here.Import(changed, new() { Overwrite = true });
        Assert.Equal(0, report.Tables.Sum(table => table.Written));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_taken_address_is_told_with_its_line_and_nothing_else_is_lost(bool overwrite)
    {
        _ = await _here.Import(Population.Lines(1));
        var lines = Population.Lines(3).ToList();
        lines[2] = lines[2].Replace("user1@example.com", "user0@example.com", StringComparison.OrdinalIgnoreCase);
        var report = await _here.Import(lines, new() { Overwrite = overwrite });

        Assert.Contains(_here.Problems, problem => problem.ToString() ==
            $"line 3: users {Population.Id(1, 1)}: its email_normal is that of {Population.Id(1, 0)}.");
        Assert.Contains(_here.Problems, problem => problem.Table == "sessions"
            && problem.Reason == $"user_id {Population.Id(1, 1)} is not among the users here.");
        var users = report.Tables.Single(table => table.Table == "users");
        Assert.Equal((3, 1, 1, 1), (users.Rows, users.Written, users.Unchanged, users.Refused));
    }

    [Fact]
    public async Task A_line_that_is_no_row_of_ours_is_told_and_the_others_arrive()
    {
        var lines = Population.Lines(2).ToList();
        lines.InsertRange(1,
        [
            "not json", "[]", """{"users":[]}""", """{"nobody":{"id":"1"}}""", """{"users":{"id":"x"}}""",
            """{"users":{"email":"a@b.example"}}""",
            Population.User(7).Replace("\"active\"", "\"asleep\"", StringComparison.Ordinal),
            Population.User(8).Replace("\"name\"", "\"surname\"", StringComparison.Ordinal),
            Population.User(9).Replace("Zoë", "\\u0000", StringComparison.Ordinal),
            Population.User(6).Replace("\"a\":[1", "\"a\":[\"\\u0000\"", StringComparison.Ordinal),
            Population.User(5).Replace("2026-11-01T10", "yesterday", StringComparison.Ordinal),
            """{"user_roles; DROP TABLE users":{"id":"1"}}""",
        ]);
        _ = await _here.Import(lines);

        Assert.Equal(Enumerable.Range(2, 12).Select(line => $"line {line}").Order(StringComparer.Ordinal),
            _here.Problems.Select(problem => problem.Place).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await _here.Export()).Count(line => line.StartsWith("{\"users\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("""{"users":{}}""")]
    [InlineData("""{"keywright":"export","format":2}""")]
    public async Task What_is_no_export_is_refused(string first) =>
        await Assert.ThrowsAsync<TransferException>(() => _here.Import([first, .. Population.Lines(1).Skip(1)]));

    [Fact]
    public async Task A_dry_run_tells_what_would_happen_and_changes_nothing()
    {
        _ = await _here.Import(Population.Lines(1));
        var before = await _here.Export();
        var lines = Population.Lines(3).ToList();
        lines[3] = lines[3].Replace("user2@example.com", "user1@example.com", StringComparison.OrdinalIgnoreCase);
        var report = await _here.Import(lines, new() { DryRun = true });

        Assert.Equal((1, 1, 1), report.Tables.Where(table => table.Table == "users")
            .Select(table => (table.Written, table.Unchanged, table.Refused)).Single());
        Assert.Equal("line 4", Assert.Single(_here.Problems).Place);
        Assert.Equal(Rows(before), Rows(await _here.Export()));
    }

    [Fact]
    public async Task An_export_is_of_one_instant()
    {
        _ = await _here.Import(Population.Lines(2_000));
        using var stream = new MemoryStream();
        var meddling = new Meddling(stream, () => Task.Run(() => _here.Import(Population.Lines(2_010))).GetAwaiter().GetResult());
        var report = await _here.Transfer.ExportAsync(meddling);

        Assert.All(report.Tables.Where(table => table.Table is "users" or "user_roles" or "sessions" or "personal_tokens"),
            table => Assert.Equal(2_000, table.Written));
        Assert.Contains("User2009@", string.Join('\n', await _here.Export()), StringComparison.Ordinal);
    }

    // The event of an export is in the next one.
    private static IEnumerable<string> Rows(IEnumerable<string> export) => export.Skip(1).SkipLast(1).Where(
        line => !line.Contains("\"data_exported\"", StringComparison.Ordinal));

    private static IEnumerable<string> Changed(IEnumerable<string> lines, string from, string to) =>
        lines.Select(line => line.Replace(from, to, StringComparison.Ordinal));

    /// <summary>Does something else at the first write.</summary>
    private sealed class Meddling(Stream to, Action action) : MemoryStream
    {
        private Action? _action = action;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Interlocked.Exchange(ref _action, null)?.Invoke();
            to.Write(buffer);
        }
    }
}
