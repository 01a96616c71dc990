using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Consent;
using Keywright.OAuth.Device;
using Keywright.OAuth.Grants;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Sessions;

namespace Keywright.OAuth.Apps;

/// <summary>
/// DELETE /apps/{id}: the client loses everything that the user allowed it: tokens, codes that it has not redeemed, and the consent. It
/// has to ask again (OWASP ASVS 5.0, 10.4.9 and 10.7.3).
/// </summary>
internal sealed class DisconnectApp(KeywrightDatabase database, Revocations revocations, AuditLog audit) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (!Guid.TryParse(call.Route("id"), out var id))
        {
            return NotFound();
        }

        return await database.Write(tx => Disconnect(tx, call, new ClientId(id)), call.Ct);
    }

    private async ValueTask<IResult> Disconnect(Tx tx, Call call, ClientId id)
    {
        var user = call.Caller.UserId;
        // The consent first, then the codes: who gets a code by it, or redeems one, at the same time has done so by then, or finds it gone.
        var isAllowed = await OAuthConsentStore.Delete(tx, user, id);
        var codes = await OAuthCodeStore.DeleteAll(tx, user, id) + await OAuthDeviceCodeStore.DeleteAll(tx, user, id);
        var grants = await OAuthGrantStore.EndAll(tx, revocations, user, id, RevokedBy.User);
        if (!isAllowed && grants + codes == 0)
        {
            return NotFound();
        }

        var client = await OAuthClientStore.Find(tx, id);
        await audit.Add(tx, call.Origin(), OAuthEvents.Disconnected(client!, user, grants));
        return Answers.NoContent();
    }

    private static ProblemResult NotFound() => Problems.Of(ProblemCode.NotFound, "You have no such app.");
}
