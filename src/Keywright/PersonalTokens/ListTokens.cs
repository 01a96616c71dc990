using Keywright.Database;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.PersonalTokens;

/// <summary>GET /tokens: the user's personal access tokens that still work, newest first.</summary>
internal sealed class ListTokens(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        var before = page.After is { } id ? new PersonalTokenId(id) : (PersonalTokenId?)null;
        var tokens = await database.ReadOne(tx => PersonalTokenStore.ListLive(tx, call.Caller.UserId, before, page.Limit + 1), call.Ct);
        return Answers.Ok(Paging.Listing(page, tokens, PersonalTokenView.Of, token => token.Id.Value));
    }
}
