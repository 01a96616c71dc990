using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keywright.OAuth.Clients;

/// <summary>What a client may be that nobody here has looked at: one that registered itself, or is described by a document.</summary>
internal static class SelfRegistered
{
    // Who can make tokens without a user must be known to somebody here.
    private static readonly string[] GrantTypes = ["authorization_code", "refresh_token", ClientWish.DeviceCode];

    // Not the roles of a user, nor anything of administration.
    private static readonly string[] Standard = ["openid", "profile", "email", "phone", "address", "offline_access"];

    /// <summary>The client that says this of itself; the errors of <paramref name="said"/> tell whether it may be.</summary>
    public static OAuthClient Read(JsonElement json, OAuthClient blank, OAuthOptions options, out ClientMembers said)
    {
        said = new ClientMembers(Known(json), ClientWish.Ours);
        var client = ClientWish.Read(said, blank);
        if (client.GrantTypes.FirstOrDefault(grant => !GrantTypes.Contains(grant)) is { } other && !said.Errors.ContainsKey("grant_types"))
        {
            said.Refuse("grant_types", $"{other} is for clients that an administrator made.");
        }

        // Core §8.1: who gets the answer shows whose sector it is. No answer goes to a device's redirect URIs.
        if (client.SubjectType == "pairwise" && client.Allows(ClientWish.DeviceCode))
        {
            said.Refuse("subject_type", $"pairwise does not go with {ClientWish.DeviceCode}.");
        }

        return Limit(client, options);
    }

    /// <summary>
    /// What it says of itself, without grants and responses that there are not: it says the same to every server (RFC 7591 §2 lets us
    /// replace what it asks for).
    /// </summary>
    private static JsonElement Known(JsonElement said)
    {
        var json = JsonObject.Create(said)!;
        Narrow(json, "grant_types", GrantTypes);
        Narrow(json, "response_types", ["code"]);
        return JsonElement.Parse(json.ToJsonString());
    }

    private static void Narrow(JsonObject json, string member, string[] known)
    {
        if (json[member] is JsonArray items)
        {
            var kept = items.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text) ? text : null)
                .Where(text => known.Contains(text)).ToList();
            if (kept.Count > 0)
            {
                json[member] = new JsonArray([.. kept.Select(text => JsonValue.Create(text))]);
            }
        }
    }

    /// <summary>The client with no more scopes than the operator lets unknown clients ask for.</summary>
    private static OAuthClient Limit(OAuthClient client, OAuthOptions options)
    {
        string[] open = [.. Standard.Concat(options.SelfRegisteredScopes).Distinct(StringComparer.Ordinal)];
        return client with
        {
            Scopes = client.Scopes.Count == 0 ? open : [.. client.Scopes.Where(scope => open.Contains(scope, StringComparer.Ordinal))
                .DefaultIfEmpty(Standard[0])],
        };
    }

    /// <summary>The client as it describes itself anew: what an administrator decided about it stays.</summary>
    public static OAuthClient Renewed(OAuthClient before, OAuthClient said) => before with
    {
        Name = said.Name,
        Uri = said.Uri,
        LogoUri = said.LogoUri,
        PolicyUri = said.PolicyUri,
        TosUri = said.TosUri,
        Contacts = said.Contacts,
        ApplicationType = said.ApplicationType,
        AuthMethod = said.AuthMethod,
        Jwks = said.Jwks,
        JwksUri = said.JwksUri,
        RedirectUris = said.RedirectUris,
        PostLogoutRedirectUris = said.PostLogoutRedirectUris,
        GrantTypes = said.GrantTypes,
        ResponseTypes = said.ResponseTypes,
        Scopes = said.Scopes,
        SubjectType = said.SubjectType,
        SectorIdentifierUri = said.SectorIdentifierUri,
        IdTokenAlgorithm = said.IdTokenAlgorithm,
        DefaultMaxAge = said.DefaultMaxAge,
        RequireAuthTime = said.RequireAuthTime,
        RequirePushedRequests = said.RequirePushedRequests,
        DpopBoundAccessTokens = said.DpopBoundAccessTokens,
        BackchannelLogoutUri = said.BackchannelLogoutUri,
        BackchannelLogoutSessionRequired = said.BackchannelLogoutSessionRequired,
    };

    /// <summary>Whether a document says what it said before.</summary>
    public static bool IsSame(OAuthClient one, OAuthClient other) =>
        Comparable(one) == Comparable(other) && JsonNode.DeepEquals(Parsed(one.Jwks), Parsed(other.Jwks));

    // A database may write JSON in another way than it was given.
    private static JsonNode? Parsed(string? json) => json is null ? null : JsonNode.Parse(json);

    private static string Comparable(OAuthClient client)
    {
        IEnumerable<string?> parts =
        [
            client.Name, client.Uri, client.LogoUri, client.PolicyUri, client.TosUri, client.ApplicationType, client.AuthMethod,
            client.JwksUri, client.SubjectType, client.SectorIdentifierUri, client.IdTokenAlgorithm, client.BackchannelLogoutUri,
            $"{client.DefaultMaxAge}{client.RequireAuthTime}{client.RequirePushedRequests}{client.DpopBoundAccessTokens}",
            $"{client.BackchannelLogoutSessionRequired}",
            .. client.RedirectUris, "", .. client.PostLogoutRedirectUris, "", .. client.GrantTypes, "", .. client.Scopes, "",
            .. client.Contacts,
        ];
        return string.Join('\n', parts);
    }
}
