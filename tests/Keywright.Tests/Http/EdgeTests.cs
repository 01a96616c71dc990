using Keywright.Database;
using Keywright.Http;
using Keywright.Security.PasswordHash;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Keywright.Tests.Http;

public sealed class EdgeTests
{
    [Fact]
    public async Task A_bug_shows_a_trace_id_and_nothing_else()
    {
        await using var app = await Failing(_ => new InvalidOperationException("kw_at_secret SELECT * FROM users"));

        var answer = await app.Send("GET", "/api/auth/fail");

        var problem = await Problem.Is(answer, ProblemCode.InternalError);
        Assert.DoesNotContain("SELECT", problem.GetRawText(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var entry = Assert.Single(app.Log.Entries);
        Assert.Contains(problem.GetProperty("trace_id").GetString()!, entry, StringComparison.Ordinal);
        Assert.Contains("SELECT", entry, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseProblem.Unavailable, "unavailable")]
    [InlineData(DatabaseProblem.Busy, "busy")]
    [InlineData(DatabaseProblem.OutcomeUnknown, "outcome_unknown")]
    public async Task A_broken_database_is_a_503_that_says_when_to_come_back(DatabaseProblem problem, string code)
    {
        await using var app = await Failing(_ => new DatabaseException(problem, "host=db.internal"));

        var answer = await app.Send("GET", "/api/auth/fail");

        var body = await Problem.Is(answer, ProblemCode.All.Single(known => known.Code == code));
        Assert.DoesNotContain("internal", body.GetRawText(), StringComparison.Ordinal);
        Assert.True(answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Too_many_passwords_at_once_are_a_503_too()
    {
        await using var app = await Failing(_ => new HasherBusyException(TimeSpan.FromSeconds(3)));

        var answer = await app.Send("GET", "/api/auth/fail");

        await Problem.Is(answer, ProblemCode.Busy);
        Assert.Equal(TimeSpan.FromSeconds(3), answer.Headers.RetryAfter?.Delta);
        Assert.Empty(app.Log.Entries);
    }

    [Theory]
    [InlineData(413, "payload_too_large")]
    [InlineData(400, "malformed_request")]
    [InlineData(408, "malformed_request")]
    public async Task What_the_server_finds_wrong_with_a_request_is_a_problem_too(int status, string code)
    {
        await using var app = await Failing(_ => new BadHttpRequestException("x", status));

        await Problem.Is(await app.Send("GET", "/api/auth/fail"), ProblemCode.All.Single(known => known.Code == code));
        Assert.Empty(app.Log.Entries);
    }

    [Fact]
    public async Task A_client_that_went_away_is_no_error()
    {
        await using var app = await Failing(call =>
        {
            call.Http.RequestAborted = new CancellationToken(canceled: true);
            return new OperationCanceledException();
        });

        Assert.Equal(499, (int)(await app.Send("GET", "/api/auth/fail")).StatusCode);
        Assert.Empty(app.Log.Entries);
    }

    [Fact]
    public async Task A_cancellation_that_the_client_did_not_ask_for_is_an_error()
    {
        await using var app = await Failing(_ => new OperationCanceledException());

        await Problem.Is(await app.Send("GET", "/api/auth/fail"), ProblemCode.InternalError);
        Assert.Single(app.Log.Entries);
    }

    [Fact]
    public async Task A_failure_while_the_caller_is_looked_up_is_caught_as_well()
    {
        await using var app = await HttpApp.Start(api => api.Get<WhoAmI>("/me"));

        await Problem.Is(await app.Send("GET", "/api/auth/me", null, ("X-Caller", "broken")), ProblemCode.InternalError);
    }

    [Fact]
    public void Every_code_is_listed_once()
    {
        var fields = typeof(ProblemCode).GetFields().Select(field => field.GetValue(null)).OfType<ProblemCode>().ToList();

        Assert.Equal(fields, ProblemCode.All);
        Assert.Equal(fields.Count, fields.DistinctBy(code => code.Code).Count());
    }

    private static Task<HttpApp> Failing(Func<Call, Exception> how) => HttpApp.Start(
        api => api.Get<Fail>("/fail").Anyone(), services: services => services.AddSingleton(new Fail(how)));
}
