using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>
/// PATCH /clients/{id}: a member that is absent stays, null brings its default back. What it changes is felt at the client's next
/// request. <c>status</c> disables and enables.
/// </summary>
internal sealed class UpdateClient(OnClient administer, ChangeClient change, SectorDocument sectors, KeywrightDatabase database)
    : IUseCase<ClientRequest>
{
    private static readonly Deed Deed = new(KeywrightPermissions.ClientsWrite, "oauth_client_updated", "Change an OAuth client");

    public async Task<IResult> Handle(ClientRequest request, Call call)
    {
        var json = JsonElement.Parse(call.Body!());

        // Outside the unit of work: a site elsewhere is asked. In it nothing may have become another question.
        var known = await database.ReadOne(tx => OnClient.Find(tx, call), call.Ct);
        var asked = known is null ? null : ClientWish.Read(new ClientMembers(json), known);
        if (asked is not null && await sectors.Refuse(known!, asked, call.Ct) is { } unlisted)
        {
            return Problems.Invalid("sector_identifier_uri", unlisted);
        }

        return await administer.Run(call, Deed, async (tx, authority, before) =>
        {
            var said = new ClientMembers(json);
            var wish = ClientWish.Read(said, before);
            if (request.ClientId is { } name && name != before.ClientId)
            {
                said.Refuse("client_id", "It stays what it is.");
            }

            return (IResult?)OnClient.Refuse(said)
                ?? (asked is not null && SectorDocument.IsSame(asked, wish) ? null : Problems.Of(DatabaseProblem.Busy))
                ?? authority.RefuseToGive(OnClient.AdministrationOf(wish))
                ?? (await change.Change(tx, call.Origin(), before, wish) is { } changed
                    ? Answers.Ok(ClientView.Of(changed))
                    : OnClient.NotFound());
        });
    }
}
