using Keywright.Database.Schema;
using Keywright.Tests.Architecture;
using Keywright.Tests.Support;

namespace Keywright.Tests.Database.Schema;

/// <summary>docs/schema.md is what the databases say of themselves, and says of everything what it is for.</summary>
public sealed class SchemaReferenceTests
{
    [Fact]
    public async Task The_reference_is_that_of_the_live_schema()
    {
        var written = new SchemaReference(await Read(new PostgresTestDatabase()), await Read(new SqliteTestDatabase()), Sentences());

        Approved.Matches(written.Write(), "docs", "schema.md");
        Rule.HasNoExceptions(written.Missing.Select(thing => $"{thing}: has no sentence in reference.txt"));
    }

    private static async Task<SchemaSnapshot> Read(TestDatabase database)
    {
        await using (database)
        {
            return await LiveSchema.Read(await database.Open(), database.Settings.Schema);
        }
    }

    private static Dictionary<string, string> Sentences() => File
        .ReadAllLines(Repository.PathOf("tests", "Keywright.Tests", "Database", "Schema", "reference.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
