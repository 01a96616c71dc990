using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Keywright.Database;

/// <summary>Reads <c>user:password@host:port,host2/name?key=value</c>, and the single settings that say the same.</summary>
internal static class PostgresTarget
{
    public const string SslMode = "sslmode";

    /// <summary>The query keys that are understood, spelled as in libpq.</summary>
    public static readonly string[] Keys =
        [SslMode, "sslrootcert", "sslcert", "sslkey", "channel_binding", "application_name", "connect_timeout", "host"];

    public static readonly string[] SslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// <exception cref="FormatException">It can't be read.</exception>
    public static DatabaseTarget.Postgres Parse(string rest)
    {
        if (rest.Contains('#', StringComparison.Ordinal))
        {
            throw new FormatException($"a # has no place here; {DatabaseUrl.Encode}");
        }

        var (withoutQuery, query) = Cut(rest, '?');
        var (authority, name) = Cut(withoutQuery, '/');
        if ((name + query).Contains('@', StringComparison.Ordinal))
        {
            throw new FormatException($"an @ stands after the host; {DatabaseUrl.Encode}");
        }

        var at = authority.LastIndexOf('@');
        var (user, password) = Cut(at < 0 ? "" : authority[..at], ':');
        var settings = Query(query);
        var hosts = settings.TryGetValue("host", out var host) ? host : DatabaseUrl.Decode(authority[(at + 1)..]);
        return new DatabaseTarget.Postgres
        {
            Hosts = [.. hosts.Split(',').Select(host => Host(host, defaultPort: null))],
            Name = Name(DatabaseUrl.Decode(name)),
            User = Given(DatabaseUrl.Decode(user)),
            Password = Given(DatabaseUrl.Decode(password)),
            Settings = settings,
        };
    }

    /// <exception cref="FormatException">A setting makes no sense.</exception>
    public static DatabaseTarget.Postgres From(DatabaseOptions options)
    {
        if (options.Port is < 1 or > 65535)
        {
            throw new FormatException("Database:Port is not a number from 1 to 65535");
        }

        return new DatabaseTarget.Postgres
        {
            Hosts = [.. options.Host!.Split(',', StringSplitOptions.TrimEntries).Select(host => Host(host, options.Port))],
            Name = Name(options.Name ?? ""),
            User = Given(options.User),
            Password = Given(options.Password),
            Settings = Given(options.SslMode) is { } mode ? new Dictionary<string, string> { [SslMode] = Mode(mode) } : [],
        };
    }

    /// <summary>A name, an IPv4 address, an IPv6 literal in brackets or the directory of a socket, with or without a port.</summary>
    private static (string Host, int? Port) Host(string text, int? defaultPort)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.LastIndexOf(':');
        end = end < 0 ? text.Length : end;
        var (host, port) = (text[..end], text[end..]);
        var isLiteral = host.StartsWith('[');
        var isKnown = isLiteral
            ? IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            : host.StartsWith('/') || Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
        if (!isKnown)
        {
            throw new FormatException($"a host is missing or malformed (an IPv6 address stands in brackets); {DatabaseUrl.Encode}");
        }

        if (port.Length == 0)
        {
            return (host, defaultPort);
        }

        return int.TryParse(port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? (host, number)
            : throw new FormatException($"a port is not a number from 1 to 65535; {DatabaseUrl.Encode}");
    }

    private static Dictionary<string, string> Query(string query)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Cut(pair, '=');
            key = DatabaseUrl.Decode(key);
            if (!Keys.Contains(key))
            {
                throw new FormatException($"the query key \"{key}\" is not known: expected one of {string.Join(", ", Keys)}");
            }

            value = DatabaseUrl.Decode(value);
            if (value.Length == 0 || !settings.TryAdd(key, key == SslMode ? Mode(value) : value))
            {
                throw new FormatException($"the query key \"{key}\" has no value, or two");
            }
        }

        return !settings.TryGetValue("connect_timeout", out var text) || (int.TryParse(text, out var seconds) && seconds is > 0 and < 3600)
            ? settings
            : throw new FormatException("connect_timeout is not a number of seconds from 1 to 3599");
    }

    private static string Mode(string mode) => SslModes.Contains(mode.ToLowerInvariant())
        ? mode.ToLowerInvariant()
        : throw new FormatException($"sslmode is not one of {string.Join(", ", SslModes)}");

    private static string Name(string name) => name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal)
        ? name
        : throw new FormatException("the name of the database is missing: expected postgresql://user:password@host/name");

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
