using Keywright.Audit;
using Keywright.Http;
using Keywright.Security;
using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>DELETE /service-accounts/{id}: its tokens end with it.</summary>
internal sealed class DeleteServiceAccount(OnServiceAccount administer, ChangeServiceAccounts accounts) : IUseCase
{
    private static readonly Deed Deed =
        new(KeywrightPermissions.ServiceAccountsWrite, "service_account_deleted", "Delete a service account");

    public Task<IResult> Handle(Call call) => administer.Run(call, Deed, async (tx, _, account) =>
        await accounts.Delete(tx, call.Origin(), account) ? Answers.NoContent() : OnServiceAccount.NotFound());
}
