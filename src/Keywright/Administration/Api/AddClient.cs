using System.Text.Json;
using Keywright.Audit;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.Administration.Api;

/// <summary>POST /clients: an OAuth client, its secret shown this once (RFC 7591 §2 names the members).</summary>
internal sealed class AddClient(Administer administer, RegisterClient register, SectorDocument sectors) : IUseCase<ClientRequest>
{
    private static readonly Deed Deed = new(KeywrightPermissions.ClientsWrite, "oauth_client_created", "Make an OAuth client");

    public async Task<IResult> Handle(ClientRequest request, Call call)
    {
        var said = new ClientMembers(JsonElement.Parse(call.Body!()));
        var wish = ClientWish.Read(said, ClientWish.New(default, request.ClientId ?? ""));
        if (request.ClientId is { } chosen && ClientWish.RefuseClientId(chosen) is { } reason)
        {
            said.Refuse("client_id", reason);
        }

        if (OnClient.Refuse(said) is { } refusal)
        {
            return refusal;
        }

        if (await sectors.Refuse(wish, call.Ct) is { } unlisted)
        {
            return Problems.Invalid("sector_identifier_uri", unlisted);
        }

        return await administer.Run(call, Deed, ("oauth_client", request.ClientId ?? wish.Name), async (tx, authority) =>
        {
            if (authority.RefuseToGive(OnClient.AdministrationOf(wish)) is { } lacks)
            {
                return lacks;
            }

            var id = tx.NewId<ClientId>();
            return await register.Add(tx, call.Origin(), wish with { Id = id, ClientId = request.ClientId ?? id.ToString() })
                is var (client, secret)
                ? Answers.Created(ClientView.Of(client) with { ClientSecret = secret?.Reveal() })
                : Problems.Of(ProblemCode.ClientTaken, "There is a client with this client_id already.");
        });
    }
}
