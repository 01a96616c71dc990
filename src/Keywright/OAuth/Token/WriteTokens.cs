using System.Buffers.Text;
using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using Keywright.OAuth.Clients;
using Keywright.SigningKeys;

namespace Keywright.OAuth.Token;

/// <summary>Writes and signs what was granted: access token, ID token, and the answer that carries them (RFC 6749 §5.1).</summary>
internal sealed class WriteTokens(TokenSigner signer, Sectors sectors, UserClaims users, OAuthSettings settings)
{
    // RFC 9068 §2.1, RFC 7519 §5.1: what the token is for stands in its header, so that none is taken for another.
    private const string AccessType = "at+jwt";
    private const string IdType = "JWT";

    // A proof of a sign-in that has just been, not a session.
    private static readonly TimeSpan IdTokenLifetime = TimeSpan.FromMinutes(10);

    public async ValueTask<ReadOnlyMemory<byte>> Write(Granted granted, CancellationToken ct)
    {
        var subject = granted.User is { } user ? await sectors.SubjectOf(granted.Client, user.Id, ct) : granted.Client.ClientId;
        var access = granted.Opaque ?? await signer.Sign(AccessType, AccessClaims(granted, subject), ct);
        var id = granted.HasIdToken
            ? await signer.Sign(IdType, IdClaims(granted, subject, access), ct, granted.Client.IdTokenAlgorithm)
            : null;
        return Answer(granted, access, id);
    }

    private static ReadOnlyMemory<byte> Answer(Granted granted, string access, string? id)
    {
        var buffer = new ArrayBufferWriter<byte>(access.Length + (id?.Length ?? 0) + 512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("access_token"u8, access);
            json.WriteString("token_type"u8, granted.KeyThumbprint is null ? "Bearer" : "DPoP");
            json.WriteNumber("expires_in"u8, (int)Math.Ceiling((granted.ExpiresAt - granted.IssuedAt).TotalSeconds));
            if (granted.RefreshToken is { } refresh)
            {
                json.WriteString("refresh_token"u8, refresh);
            }

            if (id is not null)
            {
                json.WriteString("id_token"u8, id);
            }

            if (granted.IssuedTokenType is { } type)
            {
                json.WriteString("issued_token_type"u8, type);
            }

            // RFC 6749 §5.1 asks for it where it differs from what was asked; always is simpler to rely on.
            json.WriteString("scope"u8, string.Join(' ', granted.Scopes));
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>RFC 9068 §2.2.</summary>
    private ReadOnlyMemory<byte> AccessClaims(Granted granted, string subject)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss"u8, settings.Issuer);
            json.WriteString("sub"u8, subject);
            WriteAudience(json, granted.Audience);
            json.WriteString("client_id"u8, granted.Client.ClientId);
            json.WriteNumber("iat"u8, granted.IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, granted.ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("jti"u8, granted.TokenId);
            json.WriteString("scope"u8, string.Join(' ', granted.Scopes));
            WriteBonds(json, granted);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>What the token depends on, and who stands behind it.</summary>
    private void WriteBonds(Utf8JsonWriter json, Granted granted)
    {
        if (granted.Grant is { } grant)
        {
            // What it ends with: introspection asks for this row.
            json.WriteString("gid"u8, grant.Id.Value);
            WriteAuthentication(json, granted);
        }

        if (granted.KeyThumbprint is { } thumbprint)
        {
            json.WriteStartObject("cnf"u8);
            json.WriteString("jkt"u8, thumbprint);
            json.WriteEndObject();
        }

        if (granted.Actor is { } actor)
        {
            json.WritePropertyName("act"u8);
            json.WriteRawValue(actor);
        }

        if (granted.User is { } user)
        {
            users.WriteShared(json, user, granted.Roles, granted.Scopes);
        }
    }

    /// <summary>OpenID Connect Core §2. What scopes open is asked for at userinfo (§5.4).</summary>
    private ReadOnlyMemory<byte> IdClaims(Granted granted, string subject, string access)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss"u8, settings.Issuer);
            json.WriteString("sub"u8, subject);
            json.WriteString("aud"u8, granted.Client.ClientId);
            json.WriteNumber("iat"u8, granted.IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, (granted.IssuedAt + IdTokenLifetime).ToUnixTimeSeconds());
            WriteAuthentication(json, granted);
            if (granted.Nonce is { } nonce)
            {
                json.WriteString("nonce"u8, nonce);
            }

            // Core §3.1.3.6: the left half of the hash of the access token that comes with it.
            var hash = SHA256.HashData(Encoding.ASCII.GetBytes(access));
            json.WriteString("at_hash"u8, Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2)));
            if (granted.Grant!.SessionId is { } session)
            {
                json.WriteString("sid"u8, SessionName.Of(session, granted.Client.Id));
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteAuthentication(Utf8JsonWriter json, Granted granted)
    {
        var grant = granted.Grant!;
        if (grant.AuthTime is { } at)
        {
            json.WriteNumber("auth_time"u8, at.ToUnixTimeSeconds());
        }

        if (grant.Acr is { } acr)
        {
            json.WriteString("acr"u8, acr);
        }

        if (grant.Amr.Count > 0)
        {
            json.WriteStartArray("amr"u8);
            foreach (var method in grant.Amr)
            {
                json.WriteStringValue(method);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteAudience(Utf8JsonWriter json, IReadOnlyList<string> audience)
    {
        if (audience is [var only])
        {
            json.WriteString("aud"u8, only);
            return;
        }

        json.WriteStartArray("aud"u8);
        foreach (var one in audience)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }
}
