using System.Net;
using System.Text.Json;
using Keywright.Http;

namespace Keywright.Tests.Http;

/// <summary>Checks that an answer is exactly the problem it should be: no member less, none more.</summary>
internal static class Problem
{
    public static async Task<JsonElement> Is(HttpResponseMessage answer, ProblemCode code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(code.Status == (int)answer.StatusCode, $"{answer.StatusCode} {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));

        var problem = JsonDocument.Parse(body).RootElement;
        string[] members = ["type", "title", "status", "detail", "code", "trace_id", .. Extra(code)];
        Assert.Equal(members, problem.EnumerateObject().Select(member => member.Name));
        Assert.Equal(code.Code, problem.GetProperty("code").GetString());
        Assert.Equal("urn:keywright:problem:" + code.Code, problem.GetProperty("type").GetString());
        Assert.Equal(code.Title, problem.GetProperty("title").GetString());
        Assert.Equal(code.Status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
        Assert.Equal(answer.StatusCode == HttpStatusCode.Unauthorized, answer.Headers.WwwAuthenticate.Count > 0);
        return problem;
    }

    private static string[] Extra(ProblemCode code) => code == ProblemCode.ValidationFailed ? ["errors"] : [];
}
