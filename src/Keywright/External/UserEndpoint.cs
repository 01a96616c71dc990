using System.Net.Http.Headers;
using System.Text.Json;
using Keywright.Http.Outgoing;
using Keywright.Security.Jose;

namespace Keywright.External;

/// <summary>Asks a provider about the user of an access token: who it is, or the address where the ID token has none.</summary>
internal sealed class UserEndpoint(OutgoingHttp http)
{
    /// <summary>Who somebody is at GitHub or Discord: the number of their account, which never passes to another.</summary>
    public async Task<ProvenIdentity> Ask(ExternalProvider provider, ProviderMetadata metadata, string accessToken, CancellationToken ct)
    {
        if (await Get(metadata.User!, accessToken, ct) is not { } body)
        {
            return ProvenIdentity.Unavailable("user endpoint");
        }

        if (StrictJson.Object(body) is not { } user || Number(user) is not { } subject)
        {
            return ProvenIdentity.Refused("user endpoint");
        }

        var identity = new ExternalIdentity(metadata.Issuer, subject);
        return provider.Preset == ExternalPreset.Github
            ? await WithEmail(provider, metadata, accessToken, identity with { Name = user.Text("name") ?? user.Text("login") }, ct)
            : new ProvenIdentity(identity with
            {
                Email = user.Text("email"),
                IsEmailVerified = provider.TrustsEmail
                    && user.TryGetProperty("verified", out var verified) && verified.ValueKind == JsonValueKind.True,
                Name = user.Text("global_name") ?? user.Text("username"),
            });
    }

    /// <summary>With what the UserInfo endpoint adds. Its subject must be that of the ID token (OpenID Connect Core §5.3.2).</summary>
    public async Task<ExternalIdentity> Complete(
        ExternalProvider provider, ProviderMetadata metadata, string accessToken, ExternalIdentity identity, CancellationToken ct)
    {
        var body = await Get(metadata.User!, accessToken, ct);
        if (body is null || StrictJson.Object(body) is not { } claims || claims.Text("sub") != identity.Subject)
        {
            return identity;
        }

        var told = ProveIdentity.Identity(provider, identity.Issuer, claims);
        return told with { Name = identity.Name ?? told.Name };
    }

    private async Task<ProvenIdentity> WithEmail(
        ExternalProvider provider, ProviderMetadata metadata, string accessToken, ExternalIdentity identity, CancellationToken ct)
    {
        // The address of the public profile is what somebody wrote there. Those of the account say which is verified.
        if (await Get(metadata.Emails!, accessToken, ct) is not { } body)
        {
            return ProvenIdentity.Unavailable("email endpoint");
        }

        var primary = (StrictJson.Array(body)?.EnumerateArray() ?? default).FirstOrDefault(IsPrimary);
        return new ProvenIdentity(primary.ValueKind != JsonValueKind.Object ? identity : identity with
        {
            Email = primary.Text("email"),
            IsEmailVerified = provider.TrustsEmail
                && primary.TryGetProperty("verified", out var verified) && verified.ValueKind == JsonValueKind.True,
        });
    }

    private static bool IsPrimary(JsonElement email) => email.ValueKind == JsonValueKind.Object
        && email.TryGetProperty("primary", out var primary) && primary.ValueKind == JsonValueKind.True;

    private static string? Number(JsonElement user) =>
        user.TryGetProperty("id", out var id) && (id.ValueKind == JsonValueKind.Number ? id.GetRawText() : user.Text("id")) is { } text
            && text.Length is > 0 and <= 20 && text.All(char.IsAsciiDigit)
            ? text
            : null;

    private async Task<byte[]?> Get(Uri address, string accessToken, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await http.Send(request, ct) is { IsSuccess: true } answer ? answer.Body : null;
    }
}
