using System.Text.Json;
using Keywright.Http;

namespace Keywright.Passkeys;

/// <summary>A user's passkeys. Signing in with one is among the sign-ins.</summary>
internal static class PasskeyEndpoints
{
    public static void MapPasskeys(this KeywrightRoutes api)
    {
        _ = api.Post<StartPasskey>("/passkeys/options").PasswordConfirmed().Answer<CeremonyView>(200);
        _ = api.Post<AddPasskey, AddPasskey.Request>("/passkeys").PasswordConfirmed().Answer<PasskeyView>(201);
        _ = api.Get<ListPasskeys>("/passkeys").FirstPartyOnly().Answer<PasskeyListing>(200);
        _ = api.Patch<RenamePasskey, RenamePasskey.Request>("/passkeys/{id}").FirstPartyOnly().Answer<PasskeyView>(200);
        _ = api.Delete<RemovePasskey>("/passkeys/{id}").PasswordConfirmed().Answer(204);
    }

    /// <summary>GET /.well-known/webauthn: the origins that share our passkeys (WebAuthn §5.11), where there are any.</summary>
    public static void MapRelatedOrigins(IEndpointRouteBuilder endpoints)
    {
        var site = endpoints.ServiceProvider.GetRequiredService<PasskeySite>();
        if (site.Origins.Count > 1)
        {
            var origins = string.Join(',', site.Origins.Select(origin => $"\"{JsonEncodedText.Encode(origin)}\""));
            var body = $$"""{"origins":[{{origins}}]}""";
            _ = endpoints.MapGet("/.well-known/webauthn", () => Results.Text(body, "application/json")).ExcludeFromDescription();
        }
    }
}
