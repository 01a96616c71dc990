using Keywright.OAuth.Clients;
using Keywright.Security;

namespace Keywright.OAuth;

/// <summary>The scopes that this server knows: those of OpenID Connect, of administration, and the application's own.</summary>
internal sealed class Scopes
{
    public const string OpenId = "openid";
    public const string Profile = "profile";
    public const string Email = "email";
    public const string Phone = "phone";
    public const string Address = "address";
    public const string OfflineAccess = "offline_access";

    /// <summary>The names of the user's roles (RFC 9068 §2.2.3.1) and what these permit.</summary>
    public const string Roles = "roles";

    private const int Longest = 100;
    private const int Most = 50;

    private static readonly Dictionary<string, string> Standard = new(StringComparer.Ordinal)
    {
        [OpenId] = "Know who you are",
        [Profile] = "See your name and profile",
        [Email] = "See your email address",
        [Phone] = "See your phone number",
        [Address] = "See your postal address",
        [OfflineAccess] = "Keep access while you are away",
        [Roles] = "See your roles and permissions",
    };

    private readonly OAuthOptions _options;

    public Scopes(OAuthOptions options)
    {
        _options = options;
        Supported = [.. Standard.Keys, .. options.Scopes.Keys.Where(name => !Standard.ContainsKey(name)).Order(StringComparer.Ordinal)];
    }

    /// <summary>For discovery. The scopes of administration are not told to everybody.</summary>
    public IReadOnlyList<string> Supported { get; }

    /// <summary>RFC 6749 §3.3: scope-tokens between single spaces. Null when it is malformed or too long.</summary>
    public static IReadOnlyList<string>? Parse(string? text)
    {
        if (text is null)
        {
            return [];
        }

        var scopes = text.Split(' ').Distinct(StringComparer.Ordinal).ToList();
        return scopes.Count <= Most && scopes.TrueForAll(IsToken) ? scopes : null;
    }

    public static bool IsToken(string scope) =>
        scope.Length is > 0 and <= Longest && scope.All(c => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));

    /// <summary>Why the client may not ask for these, or null.</summary>
    public OAuthError? Refuse(OAuthClient client, IReadOnlyList<string> scopes)
    {
        foreach (var scope in scopes)
        {
            if (!IsKnown(scope))
            {
                return OAuthError.InvalidScope($"There is no scope {scope} (RFC 6749 §3.3).");
            }

            if (!Allows(client, scope))
            {
                return OAuthError.InvalidScope($"The client may not ask for the scope {scope} (RFC 6749 §3.3).");
            }
        }

        return null;
    }

    /// <summary>Those of <paramref name="granted"/> that the client may ask for now.</summary>
    public IReadOnlyList<string> Left(OAuthClient client, IReadOnlyList<string> granted) =>
        Refuse(client, granted) is null ? granted : [.. granted.Where(scope => Refuse(client, [scope]) is null)];

    /// <summary>What the user reads.</summary>
    public string Describe(string scope) =>
        _options.Scopes.TryGetValue(scope, out var own) && own.Description is { Length: > 0 } text ? text
        : Standard.TryGetValue(scope, out var standard) ? standard
        : IsOfKeywright(scope) ? $"Administer in your name: {scope}"
        : scope;

    /// <summary>The members of <c>app_metadata</c> that a scope opens.</summary>
    public IEnumerable<string> ClaimsOf(string scope) => _options.Scopes.TryGetValue(scope, out var own) ? own.Claims : [];

    /// <summary>A permission of administration can be asked for as a scope; <c>*</c> at its end too.</summary>
    public static bool IsOfKeywright(string scope) => Ability.IsAdministration(scope);

    private bool IsKnown(string scope) =>
        Standard.ContainsKey(scope) || _options.Scopes.ContainsKey(scope) || (IsOfKeywright(scope) && Ability.IsValid(scope));

    // A client that was registered without scopes has the standard ones: never the application's own, nor administration.
    private static bool Allows(OAuthClient client, string scope) => client.Scopes.Count == 0
        ? Standard.ContainsKey(scope) && scope != Roles
        : client.Scopes.Contains(scope, StringComparer.Ordinal);
}
