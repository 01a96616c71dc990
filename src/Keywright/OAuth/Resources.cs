using Keywright.OAuth.Clients;

namespace Keywright.OAuth;

/// <summary>
/// What tokens are for (RFC 8707): a token for one API is refused by every other. Without a resource it is for this server itself.
/// </summary>
internal sealed class Resources(OAuthOptions options, OAuthSettings settings)
{
    private const int Most = 10;

    /// <summary>RFC 8707 §2: an absolute URI without a fragment.</summary>
    public static bool IsResource(string text) =>
        text.Length <= 500 && !text.Contains('#', StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0;

    /// <summary>What a client asks for before anything was granted: the audience, or why not.</summary>
    public (IReadOnlyList<string>? Audience, OAuthError? Refusal) Choose(OAuthClient client, IReadOnlyList<string> asked)
    {
        if (asked.Count == 0)
        {
            // RFC 9068 §3: the default. A client of one API means that one.
            return ([client.Resources is [var only] ? only : settings.Issuer], null);
        }

        foreach (var resource in asked)
        {
            if (!IsResource(resource) || !IsAllowed(client, resource))
            {
                return (null, OAuthError.InvalidTarget($"The client may not ask for the resource {resource} (RFC 8707 §2)."));
            }
        }

        return asked.Count > Most
            ? (null, OAuthError.InvalidTarget($"At most {Most} resources a request (RFC 8707 §2)."))
            : ([.. asked.Distinct(StringComparer.Ordinal)], null);
    }

    /// <summary>What a client asks for of what was granted: all that it may have now, or less.</summary>
    public (IReadOnlyList<string>? Audience, OAuthError? Refusal) Narrow(
        OAuthClient client, IReadOnlyList<string> granted, IReadOnlyList<string> asked)
    {
        var left = Left(client, granted);
        return asked.FirstOrDefault(resource => !left.Contains(resource, StringComparer.Ordinal)) is { } more
                ? (null, OAuthError.InvalidTarget($"The resource {more} was not granted (RFC 8707 §2.2)."))
            : left.Count == 0 ? (null, OAuthError.InvalidTarget("The client may not have what was granted any more (RFC 8707 §2)."))
            : (asked.Count == 0 ? left : [.. asked.Distinct(StringComparer.Ordinal)], null);
    }

    /// <summary>Those of <paramref name="granted"/> that the client may ask for now.</summary>
    public IReadOnlyList<string> Left(OAuthClient client, IReadOnlyList<string> granted) =>
        [.. granted.Where(resource => IsAllowed(client, resource))];

    private bool IsAllowed(OAuthClient client, string resource) =>
        resource == settings.Issuer || client.Resources.Contains(resource, StringComparer.Ordinal)
        || options.Resources.Contains(resource, StringComparer.Ordinal);
}
