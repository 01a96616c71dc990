namespace Keywright.Database;

/// <summary>
/// Reads database URLs. Errors name the part that is wrong and never quote it: with a character that should have been percent-encoded, a
/// piece of the password can end up in any part.
/// </summary>
internal static class DatabaseUrl
{
    public const string Encode = "in a user name or password, characters such as @ : / ? # % are written %40 %3A %2F %3F %23 %25";

    private const string Expected = "expected sqlite:///path, sqlite::memory: or postgresql://user:password@host/name";

    /// <exception cref="FormatException">It can't be read.</exception>
    public static DatabaseTarget Parse(string url)
    {
        url = url.Trim();
        if (url.Equals("sqlite::memory:", StringComparison.OrdinalIgnoreCase) || url.Equals(":memory:", StringComparison.Ordinal))
        {
            return new DatabaseTarget.Memory();
        }

        if ((After(url, "postgresql://") ?? After(url, "postgres://")) is { } postgres)
        {
            return PostgresTarget.Parse(postgres);
        }

        return After(url, "sqlite:") is { } sqlite
            ? new DatabaseTarget.SqliteFile(SqlitePath(sqlite))
            : throw new FormatException(Expected);
    }

    /// <summary>Percent-decoding of one part (RFC 3986 §2.1).</summary>
    /// <exception cref="FormatException">A % without two hexadecimal digits after it.</exception>
    public static string Decode(string part)
    {
        for (var at = part.IndexOf('%', StringComparison.Ordinal); at >= 0; at = part.IndexOf('%', at + 1))
        {
            if (at + 2 >= part.Length || !char.IsAsciiHexDigit(part[at + 1]) || !char.IsAsciiHexDigit(part[at + 2]))
            {
                throw new FormatException($"a % is not followed by two hexadecimal digits; {Encode}");
            }
        }

        return Uri.UnescapeDataString(part);
    }

    /// <summary>
    /// <c>sqlite:///var/lib/x.db</c> is absolute like every path of a URL (RFC 8089); <c>sqlite:x.db</c> and <c>sqlite:///./x.db</c>
    /// start at the working directory.
    /// </summary>
    private static string SqlitePath(string rest)
    {
        if (rest.Contains('?', StringComparison.Ordinal) || rest.Contains('#', StringComparison.Ordinal))
        {
            throw new FormatException("a SQLite URL takes no ? and no #; in the path they are written %3F and %23");
        }

        var path = Decode(rest);
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            path = path[2..];
            if (!path.StartsWith('/'))
            {
                throw new FormatException("a SQLite URL has no host: expected three slashes, sqlite:///path");
            }

            var isRelative = path.StartsWith("/./", StringComparison.Ordinal) || path.StartsWith("/../", StringComparison.Ordinal);
            var isDrive = path is ['/', _, ':', ..];
            path = isRelative || isDrive ? path[1..] : "/" + path.TrimStart('/');
        }

        return path.Length > 0 && !path.EndsWith('/') && !path.Contains('\0', StringComparison.Ordinal)
            ? path
            : throw new FormatException("the SQLite URL names no file: expected sqlite:///path");
    }

    private static string? After(string url, string scheme) =>
        url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? url[scheme.Length..] : null;
}
