using Keywright.Database;
using Keywright.Http;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>GET /tokens and GET /users/{id}/tokens: the personal access tokens that still work, newest first.</summary>
internal sealed class ListAllTokens(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        UserId? user = null;
        if (call.Route("id") is { } text)
        {
            if (!Guid.TryParse(text, out var id))
            {
                return Administer.NoSuchUser();
            }

            user = new UserId(id);
        }

        PersonalTokenId? before = page.After is { } last ? new PersonalTokenId(last) : null;
        TokenOwner? owner = user is { } of ? of : null;
        var tokens = await database.Read(async tx => user is { } one && await UserStore.Find(tx, one) is null
            ? null
            : await PersonalTokenStore.ListLive(tx, owner, before, page.Limit + 1), call.Ct);
        return tokens is null
            ? Administer.NoSuchUser()
            : Answers.Ok(Paging.Listing(page, tokens, AdministeredToken.Of, token => token.Id.Value));
    }
}
