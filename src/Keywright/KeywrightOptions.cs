using Keywright.Audit;
using Keywright.Audit.Alerts;
using Keywright.Database;
using Keywright.Database.Migrations;
using Keywright.Email;
using Keywright.External;
using Keywright.Http;
using Keywright.Letters;
using Keywright.Maintenance;
using Keywright.OAuth;
using Keywright.Passkeys;
using Keywright.PersonalTokens;
using Keywright.Security.Keys;
using Keywright.Security.PasswordHash;
using Keywright.Security.Throttle;
using Keywright.Sessions;
using Keywright.Sessions.Risk;
using Keywright.SignUp;
using Keywright.TwoFactor;

namespace Keywright;

/// <summary>
/// All settings of Keywright: the section <c>Keywright</c> of an embedding app's configuration, the root of the server's own.
/// docs/configuration.md lists them.
/// </summary>
public sealed class KeywrightOptions
{
    /// <summary>The directory of the SQLite database and the keys. Created for this user alone.</summary>
    public string Data { get; set; } = "./data";

    /// <summary>
    /// Where the database is: a URL (the section's own value), or single settings. A file in <see cref="Data"/> by default.
    /// </summary>
    public DatabaseOptions Database { get; } = new();

    /// <summary>The PostgreSQL schema of our tables, beside a host's own. SQLite has a file instead.</summary>
    public string Schema { get; set; } = DatabaseSettings.DefaultSchema;

    /// <summary>Section <c>Pool</c>.</summary>
    public PoolOptions Pool { get; } = new();

    /// <summary>What stands between us and PostgreSQL.</summary>
    public Pooler Pooler { get; set; }

    /// <summary>Section <c>Migrations</c>.</summary>
    public MigrationOptions Migrations { get; } = new();

    /// <summary>Where the server listens; an embedding app has its own way to say so.</summary>
    public IList<string> Urls { get; } = ["http://127.0.0.1:5080"];

    /// <summary>Where clients reach the server; the first of <see cref="Urls"/> by default. Its origin is never foreign.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>What every route of the API starts with.</summary>
    public string RoutePrefix { get; set; } = "/api/auth";

    /// <summary>What every route of administration starts with.</summary>
    public string AdminPrefix { get; set; } = "/api/admin";

    /// <summary>The header that carries a token.</summary>
    public string TokenHeader { get; set; } = "Authorization";

    /// <summary>The word before the token.</summary>
    public string TokenScheme { get; set; } = "Bearer";

    /// <summary>Whether clients hold tokens, a session cookie, or what they ask for.</summary>
    public SessionGuard SessionGuard { get; set; } = SessionGuard.Both;

    /// <summary>Whether unsafe requests with a session cookie must come from our own site.</summary>
    public bool CsrfProtection { get; set; } = true;

    /// <summary>Networks whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, as addresses or in CIDR form.</summary>
    public IList<string> TrustedProxies { get; } = ["127.0.0.0/8", "::1"];

    /// <summary>Section <c>Keys</c>.</summary>
    public KeyOptions Keys { get; } = new();

    /// <summary>Section <c>Cors</c>.</summary>
    public CorsOptions Cors { get; } = new();

    /// <summary>Section <c>RateLimiting</c>.</summary>
    public RateLimitOptions RateLimiting { get; } = new();

    /// <summary>Section <c>Lockout</c>.</summary>
    public LockoutOptions Lockout { get; } = new();

    /// <summary>Section <c>Sessions</c>.</summary>
    public Sessions.SessionOptions Sessions { get; } = new();

    /// <summary>Section <c>Risk</c>.</summary>
    public RiskOptions Risk { get; } = new();

    /// <summary>Section <c>Passwords</c>.</summary>
    public PasswordOptions Passwords { get; } = new();

    /// <summary>Section <c>TwoFactor</c>.</summary>
    public TwoFactorOptions TwoFactor { get; } = new();

    /// <summary>Section <c>Passkeys</c>.</summary>
    public PasskeyOptions Passkeys { get; } = new();

    /// <summary>Sections <c>External:&lt;name&gt;</c>: the providers that people can sign in with.</summary>
    public IDictionary<string, ExternalProviderOptions> External { get; } =
        new Dictionary<string, ExternalProviderOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Section <c>OAuth</c>.</summary>
    public OAuthOptions OAuth { get; } = new();

    /// <summary>Section <c>PersonalTokens</c>.</summary>
    public PersonalTokenOptions PersonalTokens { get; } = new();

    /// <summary>Section <c>Registration</c>.</summary>
    public RegistrationOptions Registration { get; } = new();

    /// <summary>Section <c>Email</c>.</summary>
    public EmailOptions Email { get; } = new();

    /// <summary>Section <c>Mail</c>.</summary>
    public MailOptions Mail { get; } = new();

    /// <summary>Section <c>Pages</c>.</summary>
    public PagesOptions Pages { get; } = new();

    /// <summary>Section <c>Audit</c>.</summary>
    public AuditOptions Audit { get; } = new();

    /// <summary>Section <c>Maintenance</c>.</summary>
    public MaintenanceOptions Maintenance { get; } = new();

    /// <summary>Section <c>Alerts</c>.</summary>
    public AlertOptions Alerts { get; } = new();
}
