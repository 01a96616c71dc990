using Keywright.Database;
using Keywright.Http;
using Keywright.Security;
using Keywright.Sessions;
using Keywright.Users;

namespace Keywright.Administration.Api;

/// <summary>GET /sessions and GET /users/{id}/sessions: who is signed in, newest first.</summary>
internal sealed class ListAllSessions(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        UserId? user = null;
        if (call.Route("id") is { } text)
        {
            if (!Guid.TryParse(text, out var id))
            {
                return Administer.NoSuchUser();
            }

            user = new UserId(id);
        }

        SessionId? before = page.After is { } last ? new SessionId(last) : null;
        var sessions = await database.Read(async tx => user is { } one && await UserStore.Find(tx, one) is null
            ? null
            : await SessionStore.ListLive(tx, user, before, page.Limit + 1), call.Ct);
        return sessions is null ? Administer.NoSuchUser() : Answers.Ok(Paging.Listing(
            page, sessions, session => AdministeredSession.Of(session, call.Caller.SessionId), session => session.Id.Value));
    }
}
