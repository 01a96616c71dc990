using Keywright.Database;
using Keywright.Http;
using Keywright.Roles;
using Keywright.Security;
using Keywright.ServiceAccounts;
using Keywright.Users;

namespace Keywright.Account;

/// <summary>GET /user: who is signed in, and what the credential in use can do.</summary>
internal sealed class ShowAccount(KeywrightDatabase database) : IUseCase
{
    private static readonly string[] Everything = ["*"];

    public Task<IResult> Handle(Call call) => call.Caller.IsServiceAccount ? ShowServiceAccount(call) : database.Read(async tx =>
        await UserStore.Find(tx, call.Caller.UserId) is { } user
            ? Answers.Ok(UserView.Of(
                user, await RoleStore.Held(tx, user, call.Caller.ByPasskey), call.Caller.IsFirstParty ? Everything : call.Caller.Abilities))
            : Problems.Of(ProblemCode.NotFound, "This user is gone."), call.Ct).AsTask();

    private async Task<IResult> ShowServiceAccount(Call call) =>
        await database.ReadOne(tx => ServiceAccountStore.Find(tx, new ServiceAccountId(call.Caller.UserId.Value)), call.Ct) is { } account
            ? Answers.Ok(UserView.Of(account, call.Caller.Abilities))
            : Problems.Of(ProblemCode.NotFound, "This service account is gone.");
}
