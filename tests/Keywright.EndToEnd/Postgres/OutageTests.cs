using System.Diagnostics;
using Keywright.Database;

namespace Keywright.EndToEnd.Postgres;

/// <summary>A server that goes and comes back, and clients that die.</summary>
public sealed class OutageTests(PrivateServer server) : IClassFixture<PrivateServer>
{
    [Fact]
    public async Task Ten_seconds_without_the_server_are_survived()
    {
        await using var notes = await Notes.On(server.Url).Prepare();
        await notes.Add("before");
        await server.Stop();
        var start = Stopwatch.GetTimestamp();
        do
        {
            var answer = Stopwatch.GetTimestamp();
            var errors = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Refused(() => notes.Add("meanwhile"))));
            Assert.All(errors, error => Assert.Equal(DatabaseProblem.Unavailable, error.Problem));
            Assert.Equal(DatabaseProblem.Unavailable, (await Refused(notes.All)).Problem);
            Assert.InRange(Stopwatch.GetElapsedTime(answer).TotalSeconds, 0, 8);
        }
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));

        await server.Start();

        await notes.Add("after");
        Assert.Superset(new HashSet<string> { "before", "after" }, await notes.All());
        Assert.DoesNotContain("meanwhile", await notes.All());
    }

    [Fact]
    public async Task A_restart_between_two_units_is_not_noticed()
    {
        await using var notes = await Notes.On(server.Url).Prepare();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => notes.Add($"warm {i}")));
        await server.Stop("immediate");
        await server.Start();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => notes.Add($"cold {i}")));

        Assert.Equal(20, (await notes.All()).Count(note => note.StartsWith("warm", default) || note.StartsWith("cold", default)));
    }

    [Fact]
    public async Task A_server_that_crashes_under_load_leaves_no_doubt_about_what_was_answered()
    {
        await using var notes = await Notes.On(server.Url).Prepare();
        var (answered, refused, unknown) = (new List<string>(), new List<string>(), new List<string>());
        var writers = Enumerable.Range(0, 10).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                var note = $"load {writer}-{i}";
                var outcome = answered;
                try
                {
                    await notes.Add(note);
                }
                catch (DatabaseException e)
                {
                    outcome = e.Problem == DatabaseProblem.OutcomeUnknown ? unknown : refused;
                }

                lock (notes)
                {
                    outcome.Add(note);
                }
            }
        })).ToList();
        await Task.Delay(100);
        await server.Stop("immediate");
        await server.Start();
        await Task.WhenAll(writers);

        var kept = await notes.All();
        Assert.DoesNotContain(answered, note => !kept.Contains(note));
        Assert.DoesNotContain(refused, kept.Contains);
        Assert.Equal(3000, answered.Count + refused.Count + unknown.Count);
    }

    [Fact]
    public async Task Nothing_that_was_answered_is_lost_by_kill_9()
    {
        await using var notes = await Notes.On(server.Url).Prepare();
        var answered = new HashSet<string>();
        for (var round = 0; round < 3; round++)
        {
            var before = answered.Count;
            using var process = OwnProcess.Start(["write-postgres", server.Url, "public"]);
            while (await process.Output.ReadLineAsync() is { } line)
            {
                // The last line may be torn.
                if (line.EndsWith('.') && answered.Add(line) && answered.Count == before + 1000)
                {
                    process.Kill();
                }
            }
        }

        var kept = await notes.All();
        Assert.True(answered.Count >= 3000);
        Assert.DoesNotContain(answered, note => !kept.Contains(note));
    }

    private static Task<DatabaseException> Refused(Func<Task> work) => Assert.ThrowsAsync<DatabaseException>(work);
}
