namespace Keywright.Maintenance.Transfer;

/// <summary>From where users of another system come.</summary>
public enum ForeignKind
{
    /// <summary>The tables of ASP.NET Core Identity, in SQLite or PostgreSQL.</summary>
    Identity,

    /// <summary>The tables users and personal_access_tokens of a Laravel application, in SQLite or PostgreSQL.</summary>
    Laravel,

    /// <summary>A realm export of Keycloak.</summary>
    Keycloak,

    /// <summary>A CSV file whose first record names its columns.</summary>
    Csv,

    /// <summary>A JSON object a line.</summary>
    Jsonl,
}

/// <summary>The users of another system, and how to read them.</summary>
/// <param name="Kind">Which system or form.</param>
public sealed record ForeignSource(ForeignKind Kind)
{
    /// <summary>
    /// Of <see cref="ForeignKind.Identity"/> and <see cref="ForeignKind.Laravel"/>: the URL of the database, which is only read.
    /// </summary>
#pragma warning disable CA1056 // Neither several hosts nor sqlite:file are a URI to the framework.
    public string? DatabaseUrl { get; init; }
#pragma warning restore CA1056

    /// <summary>Of the others: the file.</summary>
    public Stream? File { get; init; }

    /// <summary>Tells sources that number their users alike apart: ids here follow from it. The kind, unless given.</summary>
    public string? Name { get; init; }

    /// <summary>Of CSV and JSON Lines, which field of ours is which of theirs: <c>email=mail,name=profile.full_name</c>.</summary>
    public string? Map { get; init; }

    /// <summary>Roles of theirs that are roles of ours. A role that grants administration is given in no other way.</summary>
    public IReadOnlyDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>();

    /// <summary>Imports users whose password hash can't be verified without one: they need a password reset.</summary>
    public bool AllowUnknownHashes { get; init; }
}
