using Keywright.Database;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.Sessions;

/// <summary>GET /sessions: where the user is signed in, newest first.</summary>
internal sealed class ListSessions(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        var before = page.After is { } id ? new SessionId(id) : (SessionId?)null;
        var sessions = await database.ReadOne(tx => SessionStore.ListLive(tx, call.Caller.UserId, before, page.Limit + 1), call.Ct);
        return Answers.Ok(Paging.Listing(
            page, sessions, session => SessionView.Of(session, call.Caller.SessionId), session => session.Id.Value));
    }
}
