namespace Keywright.Database.Postgres;

/// <summary>A kind of unit: how it begins, and what it may do.</summary>
internal sealed record PostgresUnit(string? Begin, bool IsWrite)
{
    /// <summary>One statement decides what must happen once, so READ COMMITTED is enough.</summary>
    public static readonly PostgresUnit Write = new("BEGIN ISOLATION LEVEL READ COMMITTED", IsWrite: true);

    public static readonly PostgresUnit Read = new("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", IsWrite: false);

    /// <summary>Exactly one statement, which needs no transaction.</summary>
    public static readonly PostgresUnit ReadOne = new(null, IsWrite: false);
}
