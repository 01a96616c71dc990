using System.Text.Json;
using Keywright.Http;
using Microsoft.AspNetCore.Http;

namespace Keywright.Tests.Http;

/// <summary>Says back what it was told.</summary>
internal sealed class Echo : IUseCase<Echo.Request>
{
    public sealed record Request(
        string? Name, int? Age, bool? Old, Request? Inner, IReadOnlyList<string>? Tags, JsonElement? Anything, string? CamelName);

    public Task<IResult> Handle(Request request, Call call) => Task.FromResult(Answers.Ok(request));
}

/// <summary>Says who called, from where.</summary>
internal sealed class WhoAmI : IUseCase
{
    public sealed record Response(string? Caller, string? Address, string? UserAgent, string? Id);

    public Task<IResult> Handle(Call call) => Task.FromResult(Answers.Ok(
        new Response(call.CallerOrNull?.Kind.ToString(), call.Address?.ToString(), call.UserAgent, call.Route("id"))));
}

/// <summary>Fails as it is told to.</summary>
internal sealed class Fail(Func<Call, Exception> how) : IUseCase
{
    public Task<IResult> Handle(Call call)
    {
        call.Http.Response.Cookies.Append("half", "done");
        throw how(call);
    }
}
