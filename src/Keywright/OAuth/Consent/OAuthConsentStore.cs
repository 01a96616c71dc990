using Keywright.Database;
using Keywright.Security;

namespace Keywright.OAuth.Consent;

/// <summary>What a user allowed a client for good.</summary>
internal sealed record StoredConsent(IReadOnlyList<string> Scopes, IReadOnlyList<string> Resources)
{
    public bool Covers(IEnumerable<string> scopes, IEnumerable<string> resources) =>
        !scopes.Except(Scopes, StringComparer.Ordinal).Any() && !resources.Except(Resources, StringComparer.Ordinal).Any();
}

/// <summary>All writes to <c>oauth_consents</c>.</summary>
internal static class OAuthConsentStore
{
    /// <param name="tx">The unit of work.</param>
    /// <param name="user">Who allowed it.</param>
    /// <param name="client">To whom.</param>
    /// <param name="hold">Whether who takes it back waits until the commit.</param>
    public static ValueTask<StoredConsent?> Find(Tx tx, UserId user, ClientId client, bool hold = false) => tx.Find($"""
        SELECT scopes, resources FROM kw.oauth_consents WHERE user_id = {user} AND client_id = {client}
        {(hold ? tx.Dialect.Held() : (Sql)$"")}
        """, row => new StoredConsent(JsonText.Strings(row.Text("scopes")), JsonText.Strings(row.Text("resources"))));

    /// <summary>Adds to what was allowed before: who allows more has not taken back the rest.</summary>
    public static async ValueTask Add(
        Tx tx, UserId user, ClientId client, IReadOnlyList<string> scopes, IReadOnlyList<string> resources)
    {
        var known = await Find(tx, user, client) ?? new StoredConsent([], []);
        var (allScopes, allResources) = (new Json(JsonText.Array([.. known.Scopes.Union(scopes)])),
            new Json(JsonText.Array([.. known.Resources.Union(resources)])));
        _ = await tx.Execute($"""
            INSERT INTO kw.oauth_consents (user_id, client_id, scopes, resources, created_at, updated_at)
            VALUES ({user}, {client}, {allScopes}, {allResources}, {tx.Now}, {tx.Now})
            ON CONFLICT (user_id, client_id) DO UPDATE SET scopes = {allScopes}, resources = {allResources}, updated_at = {tx.Now}
            """);
    }

    public static ValueTask<int> DeleteAll(Tx tx, UserId user) => tx.Execute($"""
        DELETE FROM kw.oauth_consents WHERE user_id = {user}
        """);

    public static async ValueTask<bool> Delete(Tx tx, UserId user, ClientId client) => await tx.Execute($"""
        DELETE FROM kw.oauth_consents WHERE user_id = {user} AND client_id = {client}
        """) > 0;
}
