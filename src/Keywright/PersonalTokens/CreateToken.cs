using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;

namespace Keywright.PersonalTokens;

/// <summary>POST /tokens: a personal access token, its text shown this once.</summary>
internal sealed class CreateToken(KeywrightDatabase database, MintToken mint, TimeProvider clock) : IUseCase<CreateToken.Request>
{
    public sealed record Request(string? Name, IReadOnlyList<string?>? Abilities, DateTimeOffset? ExpiresAt);

    public sealed record Created(string Token, PersonalTokenView PersonalAccessToken);

    public async Task<IResult> Handle(Request request, Call call)
    {
        if (mint.Refuse(request.Name, request.Abilities, request.ExpiresAt, clock.GetUtcNow()) is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        var (token, secret) = await database.Write(tx => mint.Add(
            tx, call.Origin(), call.Caller.UserId, request.Name!, request.Abilities?.ToList()!, request.ExpiresAt), call.Ct);
        return Answers.Created(new Created(secret.Reveal(), PersonalTokenView.Of(token)));
    }
}
