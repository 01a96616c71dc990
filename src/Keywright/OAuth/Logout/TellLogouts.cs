using System.Net;
using System.Security.Cryptography;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Database.Periodic;
using Keywright.Http.Outgoing;
using Keywright.OAuth.Clients;

namespace Keywright.OAuth.Logout;

/// <summary>
/// Tells clients that a session of theirs has ended (OpenID Connect Back-Channel Logout §2.5), whoever ended it and on whatever node. A
/// client that does not answer is tried again, longer apart each time, for a day.
/// </summary>
internal sealed class TellLogouts(
    KeywrightDatabase database, LogoutTokens tokens, PublicHttp http, AuditLog audit) : IPeriodicWork
{
    private const int Batch = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public string Name => "logouts";

    public TimeSpan Every => TimeSpan.FromSeconds(1);

    public bool OnOneNode => true;

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await database.ReadOne(OAuthLogoutStore.AnyDue, ct))
        {
            var claimed = await database.Write(async tx =>
            {
                _ = await OAuthLogoutStore.Postpone(tx);
                return await OAuthLogoutStore.Claim(tx, Batch);
            }, ct);
            await Task.WhenAll(claimed.Select(ended => Tell(ended, ct)));
        }
    }

    private async Task Tell(EndedSession ended, CancellationToken ct)
    {
        var client = await database.ReadOne(tx => OAuthClientStore.Find(tx, ended.ClientId), ct);
        if (client is not { IsActive: true, BackchannelLogoutUri: { } address })
        {
            // It has gone meanwhile, or no longer wants to be told.
            _ = await database.Write(tx => OAuthLogoutStore.Close(tx, ended), ct);
            return;
        }

        var isTold = await Post(address, await tokens.Of(client, ended, ct), ct);
        _ = await database.Write(async tx =>
        {
            if (!isTold && ended.EndedAt + Patience > tx.Now)
            {
                return await OAuthLogoutStore.Retry(tx, ended, tx.Now + WaitAfter(ended.Attempt)) > 0;
            }

            if (await OAuthLogoutStore.Close(tx, ended))
            {
                await audit.Add(tx, AuditOrigin.System, Event(client, ended, isTold));
            }

            return true;
        }, CancellationToken.None);
    }

    /// <summary>§2.5: a form with one field; §2.8: 200, and 204 where a framework turns it into that.</summary>
    private async Task<bool> Post(string address, string token, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return false;
        }

        using var content = new FormUrlEncodedContent([new("logout_token", token)]);
        return await http.Post(uri, content, ct) is { Status: HttpStatusCode.OK or HttpStatusCode.NoContent };
    }

    /// <summary>Twice as long each time, and never twice the same.</summary>
    private static TimeSpan WaitAfter(int attempt)
    {
        var most = Math.Min(LongestWait.TotalSeconds, FirstWait.TotalSeconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)(most * 750), (int)(most * 1250)));
    }

    private static AuditEvent Event(OAuthClient client, EndedSession ended, bool isTold) =>
        new(isTold ? "oauth_logout_told" : "oauth_logout_given_up", AuditCategory.Token, "Tell a client that a session has ended")
        {
            UserId = ended.UserId,
            SessionId = ended.SessionId,
            ResourceType = "oauth_client",
            ResourceId = client.Id.ToString(),
            Failed = !isTold,
            ResultCode = isTold ? null : "no_answer",
            Severity = isTold ? AuditSeverity.Info : AuditSeverity.Warning,
            MetadataJson = JsonText.Object(("client_id", client.ClientId)),
        };
}
