using System.Buffers;
using System.Text.Json;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.ClientAuthentication;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Token;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Device;

/// <summary>
/// POST /oauth/device_authorization (RFC 8628 §3.1): a device without a browser asks for two codes: its own, and one that its user types
/// elsewhere.
/// </summary>
internal sealed class AuthorizeDevice(
    AuthenticateClient clients, ClientLimit limit, Scopes scopes, Resources resources, UserCodes codes, KeywrightDatabase database,
    AuditLog audit, OAuthSettings settings) : IUseCase
{
    public const string Path = "/oauth/device_authorization";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public async Task<IResult> Handle(Call call)
    {
        var (form, client, refusal) = await ClientCall.Read(call, clients, limit);
        if (refusal is not null)
        {
            return refusal;
        }

        var (asked, error) = Read(call, client!, form!);
        if (asked is null)
        {
            return ClientCall.Refuse(call, error!);
        }

        var device = SecretToken.New(TokenKind.DeviceCode);
        var user = await database.Write(async tx =>
        {
            var code = UserCodes.New();
            while (!await OAuthDeviceCodeStore.Add(tx, device.Hash, codes.Hash(code), asked, tx.Now + Lifetime))
            {
                code = UserCodes.New();
            }

            await audit.Add(tx, call.Origin(), DeviceEvents.Asked(client!, asked));
            return code;
        }, call.Ct);
        return new JsonBytesAnswer(Answer(device.Reveal(), UserCodes.Shown(user)));
    }

    private (DeviceRequest? Asked, OAuthError? Refusal) Read(Call call, OAuthClient client, Parameters form)
    {
        if (!client.Allows(GrantTypes.DeviceCode))
        {
            return (null, OAuthError.UnauthorizedClient("The client is not registered for the device grant (RFC 8628 §3.1)."));
        }

        if (Scopes.Parse(form["scope"]) is not { } wanted)
        {
            return (null, OAuthError.InvalidScope("scope is malformed (RFC 6749 §3.3)."));
        }

        var (audience, badTarget) = resources.Choose(client, form.Every("resource"));
        return (scopes.Refuse(client, wanted) ?? badTarget) is { } refusal
            ? (null, refusal)
            : (new DeviceRequest(client.Id, wanted, audience!) { Address = call.Address, UserAgent = call.UserAgent }, null);
    }

    /// <summary>RFC 8628 §3.2.</summary>
    private ReadOnlyMemory<byte> Answer(string deviceCode, string userCode)
    {
        var page = settings.At(settings.Pages + ShowDevice.Path);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("device_code"u8, deviceCode);
            json.WriteString("user_code"u8, userCode);
            json.WriteString("verification_uri"u8, page);
            json.WriteString("verification_uri_complete"u8, $"{page}?{ShowDevice.UserCode}={userCode}");
            json.WriteNumber("expires_in"u8, (int)Lifetime.TotalSeconds);
            json.WriteNumber("interval"u8, OAuthDeviceCodeStore.Interval);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
