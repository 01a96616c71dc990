using System.Buffers;
using System.Text.Json;
using Keywright.OAuth.Clients;
using Keywright.SigningKeys;

namespace Keywright.OAuth.Logout;

/// <summary>Writes logout tokens (OpenID Connect Back-Channel Logout §2.4).</summary>
internal sealed class LogoutTokens(TokenSigner signer, Sectors sectors, OAuthSettings settings, TimeProvider clock)
{
    // §2.4: its own type, so that none is taken for an ID token; nor has it a nonce.
    private const string Type = "logout+jwt";

    // §2.4: "preferably at most two minutes in the future".
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    public async ValueTask<string> Of(OAuthClient client, EndedSession ended, CancellationToken ct)
    {
        var (now, subject) = (clock.GetUtcNow(), await sectors.SubjectOf(client, ended.UserId, ct));
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss"u8, settings.Issuer);
            json.WriteString("sub"u8, subject);
            json.WriteString("aud"u8, client.ClientId);
            json.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, (now + Lifetime).ToUnixTimeSeconds());
            json.WriteString("jti"u8, Guid.CreateVersion7(now));
            json.WriteString("sid"u8, SessionName.Of(ended.SessionId, client.Id));
            json.WriteStartObject("events"u8);
            json.WriteStartObject("http://schemas.openid.net/event/backchannel-logout"u8);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        // §2.6: validated in the way of an ID token, so signed like one.
        return await signer.Sign(Type, buffer.WrittenMemory, ct, client.IdTokenAlgorithm);
    }
}
