namespace Keywright.Database.Schema;

/// <summary>
/// What a schema should be: that which migrating an empty database gives. Of Keywright's own it is an approved text (a test proves that it
/// is so), because the check at each start must cost next to nothing and need no right to create anything.
/// </summary>
internal static class ExpectedSchema
{
    private static readonly Lazy<SchemaSnapshot> Sqlite = new(() => Embedded("schema.sqlite.txt"));
    private static readonly Lazy<SchemaSnapshot> Postgres = new(() => Embedded("schema.postgres.txt"));

    public static SchemaSnapshot Own(Dialect dialect) => dialect.Choose(Sqlite, Postgres).Value;

    private static SchemaSnapshot Embedded(string name)
    {
        using var reader = new StreamReader(typeof(ExpectedSchema).Assembly.GetManifestResourceStream(name)!);
        return SchemaSnapshot.Parse(reader.ReadToEnd());
    }
}
