using Keywright.Database;
using Keywright.Http;
using Keywright.Security;

namespace Keywright.OAuth.Apps;

/// <summary>GET /apps: the clients that may act for the user, with what they may do (OWASP ASVS 5.0, 10.7.3).</summary>
internal sealed class ListApps(KeywrightDatabase database) : IUseCase
{
    public async Task<IResult> Handle(Call call)
    {
        if (Paging.Parse(call, out var refusal) is not { } page)
        {
            return refusal!;
        }

        var after = page.After is { } id ? new ClientId(id) : (ClientId?)null;
        var apps = await database.Read(tx => ConnectedApp.List(tx, call.Caller.UserId, after, page.Limit + 1), call.Ct);
        return Answers.Ok(Paging.Listing(page, apps, ConnectedAppView.Of, app => app.Id.Value));
    }
}
