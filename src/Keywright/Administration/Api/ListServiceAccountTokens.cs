using Keywright.Database;
using Keywright.Http;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>GET /service-accounts/{id}/tokens: those that still work, newest first.</summary>
internal sealed class ListServiceAccountTokens(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return OnServiceAccount.NotFound();
        }

        var account = new ServiceAccountId(id);
        PersonalTokenId? before = page.After is { } last ? new PersonalTokenId(last) : null;
        var tokens = await database.Read(async tx => await ServiceAccountStore.Find(tx, account) is null
            ? null
            : await PersonalTokenStore.ListLive(tx, account, before, page.Limit + 1), call.Ct);
        return tokens is null
            ? OnServiceAccount.NotFound()
            : Answers.Ok(Paging.Listing(page, tokens, PersonalTokenView.Of, token => token.Id.Value));
    }
}
