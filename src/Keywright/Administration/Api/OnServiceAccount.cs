using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>Acts on the service account of the path: nobody acts on one that holds more than they do, nor mints its tokens.</summary>
internal sealed class OnServiceAccount(Administer administer)
{
    public async Task<IResult> Run(Call call, Deed deed, Func<Tx, Authority, ServiceAccount, ValueTask<IResult>> act) =>
        !Guid.TryParse(call.Route("id"), out var id)
            ? NotFound()
            : await administer.Run(call, deed, ("service_account", id.ToString()), async (tx, authority) =>
                await ServiceAccountStore.Find(tx, new ServiceAccountId(id)) is not { } account
                    ? NotFound()
                    : authority.RefuseToActOn(account.Permissions) ?? await act(tx, authority, account));

    public static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "There is no such service account.");

    public static ProblemResult Taken() =>
        Problems.Of(ProblemCode.ServiceAccountTaken, "There is a service account with this name already.");
}
