namespace Keywright.OAuth.Clients;

/// <summary>What the members of a client must be together.</summary>
internal static class ClientRules
{
    // FAPI 2.0 Security Profile §5.3.2.1
    public static readonly TimeSpan LongestFapiCode = TimeSpan.FromSeconds(60);

    /// <summary>Each member that does not go with the others, and why.</summary>
    public static IEnumerable<(string Member, string Reason)> Refuse(OAuthClient client) =>
        [.. OfGrants(client), .. OfKeys(client), .. OfSubjects(client), .. client.IsFapi2 ? OfFapi(client) : []];

    private static IEnumerable<(string Member, string Reason)> OfGrants(OAuthClient client)
    {
        if (client.Name.Length == 0)
        {
            yield return ("client_name", "Name the client.");
        }

        if (client.GrantTypes.Count == 0)
        {
            yield return ("grant_types", "Name at least one.");
        }

        if (client.Allows("authorization_code") && client.RedirectUris.Count == 0)
        {
            yield return ("redirect_uris", "The grant type authorization_code needs at least one.");
        }

        // RFC 6749 §4.4: whoever may ask for itself must prove who it is. RFC 8693 leaves it open; we do not.
        foreach (var grant in new[] { "client_credentials", ClientWish.TokenExchange })
        {
            if (client.IsPublic && client.Allows(grant))
            {
                yield return ("grant_types", $"{grant} is for clients that prove who they are: token_endpoint_auth_method is none.");
            }
        }

        // RFC 6749 §4.4.3
        if (client.Allows("refresh_token") && !client.Allows("authorization_code") && !client.Allows(ClientWish.DeviceCode))
        {
            yield return ("grant_types", $"refresh_token goes with authorization_code or {ClientWish.DeviceCode}.");
        }

        // RFC 9700 §2.1.1: a confidential client may rely on nonce instead. Nobody else may do without.
        if (client is { IsPublic: true, RequirePkce: false })
        {
            yield return ("require_pkce", "Only a client that proves who it is can do without.");
        }

        if (client is { BackchannelLogoutSessionRequired: true, BackchannelLogoutUri: null })
        {
            yield return ("backchannel_logout_session_required", "It needs backchannel_logout_uri.");
        }
    }

    private static IEnumerable<(string Member, string Reason)> OfKeys(OAuthClient client)
    {
        if (client is { Jwks: not null, JwksUri: not null })
        {
            yield return ("jwks_uri", "Give either jwks or jwks_uri.");
        }

        if (client is { AuthMethod: "private_key_jwt", Jwks: null, JwksUri: null })
        {
            yield return ("jwks", "private_key_jwt needs the client's public keys: jwks or jwks_uri.");
        }
    }

    private static IEnumerable<(string Member, string Reason)> OfSubjects(OAuthClient client)
    {
        if (client.SubjectType == "pairwise" && Sectors.Of(client) is null)
        {
            yield return ("sector_identifier_uri",
                "pairwise needs it, unless all redirect_uris are https on one host (OpenID Connect Core §8.1).");
        }
    }

    private static IEnumerable<(string Member, string Reason)> OfFapi(OAuthClient client)
    {
        if (client.AuthMethod != "private_key_jwt")
        {
            yield return ("token_endpoint_auth_method", "The profile fapi2 needs private_key_jwt.");
        }

        if (!client.RequirePushedRequests)
        {
            yield return ("require_pushed_authorization_requests", "The profile fapi2 needs it.");
        }

        if (!client.DpopBoundAccessTokens)
        {
            yield return ("dpop_bound_access_tokens", "The profile fapi2 needs it.");
        }

        if (!client.RequirePkce)
        {
            yield return ("require_pkce", "The profile fapi2 needs it.");
        }

        if (client.RedirectUris.Any(uri => !uri.StartsWith("https://", StringComparison.Ordinal)))
        {
            yield return ("redirect_uris", "The profile fapi2 takes https only.");
        }

        if (client.IdTokenAlgorithm == "RS256")
        {
            yield return ("id_token_signed_response_alg", "The profile fapi2 takes ES256 or PS256.");
        }

        if (client.CodeLifetime > LongestFapiCode)
        {
            yield return ("authorization_code_lifetime", "The profile fapi2 takes at most 60 seconds.");
        }
    }
}
