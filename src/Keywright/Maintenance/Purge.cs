using Keywright.Audit;
using Keywright.Database;
using Keywright.Email;
using Keywright.External;
using Keywright.Http;
using Keywright.Letters;
using Keywright.OAuth;
using Keywright.OAuth.Authorize;
using Keywright.OAuth.Clients;
using Keywright.OAuth.Device;
using Keywright.OAuth.Grants;
using Keywright.OAuth.Par;
using Keywright.OAuth.Token;
using Keywright.Passkeys;
using Keywright.PersonalTokens;
using Keywright.Security;
using Keywright.Security.Revocations;
using Keywright.Security.Throttle;
using Keywright.Sessions;

namespace Keywright.Maintenance;

/// <summary>Deletes what has expired, in batches so small that no other write waits for long.</summary>
internal sealed class Purge(KeywrightDatabase database, MaintenanceOptions options)
{
    private const int Batch = 500;
    private const int Page = 5_000;

    /// <summary>A table whose rows end by an indexed time: its store counts those that have, and deletes up to a number of them.</summary>
    private sealed record Expiring(string Table, Func<Tx, ValueTask<long>> Count, Func<Tx, int, ValueTask<int>> Delete);

    private static readonly Expiring[] Indexed =
    [
        new("devices", DeviceStore.CountExpired, DeviceStore.DeleteExpired),
        new("revocations", RevocationStore.CountExpired, RevocationStore.DeleteExpired),
        new("sign_in_lanes", LaneStore.CountExpired, LaneStore.DeleteExpired),
        new("audit_events", AuditRetention.CountExpired, AuditRetention.DeleteExpired),
        new("rate_limits", RateLimitStore.CountExpired, RateLimitStore.DeleteExpired),
        new("oauth_tokens", OAuthTokenStore.CountExpired, OAuthTokenStore.DeleteExpired),
        new("oauth_grants", OAuthGrantStore.CountExpired, OAuthGrantStore.DeleteExpired),
        new("oauth_codes", OAuthCodeStore.CountExpired, OAuthCodeStore.DeleteExpired),
        new("oauth_device_codes", OAuthDeviceCodeStore.CountExpired, OAuthDeviceCodeStore.DeleteExpired),
        new("oauth_pushed_requests", OAuthPushedRequestStore.CountExpired, OAuthPushedRequestStore.DeleteExpired),
        new("oauth_used_proofs", OAuthUsedProofStore.CountExpired, OAuthUsedProofStore.DeleteExpired),
        new("oauth_clients", OAuthClientStore.CountExpired, OAuthClientStore.DeleteExpired),
        new("email_verifications", EmailVerificationStore.CountExpired, EmailVerificationStore.DeleteExpired),
        new("password_resets", PasswordResetStore.CountExpired, PasswordResetStore.DeleteExpired),
        new("used_external_states", ExternalStateStore.CountExpired, ExternalStateStore.DeleteExpired),
        new("external_exchanges", ExternalExchangeStore.CountExpired, ExternalExchangeStore.DeleteExpired),
        new("sign_in_challenges", ChallengeStore.CountExpired, ChallengeStore.DeleteExpired),
        new("used_passkey_states", PasskeyStateStore.CountExpired, PasskeyStateStore.DeleteExpired),
        new("outbox", OutboxStore.CountExpired, OutboxStore.DeleteExpired),
    ];

    /// <summary>What <see cref="Run"/> would delete. Changes nothing.</summary>
    public async Task<List<KeywrightExpired>> Count(CancellationToken ct)
    {
        var counts = new List<KeywrightExpired>
        {
            new("sessions", await database.ReadOne(tx => SessionStore.CountEnded(tx, tx.Now - options.KeepEnded), ct)),
            new("personal_tokens", await database.ReadOne(tx => PersonalTokenStore.CountEnded(tx, tx.Now - options.KeepEnded), ct)),
        };
        foreach (var expiring in Indexed)
        {
            counts.Add(new KeywrightExpired(expiring.Table, await database.ReadOne(expiring.Count, ct)));
        }

        return counts;
    }

    /// <summary>Deletes it and tells how many rows of each table. May run beside another, here or on another node.</summary>
    public async Task<List<KeywrightExpired>> Run(CancellationToken ct)
    {
        var counts = new List<KeywrightExpired>
        {
            new("sessions", await DeleteEnded<SessionId>(
                (tx, after) => SessionStore.PageEnded(tx, tx.Now - options.KeepEnded, after, Page),
                (tx, ids) => SessionStore.DeleteEnded(tx, tx.Now - options.KeepEnded, ids),
                ct)),
            new("personal_tokens", await DeleteEnded<PersonalTokenId>(
                (tx, after) => PersonalTokenStore.PageEnded(tx, tx.Now - options.KeepEnded, after, Page),
                (tx, ids) => PersonalTokenStore.DeleteEnded(tx, tx.Now - options.KeepEnded, ids),
                ct)),
        };
        foreach (var expiring in Indexed)
        {
            counts.Add(new KeywrightExpired(expiring.Table, await DeleteExpired(expiring, ct)));
        }

        return counts;
    }

    private async Task<long> DeleteExpired(Expiring expiring, CancellationToken ct)
    {
        var rows = 0L;
        while (true)
        {
            var deleted = await database.Write(tx => expiring.Delete(tx, Batch), ct);
            rows += deleted;
            if (deleted < Batch)
            {
                return rows;
            }
        }
    }

    /// <summary>
    /// For tables whose end has no index, because it changes at each use: readers walk through the table by id, and only what they found is
    /// deleted, where it still holds. No writer waits for the walk.
    /// </summary>
    private async Task<long> DeleteEnded<TId>(
        Func<Tx, TId?, ValueTask<List<Ended<TId>>>> page, Func<Tx, IReadOnlyCollection<TId>, ValueTask<int>> delete, CancellationToken ct)
        where TId : struct, IId<TId>
    {
        var rows = 0L;
        TId? after = null;
        while (true)
        {
            var seen = await database.ReadOne(tx => page(tx, after), ct);
            foreach (var ids in seen.Where(row => row.HasEnded).Select(row => row.Id).Chunk(Batch))
            {
                rows += await database.Write(tx => delete(tx, ids), ct);
            }

            if (seen.Count < Page)
            {
                return rows;
            }

            after = seen[^1].Id;
        }
    }
}
