using Keywright.Database;
using Keywright.Http;

namespace Keywright.External;

/// <summary>GET /external-accounts: few, so there is always one page.</summary>
internal sealed class ListExternalAccounts(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var accounts = await database.ReadOne(tx => ExternalAccountStore.List(tx, call.Caller.UserId), call.Ct);
        return Answers.Ok(new Listing<ExternalAccountView>([.. accounts.Select(ExternalAccountView.Of)], null));
    }
}
