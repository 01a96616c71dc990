using Keywright.Http;
using Keywright.Security;

namespace Keywright.OAuth.Registration;

/// <summary>
/// Clients that register themselves (RFC 7591) and look after their registration (RFC 7592). Without the setting there are none.
/// </summary>
internal static class RegistrationEndpoints
{
    public const string Path = "/oauth/register";

    public static void MapRegistration(this KeywrightRoutes root, DynamicRegistration who)
    {
        if (who == DynamicRegistration.Off)
        {
            return;
        }

        var register = root.Post<RegisterItself>(Path).Limit(RateLimit.RegisterClient).Answer(201);
        _ = who == DynamicRegistration.Open ? register.Anyone() : register.Permission(KeywrightPermissions.ClientsRegister);

        // RFC 7592 §2: with the token that came with the registration.
        const string One = Path + "/{client_id}";
        _ = root.Get<ShowRegistration>(One).Anyone().Limit(RateLimit.Guess).Answer(200);
        _ = root.Put<ReplaceRegistration>(One).Anyone().Limit(RateLimit.Guess).Answer(200);
        _ = root.Delete<EndRegistration>(One).Anyone().Limit(RateLimit.Guess).Answer(204);
    }
}
