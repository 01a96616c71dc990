using System.Text.RegularExpressions;
using Keywright.Database.Migrations;

namespace Keywright.Database;

/// <summary>All that decides which database is opened and how.</summary>
internal sealed partial record DatabaseSettings
{
    public const string DefaultSchema = "keywright";

    public const string FileName = "keywright.db";

    public DatabaseOptions Database { get; init; } = new();

    /// <summary>The PostgreSQL schema of our tables, beside those of a host. SQLite has a file instead.</summary>
    public string Schema { get; init; } = DefaultSchema;

    public PoolOptions Pool { get; init; } = new();

    public Pooler Pooler { get; init; }

    public MigrationOptions Migrations { get; init; } = new();

    /// <summary>The data directory, where the SQLite file is when nothing says otherwise.</summary>
    public string Data { get; init; } = "./data";

    /// <summary>Settings of nothing but a URL.</summary>
    public static DatabaseSettings Of(string url) => new() { Database = new DatabaseOptions { Url = url } };

    /// <summary>Everything wrong with the settings. No sentence quotes a URL: it may hold a password in a place nobody expects.</summary>
    public IEnumerable<string> Refuse()
    {
        if (Wrong("Database", Target) is { } url)
        {
            yield return url;
        }

        if (!SchemaName().IsMatch(Schema) || Schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            yield return $"Schema is \"{Schema}\": expected lower-case letters, digits and underscores, at most 63, and not pg_ in front.";
        }

        if (Wrong("Migrations:Database", MigrationTarget) is { } direct)
        {
            yield return direct;
        }
    }

    /// <exception cref="FormatException">The settings make no sense.</exception>
    public DatabaseTarget Target() => this switch
    {
        { Database.Url.Length: > 0 } when Singles() is { } setting =>
            throw new FormatException($"a URL and Database:{setting} are both given: expected one of the two"),
        { Database.Url: { Length: > 0 } url } => DatabaseUrl.Parse(url),
        { Database.Host.Length: > 0 } => PostgresTarget.From(Database),
        _ when Singles() is { } setting => throw new FormatException($"Database:{setting} is given without Database:Host"),
        _ => new DatabaseTarget.SqliteFile(Path.Combine(Data, FileName)),
    };

    /// <summary>The way to the same PostgreSQL past its pooler, or null where there is no other.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public DatabaseTarget.Postgres? MigrationTarget() =>
        string.IsNullOrWhiteSpace(Migrations.Database) ? null
        : DatabaseUrl.Parse(Migrations.Database) as DatabaseTarget.Postgres
            ?? throw new FormatException("expected postgresql://…, the direct way to a database behind a pooler");

    private static string? Wrong(string setting, Func<DatabaseTarget?> target)
    {
        try
        {
            _ = target();
            return null;
        }
        catch (FormatException e)
        {
            return $"{setting}: {e.Message}.";
        }
    }

    /// <summary>The name of a single setting that is given, if any.</summary>
    private string? Singles() => this switch
    {
        { Database.Host.Length: > 0 } => nameof(DatabaseOptions.Host),
        { Database.Port: not null } => nameof(DatabaseOptions.Port),
        { Database.Name.Length: > 0 } => nameof(DatabaseOptions.Name),
        { Database.User.Length: > 0 } => nameof(DatabaseOptions.User),
        { Database.Password.Length: > 0 } => nameof(DatabaseOptions.Password),
        { Database.SslMode.Length: > 0 } => nameof(DatabaseOptions.SslMode),
        _ => null,
    };

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SchemaName();
}
