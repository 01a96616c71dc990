using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Keywright.Database;
using Keywright.Http;
using Keywright.PersonalTokens;
using Keywright.Sessions;

namespace Keywright.Authentication;

/// <summary>
/// Collects when credentials were used and writes them together every few seconds: never a write on the path of a request, and at most one
/// a minute for a session. A crash loses these seconds of last-used times and nothing else.
/// </summary>
internal sealed class LastUsed(KeywrightDatabase database)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private const int Batch = 1_000;
    private const int Most = 200_000;

    private static readonly long SessionTicks = TimeSpan.FromMinutes(1).Ticks;

    private readonly ConcurrentQueue<Use> _uses = new();

    private sealed record Use(VerifiedToken Token, DateTimeOffset At, IPAddress? Address);

    public void Note(VerifiedToken token, ClientAddress addresses, HttpContext context, DateTimeOffset now)
    {
        var last = Volatile.Read(ref token.LastNoted);
        var gap = token.Credential.SessionId is null ? Interval.Ticks : SessionTicks;
        if (now.UtcTicks - last >= gap
            && _uses.Count < Most
            && Interlocked.CompareExchange(ref token.LastNoted, now.UtcTicks, last) == last)
        {
            _uses.Enqueue(new Use(token, Instants.Cut(now), addresses.Of(context)));
        }
    }

    /// <summary>Writes what was collected. What can't be written now stays for the next time.</summary>
    /// <exception cref="DatabaseException">The database is away; nothing was lost.</exception>
    public async Task Flush(CancellationToken ct)
    {
        while (!_uses.IsEmpty)
        {
            var uses = new Dictionary<Guid, Use>();
            while (uses.Count < Batch && _uses.TryDequeue(out var use))
            {
                // What was put back after a failure stands behind what is newer.
                if (!uses.TryGetValue(use.Token.Subject, out var other) || other.At < use.At)
                {
                    uses[use.Token.Subject] = use;
                }
            }

            try
            {
                await Write([.. uses.Values.OrderBy(use => use.Token.Subject)], ct);
            }
            catch (DatabaseException)
            {
                foreach (var use in uses.Values)
                {
                    _uses.Enqueue(use);
                }

                throw;
            }
        }
    }

    private ValueTask<int> Write(List<Use> uses, CancellationToken ct)
    {
        var sessions = Rows(uses.Where(use => use.Token.Credential.SessionId is not null));
        var tokens = Rows(uses.Where(use => use.Token.Credential.TokenId is not null));
        return database.Write(async tx =>
            (sessions is null ? 0 : await SessionStore.Used(tx, new Json(sessions)))
            + (tokens is null ? 0 : await PersonalTokenStore.Used(tx, new Json(tokens))), ct);
    }

    /// <summary>[[id, at, expires_at or null, address or null], …] or null when there is nothing.</summary>
    private static string? Rows(IEnumerable<Use> uses)
    {
        using var buffer = new MemoryStream();
        using var writer = new Utf8JsonWriter(buffer);
        var any = false;
        writer.WriteStartArray();
        foreach (var (token, at, address) in uses)
        {
            any = true;
            writer.WriteStartArray();
            writer.WriteStringValue(token.Subject);
            writer.WriteStringValue(Instants.ToText(at));
            writer.WriteStringValue(token.Credential.Kind == CallerKind.SessionCookie
                ? Instants.ToText(at + token.Credential.SlidingLifetime)
                : null);
            writer.WriteStringValue(address?.ToString());
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.Flush();
        return any ? Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) : null;
    }
}
