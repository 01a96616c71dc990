using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>GET /clients: oldest first.</summary>
internal sealed class ListClients(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        ClientId? after = page.After is { } id ? new ClientId(id) : null;
        var clients = await database.ReadOne(tx => OAuthClientStore.List(tx, after, page.Limit + 1), call.Ct);
        return Answers.Ok(Paging.Listing(page, clients, ClientView.Of, client => client.Id.Value));
    }
}
