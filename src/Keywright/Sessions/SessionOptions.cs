using System.ComponentModel.DataAnnotations;

namespace Keywright.Sessions;

/// <summary>How a browser or an app stays signed in.</summary>
public enum SessionGuard
{
    /// <summary>Tokens and cookies, as the client asks.</summary>
    Both,

    /// <summary>Access and refresh tokens only.</summary>
    Token,

    /// <summary>The session cookie only.</summary>
    Session,
}

/// <summary>Lifetimes of sessions. Section <c>Sessions</c>.</summary>
public sealed class SessionOptions
{
    /// <summary>How long an access token works.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a refresh token works when it is not used: the idle lifetime of a token session.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "3650.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>When a session ends however much it is used (OWASP ASVS 5.0, 7.3.2).</summary>
    [Range(typeof(TimeSpan), "00:05:00", "3650.00:00:00")]
    public TimeSpan AbsoluteLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>The idle lifetime of a cookie session; each use moves it on (OWASP ASVS 5.0, 7.3.1).</summary>
    [Range(typeof(TimeSpan), "00:05:00", "3650.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>The idle lifetime of a cookie session with <c>remember</c>.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "3650.00:00:00")]
    public TimeSpan RememberLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a client that repeats a refresh gets the same successor: a lost answer, or many tabs at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// True asks the database at every request. False keeps a verified token for up to 30 seconds, of which what another node revokes takes
    /// less than a tenth of a second.
    /// </summary>
    public bool Strict { get; set; }
}
