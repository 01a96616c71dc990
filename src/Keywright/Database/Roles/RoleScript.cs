namespace Keywright.Database.Roles;

/// <summary>The SQL that makes PostgreSQL roles of least privilege: owner, migrator, app and read-only.</summary>
internal static class RoleScript
{
    /// <param name="schema">The schema of our tables, whose name is a plain one.</param>
    /// <param name="prefix">What the roles' names begin with, plain too.</param>
    public static string For(string schema, string prefix)
    {
        using var reader = new StreamReader(typeof(RoleScript).Assembly.GetManifestResourceStream("roles.sql")!);
        return reader.ReadToEnd()
            .Replace("{schema}", schema, StringComparison.Ordinal)
            .Replace("{prefix}", prefix, StringComparison.Ordinal);
    }
}
