using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Grants;
using Keywright.OAuth.Token;
using Keywright.Security;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Introspection;

/// <summary>
/// POST /oauth/introspect (RFC 7662): whether a token works, asked by the API that it was sent to. Who asks about a token that is none of
/// its business is told that it does not work (§2.2), as of one that there never was.
/// </summary>
internal sealed class Introspect(
    AuthenticateClient clients, ClientDirectory directory, ClientLimit limit, AccessTokens tokens, Sectors sectors,
    KeywrightDatabase database, MachineAudit audit, OAuthSettings settings) : IUseCase
{
    private static readonly byte[] Inactive = """{"active":false}"""u8.ToArray();

    public async Task<IResult> Handle(Call call)
    {
        var (form, client, refusal) = await ClientCall.Read(call, clients, limit);
        if (refusal is not null)
        {
            return refusal;
        }

        if (client!.IsPublic)
        {
            // RFC 7662 §2.1: "MUST also require some form of authorization", against scanning for tokens.
            return ClientCall.Refuse(call, OAuthError.InvalidClient("Only a client with credentials may ask (RFC 7662 §2.1)."));
        }

        if (form!["token"] is not { } text)
        {
            return ClientCall.Refuse(call, OAuthError.InvalidRequest("token is missing (RFC 7662 §2.1)."));
        }

        var answer = RefreshToken.Parse(text, TokenKind.OAuthRefresh) is { } refresh
            ? await Describe(client, refresh, call.Ct)
            : await Describe(client, await tokens.Find(text, call.Ct), call.Ct);
        await audit.Note(OAuthEvents.Introspected(client, answer.Length > Inactive.Length), call.Origin(), call.Ct);
        return new JsonBytesAnswer(answer);
    }

    private bool Concerns(OAuthClient client, AccessTokenState token) =>
        token.Client == client.Id || token.Audience.Any(one => client.Resources.Contains(one, StringComparer.Ordinal))
        // An API that has no name of its own takes tokens for this server. Who registered itself is nobody's API.
        || (client is { IsVouchedFor: true, Resources.Count: 0 } && token.Audience.Contains(settings.Issuer, StringComparer.Ordinal));

    private async ValueTask<ReadOnlyMemory<byte>> Describe(OAuthClient client, AccessTokenState? token, CancellationToken ct)
    {
        if (token is null || !Concerns(client, token) || await directory.Find(token.ClientId, ct) is not { } issuedTo)
        {
            return Inactive;
        }

        var subject = token.UserId is { } user ? await sectors.SubjectOf(issuedTo, user, ct) : token.ClientId;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("active"u8, true);
            json.WriteString("iss"u8, settings.Issuer);
            json.WriteString("sub"u8, subject);
            WriteList(json, token.Audience);
            json.WriteString("client_id"u8, token.ClientId);
            json.WriteString("scope"u8, string.Join(' ', token.Scopes));
            json.WriteString("token_type"u8, token.KeyThumbprint is null ? "Bearer" : "DPoP");
            json.WriteNumber("iat"u8, token.IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, token.ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("jti"u8, token.TokenId);
            WriteUser(json, token);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteUser(Utf8JsonWriter json, AccessTokenState token)
    {
        if (token.Username is { } name && token.Scopes.Contains(Scopes.Profile, StringComparer.Ordinal))
        {
            json.WriteString("username"u8, name);
        }

        if (token.AuthTime is { } at)
        {
            json.WriteNumber("auth_time"u8, at.ToUnixTimeSeconds());
        }

        if (token.Acr is { } acr)
        {
            json.WriteString("acr"u8, acr);
        }

        if (token.KeyThumbprint is { } thumbprint)
        {
            json.WriteStartObject("cnf"u8);
            json.WriteString("jkt"u8, thumbprint);
            json.WriteEndObject();
        }

        if (token.Actor is { } actor)
        {
            json.WritePropertyName("act"u8);
            json.WriteRawValue(actor);
        }
    }

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<string> audience)
    {
        json.WriteStartArray("aud"u8);
        foreach (var one in audience)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }

    /// <summary>A refresh token is nobody's business but its client's.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> Describe(OAuthClient client, RefreshToken token, CancellationToken ct)
    {
        var (grant, hash) = await database.Read(async tx =>
        {
            var id = new GrantId(token.Family);
            return (await OAuthGrantStore.FindLive(tx, id), await OAuthGrantStore.RefreshHashOf(tx, id));
        }, ct);
        if (grant is null || grant.ClientId != client.Id || !CryptographicOperations.FixedTimeEquals(token.Hash, hash))
        {
            return Inactive;
        }

        var subject = await sectors.SubjectOf(client, grant.UserId, ct);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("active"u8, true);
            json.WriteString("iss"u8, settings.Issuer);
            json.WriteString("sub"u8, subject);
            json.WriteString("client_id"u8, client.ClientId);
            json.WriteString("scope"u8, string.Join(' ', grant.Scopes));
            json.WriteNumber("exp"u8, grant.ExpiresAt.ToUnixTimeSeconds());
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
