namespace Keywright.Database;

/// <summary>Where the database is: a URL, or the single settings of a PostgreSQL. Section <c>Database</c>; its value is the URL.</summary>
public sealed class DatabaseOptions
{
    /// <summary>
    /// <c>sqlite:///path</c>, <c>sqlite::memory:</c> or <c>postgresql://user:password@host[:port][,host2[:port]]/name?sslmode=…</c>.
    /// Without it, and without <see cref="Host"/>: the file keywright.db in the data directory.
    /// </summary>
#pragma warning disable CA1056 // Neither several hosts nor sqlite::memory: are a URI to the framework.
    public string? Url { get; set; }
#pragma warning restore CA1056

    /// <summary>The host of a PostgreSQL, or several with commas between.</summary>
    public string? Host { get; set; }

    /// <summary>The port of every host that names none.</summary>
    public int? Port { get; set; }

    /// <summary>The name of the database.</summary>
    public string? Name { get; set; }

    /// <summary>The role to log in as.</summary>
    public string? User { get; set; }

    /// <summary>Its password.</summary>
    public string? Password { get; set; }

    /// <summary>disable, allow, prefer, require, verify-ca or verify-full, as in libpq.</summary>
    public string? SslMode { get; set; }
}
