using Keywright.Database;
using Keywright.Database.Schema;

namespace Keywright.Maintenance;

/// <summary>One thing of the schema that is not as this version of Keywright made it.</summary>
/// <param name="Kind">table, column, constraint, index, trigger, function, view …</param>
/// <param name="Name">What it is called; what belongs to a table has the table's name in front.</param>
/// <param name="Problem">missing, unexpected, changed, disabled or invalid.</param>
/// <param name="Message">The difference as a sentence.</param>
/// <param name="IsNote">Something of somebody else's that harms nothing.</param>
public sealed record KeywrightSchemaDifference(string Kind, string Name, string Problem, string Message, bool IsNote)
{
    internal static KeywrightSchemaDifference Of(SchemaDifference row) => new(row.Kind, row.Name, row.Problem, row.Text, row.IsNote);
}

/// <summary>The tables, indexes, triggers, functions and views as they are, from the application's own code.</summary>
public sealed class KeywrightSchema
{
    private readonly KeywrightDatabase _database;
    private readonly string _schema;

    internal KeywrightSchema(KeywrightDatabase database, string schema)
    {
        _database = database;
        _schema = schema;
    }

    /// <summary>
    /// Compares the schema with the one that this version's migrations make, and names every difference. Reads system catalogs only.
    /// </summary>
    public async Task<IReadOnlyList<KeywrightSchemaDifference>> VerifyAsync(CancellationToken cancellationToken = default) =>
        [.. (await Differences(cancellationToken)).Select(KeywrightSchemaDifference.Of)];

    internal async Task<IReadOnlyList<SchemaDifference>> Differences(CancellationToken ct)
    {
        // Read while the database answers: at start every millisecond counts.
        var expected = Task.Run(() => ExpectedSchema.Own(_database.Dialect), ct);
        var live = await LiveSchema.Read(_database, _schema, ct);
        return SchemaDifferences.Between(await expected, live);
    }
}
