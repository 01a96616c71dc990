namespace Keywright.Database.Migrations.Scripts;

/// <summary>Takes a script apart into its statements, as psql and the shell of SQLite do.</summary>
internal static class SqlScript
{
    /// <summary>Those with at least one word, in order.</summary>
    public static IReadOnlyList<SqlStatement> Statements(Dialect dialect, string script)
    {
        _ = (dialect, script);
        throw new NotSupportedException();
    }
}
