namespace Keywright.Database.Migrations;

/// <summary>
/// Compares the live schema with the one that these files make on an empty database, and names every difference. Called under the lock,
/// outside of a transaction.
/// </summary>
internal delegate Task<IReadOnlyList<string>> SchemaProof(IReadOnlyList<MigrationFile> applied, CancellationToken ct);
