using System.Text.Json;
using Keywright.Security.Jose;

namespace Keywright.External;

/// <summary>Turns the code of a callback into an identity, by asking the provider. Nothing is written.</summary>
internal sealed class ProveIdentity(ProviderDirectory directory, TokenEndpoint tokens, UserEndpoint users, TimeProvider time)
{
    public async Task<ProvenIdentity> Run(ExternalProvider provider, ExternalAttempt attempt, string code, CancellationToken ct)
    {
        if (await directory.Find(provider, ct) is not { } metadata)
        {
            return ProvenIdentity.Unavailable("discovery");
        }

        var (answer, refusal) = await tokens.Redeem(provider, metadata, attempt, code, ct);
        if (answer is null)
        {
            return refusal!;
        }

        var proven = provider.IsOpenId
            ? await OpenId(provider, metadata, attempt, answer, ct)
            : await users.Ask(provider, metadata, answer.AccessToken, ct);
        return proven.Identity is { } identity && provider.StoreTokens
            ? proven with { Identity = identity with { Tokens = answer.Body } }
            : proven;
    }

    private async Task<ProvenIdentity> OpenId(
        ExternalProvider provider, ProviderMetadata metadata, ExternalAttempt attempt, TokenAnswer answer, CancellationToken ct)
    {
        if (SignedToken.Parse(answer.IdToken) is not { } token)
        {
            return ProvenIdentity.Refused("id_token");
        }

        if (await directory.KeysFor(provider, metadata, token, ct) is not { } keys)
        {
            return ProvenIdentity.Unavailable("jwks");
        }

        if (token.Verify(keys) is not { } claims)
        {
            return ProvenIdentity.Refused("id_token signature");
        }

        if (IssuerOf(metadata, claims) is not { } issuer)
        {
            return ProvenIdentity.Refused("id_token tid");
        }

        if (new ExpectedClaims(issuer, provider.ClientId, time.GetUtcNow()) { Nonce = attempt.Nonce }.Refuse(claims) is { } wrong)
        {
            return ProvenIdentity.Refused("id_token " + wrong);
        }

        // OpenID Connect Core §3.1.3.8: the access token is the one that was issued with it.
        if (claims.Has("at_hash") && claims.Text("at_hash") != TokenAnswer.HalfHash(answer.AccessToken))
        {
            return ProvenIdentity.Refused("id_token at_hash");
        }

        var identity = Identity(provider, issuer, claims);
        return new ProvenIdentity(identity.Email is null && metadata.User is not null
            ? await users.Complete(provider, metadata, answer.AccessToken, identity, ct)
            : identity);
    }

    public static ExternalIdentity Identity(ExternalProvider provider, string issuer, JsonElement claims) =>
        new(issuer, claims.Text("sub")!)
        {
            Email = claims.Text("email"),
            IsEmailVerified = provider.TrustsEmail
                && claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind == JsonValueKind.True,
            Name = claims.Text("name"),
        };

    // Microsoft's common endpoints sign for many tenants, and each is an issuer of its own. What tid says is under the same signature.
    private static string? IssuerOf(ProviderMetadata metadata, JsonElement claims) =>
        !metadata.Issuer.Contains(ProviderMetadata.Tenant, StringComparison.Ordinal) ? metadata.Issuer
        : Guid.TryParseExact(claims.Text("tid"), "D", out var tenant)
            ? metadata.Issuer.Replace(ProviderMetadata.Tenant, tenant.ToString(), StringComparison.Ordinal)
        : null;
}
