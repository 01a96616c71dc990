using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.ServiceAccounts;

namespace Keywright.Administration.Api;

/// <summary>DELETE /tokens/{id}: a personal access token of a user or a service account stops working, everywhere and at once.</summary>
internal sealed class RevokeAnyToken(KeywrightDatabase database, Administer administer, Revocations revocations, AuditLog audit) : IUseCase
{
    private static readonly Deed Deed = new(KeywrightPermissions.TokensWrite, "token_revoked", "Revoke somebody's personal access token");

    public async Task<IResult> Handle(Call call)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return NotFound();
        }

        return await database.Write(async tx =>
        {
            var authority = await Authority.Of(tx, call.Caller);
            return await PersonalTokenStore.Find(tx, new PersonalTokenId(id)) switch
            {
                null => NotFound(),
                { Owner.UserId: { } user } token => await administer.OnUser(
                    tx, call, Deed, authority, user, (_, _, _) => Revoke(tx, call, token)),
                var token => authority.RefuseLack(Deed.Permission)
                    ?? authority.RefuseToActOn((await ServiceAccountStore.Find(tx, token.Owner.ServiceAccountId!.Value))?.Permissions ?? [])
                    ?? await Revoke(tx, call, token),
            };
        }, call.Ct);
    }

    private async ValueTask<IResult> Revoke(Tx tx, Call call, PersonalToken token)
    {
        if (await PersonalTokenStore.Revoke(tx, revocations, token.Id, owner: null) is null)
        {
            return NotFound();
        }

        await audit.Add(tx, call.Origin(), Deed.Event(token.Owner.UserId, "personal_access_token", token.Id.ToString()));
        return Answers.NoContent();
    }

    private static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "There is no such token.");
}
