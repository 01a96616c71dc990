namespace Keywright.Database;

/// <summary>A row that was walked past, and whether what it stands for ended long enough ago to be deleted.</summary>
internal readonly record struct Ended<TId>(TId Id, bool HasEnded)
    where TId : struct, IId<TId>;
