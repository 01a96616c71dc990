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

    /// <summary>What a client asks for of what was granted: all of it, or less.</summary>
    public static (IReadOnlyList<string>? Audience, OAuthError? Refusal) Narrow(
        IReadOnlyList<string> granted, IReadOnlyList<string> asked) =>
        asked.Count == 0 ? (granted, null)
        : asked.FirstOrDefault(resource => !granted.Contains(resource, StringComparer.Ordinal)) is { } more
            ? (null, OAuthError.InvalidTarget($"The resource {more} was not granted (RFC 8707 §2.2)."))
        : ([.. asked.Distinct(StringComparer.Ordinal)], null);

    private bool IsAllowed(OAuthClient client, string resource) =>
        resource == settings.Issuer || client.Resources.Contains(resource, StringComparer.Ordinal)
        || options.Resources.Contains(resource, StringComparer.Ordinal);
}
