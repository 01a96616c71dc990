using System.Text.Json;
using System.Text.Json.Nodes;
using Keywright.Audit;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Roles;
using Keywright.Security;

namespace Keywright.Administration;

/// <summary>
/// OAuth clients, from the application's own code: the applications that users sign in to, and programs that call for themselves.
/// </summary>
public sealed class KeywrightClients
{
    private readonly KeywrightDatabase _database;
    private readonly RegisterClient _register;
    private readonly ChangeClient _change;
    private readonly RotateClientSecret _rotate;
    private readonly SectorDocument _sectors;
    private readonly WireJson _json;
    private readonly AuditOrigin _origin;

    internal KeywrightClients(
        KeywrightDatabase database, RegisterClient register, ChangeClient change, RotateClientSecret rotate, SectorDocument sectors,
        WireJson json, AuditOrigin origin)
    {
        (_database, _register, _change, _rotate) = (database, register, change, rotate);
        (_sectors, _json, _origin) = (sectors, json, origin);
    }

    /// <summary>All clients, oldest first.</summary>
    public async Task<IReadOnlyList<KeywrightClient>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _database.ReadOne(tx => OAuthClientStore.List(tx, null, int.MaxValue), cancellationToken)).Select(KeywrightClient.Of)];

    /// <summary>The client with this id or client_id, or null.</summary>
    public async Task<KeywrightClient?> FindAsync(string idOrClientId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(idOrClientId);
        return await _database.ReadOne(tx => OAuthClientStore.FindByEither(tx, idOrClientId), cancellationToken) is { } client
            ? KeywrightClient.Of(client)
            : null;
    }

    /// <summary>
    /// Makes a client; null when there is one of this <paramref name="clientId"/>, which is chosen for you when you name none. Its secret
    /// is in the answer and nowhere else.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is not acceptable: the message says which and why.</exception>
    public Task<CreatedClient?> CreateAsync(
        KeywrightClientSettings settings, string? clientId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Create(Written(settings, []), clientId, cancellationToken);
    }

    /// <summary>
    /// Changes a client: what is null stays, what <paramref name="reset"/> names (as RFC 7591 does: <c>logo_uri</c>) gets its default back.
    /// Felt at its next request. Null when there is no such client.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is not acceptable: the message says which and why.</exception>
    public Task<KeywrightClient?> UpdateAsync(
        string idOrClientId, KeywrightClientSettings? settings = null, IReadOnlyList<string>? reset = null, bool? active = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(idOrClientId);
        var json = Written(settings ?? new(), reset ?? []);
        if (active is { } state)
        {
            json["status"] = state ? "active" : "disabled";
        }

        return Update(idOrClientId, json, cancellationToken);
    }

    /// <summary>
    /// Gives a client a new secret. The one before works for <paramref name="keepPrevious"/> more (a day when you don't say, 7 days at
    /// most; not at all at zero). Null when there is no such client, or it uses no secret.
    /// </summary>
    public async Task<CreatedClient?> RotateSecretAsync(
        string idOrClientId, TimeSpan? keepPrevious = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(idOrClientId);
        var keep = keepPrevious ?? RotateClientSecret.Grace;
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, TimeSpan.Zero, nameof(keepPrevious));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keep, RotateClientSecret.LongestGrace, nameof(keepPrevious));
        return await _database.Write(async tx =>
            await OAuthClientStore.FindByEither(tx, idOrClientId) is { } client
            && await _rotate.Rotate(tx, _origin, client, keep) is var (changed, secret)
                ? new CreatedClient(secret.Reveal(), KeywrightClient.Of(changed))
                : null, cancellationToken);
    }

    /// <summary>Deletes a client and all that it was given. False when there is none.</summary>
    public async Task<bool> DeleteAsync(string idOrClientId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(idOrClientId);
        return await _database.Write(async tx =>
            await OAuthClientStore.FindByEither(tx, idOrClientId) is { } client
            && await _change.Delete(tx, _origin, client), cancellationToken);
    }

    internal async Task<CreatedClient?> Create(JsonObject metadata, string? clientId, CancellationToken ct)
    {
        var said = Members(metadata);
        var wish = ClientWish.Read(said, ClientWish.New(default, clientId ?? ""));
        if (clientId is not null && ClientWish.RefuseClientId(clientId) is { } reason)
        {
            said.Refuse("client_id", reason);
        }

        Throw(said, await _sectors.Refuse(wish, ct));
        return await _database.Write(async tx =>
        {
            var id = tx.NewId<ClientId>();
            return await _register.Add(tx, _origin, wish with { Id = id, ClientId = clientId ?? id.ToString() }) is var (client, secret)
                ? new CreatedClient(secret?.Reveal(), KeywrightClient.Of(client))
                : null;
        }, ct);
    }

    internal async Task<KeywrightClient?> Update(string idOrClientId, JsonObject metadata, CancellationToken ct)
    {
        // Outside the unit of work: a site elsewhere may be asked.
        if (await _database.ReadOne(tx => OAuthClientStore.FindByEither(tx, idOrClientId), ct) is not { } known)
        {
            return null;
        }

        var asked = ClientWish.Read(Members(metadata), known);
        var unlisted = await _sectors.Refuse(known, asked, ct);
        return await _database.Write(async tx =>
        {
            await AdministrationLock.Take(tx);
            if (await OAuthClientStore.FindByEither(tx, idOrClientId) is not { } before)
            {
                return null;
            }

            var said = Members(metadata);
            var wish = ClientWish.Read(said, before);
            Throw(said, unlisted ?? (SectorDocument.IsSame(asked, wish) ? null : "Somebody else has just changed it: try again."));
            return await _change.Change(tx, _origin, before, wish) is { } client ? KeywrightClient.Of(client) : null;
        }, ct);
    }

    private static ClientMembers Members(JsonObject metadata) => new(JsonElement.Parse(metadata.ToJsonString()));

    private static void Throw(ClientMembers said, string? sector)
    {
        if (sector is not null)
        {
            said.Refuse("sector_identifier_uri", sector);
        }

        if (said.Errors.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", said.Errors.Select(error => $"{error.Key}: {string.Join(" ", error.Value)}")));
        }
    }

    /// <summary>As it would be on the wire: there is one way to judge it.</summary>
    private JsonObject Written(KeywrightClientSettings settings, IReadOnlyList<string> reset)
    {
        var json = JsonNode.Parse(Body.Write(settings, _json.TypeOf<KeywrightClientSettings>()))!.AsObject();
        foreach (var member in reset)
        {
            json[member] = null;
        }

        return json;
    }
}
