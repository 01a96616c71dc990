namespace Keywright.Database.Schema;

/// <summary>What a database holds now.</summary>
internal static class LiveSchema
{
    /// <summary>One statement, which anybody may run who may connect: system catalogs only.</summary>
    public static async ValueTask<SchemaSnapshot> Read(KeywrightDatabase database, string schema, CancellationToken ct = default) =>
        await database.ReadOne(tx => Read(tx, schema), ct);

    /// <inheritdoc cref="Read(KeywrightDatabase, string, CancellationToken)"/>
    public static async ValueTask<SchemaSnapshot> Read(Tx tx, string schema) => tx.Dialect == Dialect.Sqlite
        ? new SchemaSnapshot(await SqliteCatalog.List(tx))
        : new SchemaSnapshot(await PostgresCatalog.List(tx, schema));
}
