using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>GET /service-accounts/{id}.</summary>
internal sealed class ShowServiceAccount(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call) =>
        Guid.TryParse(call.Route("id"), out var id)
        && await database.ReadOne(tx => ServiceAccountStore.Find(tx, new ServiceAccountId(id)), call.Ct) is { } account
            ? Answers.Ok(ServiceAccountView.Of(account))
            : OnServiceAccount.NotFound();
}
