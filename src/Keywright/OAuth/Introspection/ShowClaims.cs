using System.Buffers;
using System.Text.Json;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Dpop;
using Keywright.Roles;
using Keywright.Users;

namespace Keywright.OAuth.Introspection;

/// <summary>
/// GET and POST /oauth/userinfo (OpenID Connect Core §5.3): the claims of the user that the scopes of the access token open. A token for
/// another API is not for this one, though we issued it.
/// </summary>
internal sealed class ShowClaims(
    AccessTokens tokens, ClientDirectory clients, Sectors sectors, UserClaims claims, DpopProofs proofs, KeywrightDatabase database,
    OAuthSettings settings)
    : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (BearerToken.From(call.Http) is not { } presented)
        {
            return new BearerRefusal(null);
        }

        if (await tokens.Find(presented.Text, call.Ct) is not { UserId: { } user } token
            || !token.Audience.Contains(settings.Issuer, StringComparer.Ordinal)
            || !await IsProven(call, presented, token)
            || await clients.Find(token.ClientId, call.Ct) is not { } client)
        {
            return new BearerRefusal("invalid_token");
        }

        if (!token.Scopes.Contains(Scopes.OpenId, StringComparer.Ordinal))
        {
            return new BearerRefusal("insufficient_scope") { Scope = Scopes.OpenId };
        }

        var (row, roles) = await database.Read(
            async tx => await UserStore.Find(tx, user) is { } found
                ? (found, await RoleStore.Held(tx, found, token.IsByPasskey))
                : (null, HeldRoles.None),
            call.Ct);
        if (row is null)
        {
            return new BearerRefusal("invalid_token");
        }

        var subject = await sectors.SubjectOf(client, user, call.Ct);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("sub"u8, subject);
            claims.Write(json, row, roles.InForce, token.Scopes);
            json.WriteEndObject();
        }

        return new JsonBytesAnswer(buffer.WrittenMemory);
    }

    // RFC 9449 §7.1, §7.2: a token that is bound needs the proof of its key; as a bearer token it is worth nothing.
    private async ValueTask<bool> IsProven(Call call, BearerToken presented, AccessTokenState token) =>
        presented.IsBound
            ? await proofs.Verify(call.Http, presented.Text, call.Ct) is DpopVerdict.Proven proven
                && proven.Thumbprint == token.KeyThumbprint
            : token.KeyThumbprint is null;
}
