using Keywright.Http;

namespace Keywright.Sessions;

/// <summary>Where the user is signed in.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this KeywrightRoutes api)
    {
        _ = api.Get<ListSessions>("/sessions").FirstPartyOnly().Answer<Listing<SessionView>>(200);
        _ = api.Delete<EndSessions>("/sessions").FirstPartyOnly().Query("except").Answer(204);
        _ = api.Delete<EndSession>("/sessions/{id}").FirstPartyOnly().Answer(204);
        _ = api.Post<TrustSession>("/sessions/{id}/trust").PasswordConfirmed().Answer(204);
    }
}
