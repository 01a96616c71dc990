using System.Net;
using Keywright.Database;
using Keywright.Http;
using Keywright.OAuth.Clients;
using Keywright.Security.Tokens;

namespace Keywright.OAuth.Par;

/// <summary>Keeps what clients push for the minute that they need it, and gives it out once.</summary>
internal sealed class PushedRequests(KeywrightDatabase database, ClientDirectory clients)
{
    /// <summary>RFC 9126 §2.2: "between 5 and 600 seconds"; FAPI 2.0 wants less than 600. It is followed at once.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private const string Scheme = "urn:ietf:params:oauth:request_uri:";

    // They prove who the client is, once: nothing of that is kept.
    private static readonly string[] OfAuthentication = ["client_secret", "client_assertion", "client_assertion_type"];

    public static bool IsPushed(string? requestUri) => requestUri?.StartsWith(Scheme, StringComparison.Ordinal) ?? false;

    /// <summary>What is kept of a form that a client posts.</summary>
    public static Parameters Of(OAuthClient client, Parameters form) => Parameters.Of(
    [
        ("client_id", client.ClientId),
        .. form.All.Where(one => one.Name != "client_id" && !OfAuthentication.Contains(one.Name, StringComparer.Ordinal)),
    ]);

    /// <summary>The <c>request_uri</c> of a request that is in order.</summary>
    public async ValueTask<string> Add(OAuthClient client, Parameters parameters, CancellationToken ct)
    {
        var token = SecretToken.New(TokenKind.PushedRequest);
        string[] pairs = [.. parameters.All.SelectMany(one => new[] { one.Name, one.Value })];
        _ = await database.Write(tx => OAuthPushedRequestStore.Add(tx, token.Hash, client.Id, pairs, tx.Now + Lifetime), ct);
        return Scheme + token.Reveal();
    }

    /// <summary>What was pushed, once and for its client only; else null.</summary>
    public async ValueTask<Parameters?> Take(string? clientId, string requestUri, IPAddress? address, CancellationToken ct) =>
        SecretToken.Parse(TokenKind.PushedRequest, requestUri[Scheme.Length..]) is { } token
        && await clients.Find(clientId, address, ct) is { } client
        && await database.Write(tx => OAuthPushedRequestStore.Use(tx, token.Hash, client.Id), ct) is { } pairs
            ? Parameters.Of(pairs.Chunk(2).Select(pair => (pair[0], pair[1])))
            : null;
}
