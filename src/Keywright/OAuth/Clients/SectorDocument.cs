using Keywright.Http.Outgoing;
using Keywright.Security.Jose;

namespace Keywright.OAuth.Clients;

/// <summary>
/// OpenID Connect Registration §5: who wants to know users as the clients of a sector do shows that the sector wants it, too. Looked at
/// when a client is registered or changed, not at every sign-in.
/// </summary>
internal sealed class SectorDocument(PublicHttp http)
{
    /// <summary>Why the client can't be of the sector that it names, or null.</summary>
    public async ValueTask<string?> Refuse(OAuthClient client, CancellationToken ct)
    {
        // What is no address is told by the rules of clients.
        if (!Uri.TryCreate(client.SectorIdentifierUri, UriKind.Absolute, out var uri))
        {
            return null;
        }

        if (await http.Get(uri, ct) is not { IsJson: true } answer || StrictJson.Array(answer.Body) is not { } list)
        {
            return "There is no JSON list to be had there (a public https address, within 5 seconds, at most 64 KiB, no redirect).";
        }

        var listed = list.EnumerateArray().Select(StrictJson.TextOf).ToHashSet(StringComparer.Ordinal);
        return client.RedirectUris.FirstOrDefault(redirect => !listed.Contains(redirect)) is { } missing
            ? $"The list there lacks {missing}."
            : null;
    }

    /// <summary>The same of a change, which may leave alone what was looked at once.</summary>
    public ValueTask<string?> Refuse(OAuthClient before, OAuthClient wish, CancellationToken ct) =>
        IsSame(before, wish) ? default : Refuse(wish, ct);

    /// <summary>Whether what was looked at is the same.</summary>
    public static bool IsSame(OAuthClient one, OAuthClient other) =>
        one.SectorIdentifierUri == other.SectorIdentifierUri && one.RedirectUris.SequenceEqual(other.RedirectUris, StringComparer.Ordinal);
}
