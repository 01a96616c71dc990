using System.Security.Cryptography;
using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security.Jose;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Registration;

/// <summary>
/// PUT /oauth/register/{client_id}: all that the client says of itself, anew; what it leaves out has its default (RFC 7592 §2.2). What an
/// administrator has decided stays.
/// </summary>
internal sealed class ReplaceRegistration(
    KeywrightDatabase database, ChangeClient change, RotateClientSecret rotate, SectorDocument sectors, OAuthOptions options,
    OAuthSettings settings) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (RegistrationAccess.Token(call) is not { } token
            || await database.ReadOne(tx => RegistrationAccess.Find(tx, call, token), call.Ct) is not { } known)
        {
            return RegistrationAccess.Refuse();
        }

        var (json, malformed) = await Body.ReadObject(call.Http, call.Ct);
        if (json is not { } said)
        {
            return RegistrationAnswer.Refuse(malformed!);
        }

        if (RefuseIdentity(said, known) is { } wrong)
        {
            return wrong;
        }

        var (wish, refusal) = await RegisterItself.Wish(said, known.Id, sectors, options, call.Ct);
        return refusal ?? await database.Write(async tx =>
            await RegistrationAccess.Find(tx, call, token) is { } before
                ? await Change(tx, call, before, wish!, token)
                : RegistrationAccess.Refuse(), call.Ct);
    }

    /// <summary>§2.2: the body names the client, and a secret only if it is the one that it has.</summary>
    private static OAuthErrorAnswer? RefuseIdentity(JsonElement said, OAuthClient known) =>
        said.Text("client_id") != known.ClientId ? RegistrationAnswer.Invalid("client_id: It must be there, and stays what it is.")
        : said.Has("client_secret")
            && !(said.Text("client_secret") is { } secret
                && CryptographicOperations.FixedTimeEquals(SecretToken.HashOf(secret), known.SecretHash))
            ? RegistrationAnswer.Invalid("client_secret: A client does not choose it. Leave it out.")
        : null;

    private async ValueTask<IResult> Change(Tx tx, Call call, OAuthClient before, OAuthClient wish, SecretToken token)
    {
        var renewed = SelfRegistered.Renewed(before, wish);
        if (ClientRules.Refuse(renewed).ToList() is [var (member, reason), ..])
        {
            return RegistrationAnswer.Invalid($"{member}: {reason}");
        }

        var client = (await change.Change(tx, call.Origin(), before, renewed))!;

        // Who begins to prove itself by a secret gets one.
        var made = client is { UsesSecret: true, SecretHash: null } ? await rotate.Rotate(tx, call.Origin(), client, TimeSpan.Zero) : null;
        return RegistrationAnswer.Of(
            made?.Client ?? client, made?.Secret.Reveal(), token.Reveal(), settings, StatusCodes.Status200OK);
    }
}
