using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>GET /service-accounts: oldest first.</summary>
internal sealed class ListServiceAccounts(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        ServiceAccountId? after = page.After is { } id ? new ServiceAccountId(id) : null;
        var accounts = await database.ReadOne(tx => ServiceAccountStore.List(tx, after, page.Limit + 1), call.Ct);
        return Answers.Ok(Paging.Listing(page, accounts, ServiceAccountView.Of, account => account.Id.Value));
    }
}
