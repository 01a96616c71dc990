using System.Net;
using Keywright.Security.PasswordHash;

namespace Keywright;

/// <summary>What the policy is told of the site: the names in its host count against a password.</summary>
internal static class PasswordPolicyOf
{
    private const int ShortestName = 4;

    /// <exception cref="IOException">Passwords:RefusedFile can't be read.</exception>
    public static PasswordPolicy Options(KeywrightOptions options) => new(options.Passwords, Names(options.PublicUrl));

    private static IEnumerable<string> Names(Uri? url) => url is null || IPAddress.TryParse(url.Host.Trim('[', ']'), out _)
        ? []
        : url.Host.Split('.').SkipLast(1).Where(name => name.Length >= ShortestName);
}
