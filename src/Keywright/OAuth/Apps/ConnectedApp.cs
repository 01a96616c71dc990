using Keywright.Database;
using Keywright.OAuth.Grants;
using Keywright.Security;

namespace Keywright.OAuth.Apps;

/// <summary>A client that may act for a user: they allowed it, or it holds tokens of theirs.</summary>
internal sealed record ConnectedApp(ClientId Id, string ClientId, string Name)
{
    public string? Uri { get; init; }

    /// <summary>All that was allowed for good and that it holds tokens for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>When it was first allowed, as far as that is known.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it last got tokens; null when it holds none.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>What a user allowed a client, by one consent or by grants that are alike.</summary>
    private sealed record Allowed(
        ClientId Client, IReadOnlyList<string> Scopes, IReadOnlyList<string> Resources, DateTimeOffset Since)
    {
        public DateTimeOffset? LastUsedAt { get; init; }
    }

    /// <summary>
    /// Those of a user after <paramref name="after"/>, by id. Grants that came out of an exchange go with their first one.
    /// </summary>
    public static async ValueTask<IReadOnlyList<ConnectedApp>> List(Tx tx, UserId user, ClientId? after, int limit)
    {
        var consents = await tx.List($"""
            SELECT client_id, scopes, resources, created_at AS since FROM kw.oauth_consents WHERE user_id = {user}
            """, Read);
        var grants = await tx.List($"""
            SELECT g.client_id, g.scopes, g.resources, min(g.created_at) AS since, max(g.last_used_at) AS last_used_at
              FROM kw.oauth_grants AS g
             WHERE g.user_id = {user} AND g.parent_id IS NULL AND {OAuthGrantStore.IsLive(tx)}
             GROUP BY g.client_id, g.scopes, g.resources
            """, row => Read(row) with { LastUsedAt = row.Instant("last_used_at") });
        var allowed = consents.Concat(grants).ToLookup(one => one.Client);
        var ids = allowed.Select(one => one.Key).Where(id => after is not { } last || id.Value.CompareTo(last.Value) > 0)
            .OrderBy(id => id.Value).Take(limit).ToList();
        return ids.Count == 0 ? [] : await tx.List($"""
            SELECT id, client_id, client_name, client_uri FROM kw.oauth_clients WHERE id {Sql.In(ids)} ORDER BY id
            """, row => Of(row, allowed));
    }

    private static ConnectedApp Of(Row row, ILookup<ClientId, Allowed> allowed)
    {
        var id = row.Id<ClientId>("id");
        return new ConnectedApp(id, row.Text("client_id"), row.Text("client_name"))
        {
            Uri = row.TextOrNull("client_uri"),
            Scopes = [.. allowed[id].SelectMany(one => one.Scopes).Distinct(StringComparer.Ordinal)],
            Resources = [.. allowed[id].SelectMany(one => one.Resources).Distinct(StringComparer.Ordinal)],
            Since = allowed[id].Min(one => one.Since),
            LastUsedAt = allowed[id].Max(one => one.LastUsedAt),
        };
    }

    private static Allowed Read(Row row) => new(
        row.Id<ClientId>("client_id"), JsonText.Strings(row.Text("scopes")), JsonText.Strings(row.Text("resources")), row.Instant("since"));
}
