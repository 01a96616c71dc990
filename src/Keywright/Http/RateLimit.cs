namespace Keywright.Http;

/// <summary>What a limit counts by.</summary>
internal enum RateLimitKey
{
    /// <summary>The client's address, IPv6 by /64. Counted by the route, before anything else is looked at.</summary>
    Address,

    /// <summary>What only the use case knows: an identifier with the address, a mailbox, a session.</summary>
    UseCase,
}

/// <summary>
/// A limit by name. The limits of the API are all here (the table of the HTTP contract), so that they can be read at a glance.
/// </summary>
internal sealed record RateLimit(string Name, RateLimitKey Key, Func<RateLimitOptions, int> Limit, Func<RateLimitOptions, TimeSpan> Window)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Whoever tries passwords or codes, from one address.</summary>
    public static readonly RateLimit Guess = new("guess", RateLimitKey.Address, _ => 60, _ => Minute);

    /// <summary>Passwords or codes for one identifier, from one address.</summary>
    public static readonly RateLimit GuessIdentifier = new(
        "guess-identifier", RateLimitKey.UseCase, options => options.MaxAttempts, options => TimeSpan.FromMinutes(options.DecayMinutes));

    public static readonly RateLimit Register = new("register", RateLimitKey.Address, _ => 20, _ => Hour);

    /// <summary>Whoever makes us send mail, from one address.</summary>
    public static readonly RateLimit Mail = new("mail", RateLimitKey.Address, _ => 20, _ => Hour);

    /// <summary>Mail to one mailbox, whoever asked for it.</summary>
    public static readonly RateLimit Mailbox = new("mailbox", RateLimitKey.UseCase, _ => 3, _ => Hour);

    /// <summary>Clients that register themselves, from one address.</summary>
    public static readonly RateLimit RegisterClient = new("register-client", RateLimitKey.Address, _ => 20, _ => Hour);

    /// <summary>Documents of clients that nobody has named before, from one address.</summary>
    public static readonly RateLimit Document = new("client-document", RateLimitKey.UseCase, _ => 10, _ => Minute);

    /// <summary>Documents of clients that nobody has named before, whoever named them.</summary>
    public static readonly RateLimit Documents = new("client-documents", RateLimitKey.UseCase, _ => 120, _ => Minute);

    /// <summary>Documents of clients that are fetched from one host, whoever named them.</summary>
    public static readonly RateLimit DocumentHost = new("client-document-host", RateLimitKey.UseCase, _ => 30, _ => Minute);

    /// <summary>Secrets of one client whose strength nobody knows, from one address: those that were wrong.</summary>
    public static readonly RateLimit ClientSecret = new("client-secret", RateLimitKey.UseCase, _ => 30, _ => Minute);

    /// <summary>Refreshes of one session.</summary>
    public static readonly RateLimit Refresh = new("refresh", RateLimitKey.UseCase, _ => 60, _ => Minute);
}
