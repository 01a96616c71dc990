using Keywright.Http;

namespace Keywright.PersonalTokens;

/// <summary>Personal access tokens. A token can't mint or end tokens: only a session can (OWASP ASVS 5.0, 8.2.1).</summary>
internal static class PersonalTokenEndpoints
{
    public static void MapPersonalTokens(this KeywrightRoutes api)
    {
        _ = api.Get<ListTokens>("/tokens").FirstPartyOnly().Answer<Listing<PersonalTokenView>>(200);
        _ = api.Post<CreateToken, CreateToken.Request>("/tokens").PasswordConfirmed().Answer<CreateToken.Created>(201);
        _ = api.Delete<RevokeToken>("/tokens/{id}").FirstPartyOnly().Answer(204);
    }
}
