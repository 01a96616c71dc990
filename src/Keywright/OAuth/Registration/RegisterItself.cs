using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Registration;

/// <summary>POST /oauth/register: a client of which nobody here knows more than it says (RFC 7591 §3).</summary>
internal sealed class RegisterItself(
    KeywrightDatabase database, RegisterClient register, SectorDocument sectors, OAuthOptions options, OAuthSettings settings) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        var (json, malformed) = await Body.ReadObject(call.Http, call.Ct);
        if (json is not { } said)
        {
            return RegistrationAnswer.Refuse(malformed!);
        }

        var (wish, refusal) = await Wish(said, default, sectors, options, call.Ct);
        return refusal ?? await database.Write(async tx =>
        {
            var id = tx.NewId<ClientId>();
            var token = SecretToken.New(TokenKind.ClientRegistration);
            var (client, secret) = (await register.Add(tx, call.Origin(), wish! with { Id = id, ClientId = id.ToString() }))!.Value;
            await OAuthClientStore.SetRegistrationToken(tx, id, token.Hash);
            return RegistrationAnswer.Of(client, secret?.Reveal(), token.Reveal(), settings, StatusCodes.Status201Created);
        }, call.Ct);
    }

    /// <summary>What a client wants to be, or why it can't.</summary>
    public static async ValueTask<(OAuthClient? Wish, IResult? Refusal)> Wish(
        JsonElement json, ClientId id, SectorDocument sectors, OAuthOptions options, CancellationToken ct)
    {
        var blank = ClientWish.New(id, id.ToString()) with
        {
            Registration = ClientRegistration.Dynamic,
            Name = "Unnamed application",
        };
        var wish = SelfRegistered.Read(json, blank, options, out var said);
        if (said.Errors.Count == 0 && await sectors.Refuse(wish, ct) is { } reason)
        {
            said.Refuse("sector_identifier_uri", reason);
        }

        return said.Errors.Count == 0 ? (wish, null) : (null, RegistrationAnswer.Refuse(said));
    }
}
